package io.holdfast.security;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.holdfast.web.Api;
import io.holdfast.web.Caller;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemException;
import io.holdfast.web.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps one principal from taking a node from the others: it may make so many requests a second, and have so many under way.
 * What another node forwards was counted there.
 */
final class LimitFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    /** Principals that are remembered; there can be as many as an issuer has subjects. */
    private static final int PRINCIPALS_MAX = 10_000;

    private static final int PERIODS_A_SECOND = 10;

    private record Allowance(RateLimiter rate, AtomicInteger underWay) {}

    private final transient SecurityProperties.Limits limits;
    private final transient RateLimiterConfig rate;
    private final transient Map<String, Allowance> allowances = new ConcurrentHashMap<>();

    LimitFilter(SecurityProperties.Limits limits) {
        this.limits = limits;
        rate = RateLimiterConfig.custom()
                .limitForPeriod(Math.max(1, limits.requestsPerSecond() / PERIODS_A_SECOND))
                .limitRefreshPeriod(Duration.ofMillis(1_000 / PERIODS_A_SECOND))
                .timeoutDuration(Duration.ZERO)
                .build();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var caller = Caller.of(request);
        if (caller.principal().isEmpty() || request.getAttribute(Api.CALLER) != null) {
            chain.doFilter(request, response);
            return;
        }
        var allowance = allowance(caller.principal());
        if (!allowance.rate().acquirePermission()) {
            throw new ProblemException(Problem.of(
                            ProblemType.RATE_LIMIT,
                            caller.principal() + " may make " + limits.requestsPerSecond()
                                    + " requests a second on a node; send fewer, or use several nodes")
                    .with("limit", limits.requestsPerSecond())
                    .retryAfterSeconds(1));
        }
        if (allowance.underWay().incrementAndGet() > limits.requestsUnderWay()) {
            allowance.underWay().decrementAndGet();
            throw new ProblemException(Problem.of(
                            ProblemType.WAIT_LIMIT,
                            caller.principal() + " has " + limits.requestsUnderWay()
                                    + " requests under way on this node, waits and streams included; end some")
                    .with("limit", limits.requestsUnderWay())
                    .retryAfterSeconds(1));
        }
        try {
            chain.doFilter(request, response);
        } finally {
            allowance.underWay().decrementAndGet();
        }
    }

    private Allowance allowance(String principal) {
        if (allowances.size() > PRINCIPALS_MAX) {
            allowances.values().removeIf(allowance -> allowance.underWay().get() == 0);
        }
        return allowances.computeIfAbsent(
                principal, name -> new Allowance(RateLimiter.of(name, rate), new AtomicInteger()));
    }
}
