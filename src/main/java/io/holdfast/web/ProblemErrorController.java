package io.holdfast.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers errors of the servlet container that have a request and never reached a controller, or came back from one. */
@RestController
class ProblemErrorController implements ErrorController {

    @RequestMapping("/error")
    ResponseEntity<Object> error(HttpServletRequest request) {
        var status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        var path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        return ProblemAdvice.ofStatus(statusOf(status))
                .answer(path == null ? request.getRequestURI() : path.toString());
    }

    /** Somebody who asks for this path itself finds nothing. */
    private static int statusOf(@Nullable Object status) {
        return status instanceof Integer code ? code : 404;
    }
}
