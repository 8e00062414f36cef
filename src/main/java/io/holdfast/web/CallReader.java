package io.holdfast.web;

import io.holdfast.core.Guard;
import io.holdfast.core.RequestKey;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads mutations as they arrive, within a limit, and mints the keys of those that bring none. */
final class CallReader {

    private static final Pattern CONDITION = Pattern.compile("\\s*lock=([^;]*);\\s*token=([^;]*?)\\s*");

    private final int bodyMax;
    private final Minting minting;
    private final List<Anywhere> anywhere;

    CallReader(int bodyMax, Minting minting, List<Anywhere> anywhere) {
        this.bodyMax = bodyMax;
        this.minting = minting;
        this.anywhere = List.copyOf(anywhere);
    }

    /**
     * @param path as the controllers see it, decoded
     * @throws ProblemException if the body is too large or the key is not one
     */
    Call read(HttpServletRequest request, String path) throws IOException {
        var given = request.getHeader(Api.IDEMPOTENCY_KEY);
        var principal = Caller.of(request).principal();
        var key = Input.valid(() -> new RequestKey(principal, given == null ? minting.idempotencyKey() : given));
        var guard = guard(request.getHeader(Api.IF_FENCE));
        for (var one : anywhere) {
            if (one.covers(path)) {
                return new Call(request, sealed(request, body(request, one.bodyMax(path, bodyMax))), key, guard, true);
            }
        }
        return new Call(request, sealed(request, body(request, bodyMax)), key, guard);
    }

    /** What a node forwarded has the body it was sealed with. */
    private static byte[] sealed(HttpServletRequest request, byte[] body) {
        if (request.getAttribute(Api.CALLER) instanceof Seal.Opened seal && !seal.covers(body)) {
            throw new ProblemException(
                    Problem.of(ProblemType.UNAUTHENTICATED, "the body is not the one that was forwarded"));
        }
        return body;
    }

    private static @Nullable Guard guard(@Nullable String header) {
        if (header == null) {
            return null;
        }
        var condition = CONDITION.matcher(header);
        if (!condition.matches()) {
            throw ProblemException.badRequest(
                    Api.IF_FENCE + " is written lock=NAME;token=NUMBER, not " + Input.quoted(header));
        }
        return Input.valid(() -> new Guard(condition.group(1), Input.number("token", condition.group(2))));
    }

    private static byte[] body(HttpServletRequest request, int bodyMax) throws IOException {
        long announced = request.getContentLengthLong();
        if (announced > bodyMax) {
            throw tooLarge(bodyMax);
        }
        if (announced == 0) {
            return new byte[0];
        }
        // The usual case needs one array of the right size; a body of unknown size is read in pieces.
        byte[] body = request.getInputStream().readNBytes(announced > 0 ? (int) announced : bodyMax + 1);
        if (body.length > bodyMax) {
            throw tooLarge(bodyMax);
        }
        return body;
    }

    private static ProblemException tooLarge(int bodyMax) {
        return new ProblemException(
                Problem.of(ProblemType.BODY_TOO_LARGE, "a request here has at most " + bodyMax + " bytes; send less")
                        .with("limitBytes", bodyMax));
    }
}
