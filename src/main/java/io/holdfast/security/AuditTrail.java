package io.holdfast.security;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.holdfast.web.Api;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemType;
import io.holdfast.web.Sequences;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Notes each mutation on the node that carries it out, and each refusal on the node that refuses. A thread of its own writes;
 * who has something to note waits only if that thread is far behind, so nothing is left out. If nothing can be written any
 * more, nothing that would have to be noted is carried out either.
 */
final class AuditTrail implements Audit, SmartLifecycle {

    private static final String OPERATION = AuditTrail.class.getName();
    private static final int WAITING_MAX = 8_192;
    private static final int AT_ONCE_MAX = 1_024;

    /** How long it waits for more, so that a busy node writes once and not for each request. */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int FORBIDDEN = 403;
    private static final int STRANGERS_A_SECOND = 20;

    /** Sign of life, every few seconds: it stands in no log. */
    private static final String KEEPALIVE = "keepSessionAlive";

    /** What may be used by whoever knows it is not written down. */
    private static final String RECEIPT = "receipt";

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final AuditFile file;
    private final Clock clock;
    private final RateLimiter strangers = RateLimiter.of(
            "strangers",
            RateLimiterConfig.custom()
                    .limitForPeriod(STRANGERS_A_SECOND)
                    .limitRefreshPeriod(Duration.ofSeconds(1))
                    .timeoutDuration(Duration.ZERO)
                    .build());
    private final BlockingQueue<AuditLine> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private @Nullable Thread writer;
    private volatile boolean running;
    private volatile boolean broken;

    AuditTrail(AuditFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    @Override
    public boolean isBroken() {
        return broken;
    }

    @Override
    public void begin(HttpServletRequest request, String operation) {
        request.setAttribute(OPERATION, operation);
    }

    @Override
    public void end(HttpServletRequest request, HttpServletResponse response) {
        boolean changes =
                !request.getMethod().equals("GET") && !request.getMethod().equals("HEAD");
        var operation = operation(request);
        if (response.getStatus() == FORBIDDEN || (changes && !operation.equals(KEEPALIVE))) {
            note(line(request, Caller.of(request), operation, response.getStatus(), "", response));
        }
    }

    @Override
    public void refused(HttpServletRequest request, Caller caller, ProblemType why) {
        // Strangers could otherwise fill the trail until what matters has been put aside and dropped.
        if (why.equals(ProblemType.UNAUTHENTICATED) && !strangers.acquirePermission()) {
            return;
        }
        note(line(request, caller, operation(request), why.status(), why.code(), null));
    }

    private static String operation(HttpServletRequest request) {
        return request.getAttribute(OPERATION) instanceof String operation ? operation : "";
    }

    private AuditLine line(
            HttpServletRequest request,
            Caller caller,
            String operation,
            int status,
            String code,
            @Nullable HttpServletResponse response) {
        var given = request.getHeader(Api.IDEMPOTENCY_KEY);
        var minted = response == null ? null : response.getHeader(Api.IDEMPOTENCY_KEY);
        var key = given != null ? given : minted == null ? "" : minted;
        return new AuditLine(
                clock.instant(),
                caller.principal(),
                caller.keyId(),
                caller.address(),
                key,
                operation.isEmpty() ? request.getMethod() : operation,
                object(request),
                status,
                code,
                Sequences.of(request));
    }

    /** What the path names, and what the operation has found in the body. */
    private static String object(HttpServletRequest request) {
        var named = new ArrayList<String>();
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables) {
            new TreeMap<>(variables).forEach((name, value) -> {
                if (!RECEIPT.equals(name)) {
                    named.add(name + "=" + value);
                }
            });
        }
        if (request.getAttribute(Caller.OBJECTS) instanceof String objects) {
            named.add("names=" + objects);
        }
        return named.isEmpty() && operation(request).isEmpty() ? request.getRequestURI() : String.join(" ", named);
    }

    private void note(AuditLine line) {
        if (broken) {
            return;
        }
        try {
            waiting.put(line);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        running = true;
        writer = Thread.ofPlatform().daemon().name("audit").start(this::write);
    }

    private void write() {
        var lines = new ArrayList<AuditLine>();
        try {
            while (running || !waiting.isEmpty()) {
                lines.add(waiting.take());
                LockSupport.parkNanos(GATHER_NANOS);
                waiting.drainTo(lines, AT_ONCE_MAX);
                file.append(lines);
                lines.clear();
            }
        } catch (InterruptedException _) {
            finish(lines);
        } catch (IOException e) {
            broken = true;
            waiting.clear();
            LOG.error("the audit trail cannot be written: this node carries out nothing that has to be noted", e);
        }
    }

    private void finish(ArrayList<AuditLine> lines) {
        waiting.drainTo(lines);
        try {
            file.append(lines);
        } catch (IOException e) {
            LOG.error("the last lines of the audit trail were not written", e);
        }
    }

    @Override
    public void stop() {
        running = false;
        var thread = writer;
        try {
            if (thread != null) {
                thread.interrupt();
                thread.join();
            }
            file.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.error("the audit trail could not be closed", e);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server, and so after it at the end. */
    @Override
    public int getPhase() {
        return 0;
    }
}
