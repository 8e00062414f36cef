package io.holdfast.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * HTTP/1.1 as Tomcat speaks it, whose requests can tell whether their client is still there. A servlet container looks at a
 * connection only before a request and after it: who has gone meanwhile is noticed when the answer is written, or one answer
 * later. Whoever waits for minutes and then hands something out has to know before.
 *
 * <p>Tomcat makes it by its name.
 */
public final class ProbedProtocol extends Http11NioProtocol {

    private static final String CONNECTION = ProbedProtocol.class.getName();

    /** One of the places that Tomcat leaves for notes on a request; it has the second for itself. */
    private static final int NOTE = 20;

    @Override
    protected Processor createProcessor() {
        return new Noting(this, getAdapter());
    }

    /** Notes the connection on its requests. */
    private static final class Noting extends Http11Processor {

        private Noting(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
            super(protocol, adapter);
        }

        @Override
        public SocketState service(SocketWrapperBase<?> connection) throws IOException {
            request.setNote(NOTE, connection);
            return super.service(connection);
        }
    }

    /** Shows the connection to those who handle the request. */
    static final class Showing extends ValveBase {

        Showing() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            request.setAttribute(CONNECTION, request.getCoyoteRequest().getNote(NOTE));
            getNext().invoke(request, response);
        }
    }

    /**
     * Whether the client has not closed its connection, as far as that has become known here. Called by the thread that handles
     * the request, after its body was read.
     */
    static boolean isClientThere(HttpServletRequest request) {
        if (!(request.getAttribute(CONNECTION) instanceof SocketWrapperBase<?> connection)) {
            return true;
        }
        try {
            // What comes in by this is kept for the next request; the end of the connection is an exception.
            var unused = connection.isReadyForRead();
            return !connection.isClosed();
        } catch (IOException _) {
            return false;
        }
    }
}
