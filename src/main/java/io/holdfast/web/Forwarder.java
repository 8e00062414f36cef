package io.holdfast.web;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.holdfast.cluster.Member;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Carries a mutation to the leader, in place of a client that cannot follow a redirect.
 *
 * <p>It is repeated, boundedly, when the leader cannot be reached, has lost the lead, or does not know the outcome: every
 * forwarded request has an idempotency key, so the cluster acts on it once however often it arrives, and the state
 * machine's memo gives each repetition the first answer. It is this loop and not a library's retry because between two
 * attempts there is something to wait for, which is another leader. There is no other retry on the way.
 */
final class Forwarder implements AutoCloseable {

    /** A failed connection, the leader that follows, and one more election. */
    private static final int ATTEMPTS_MAX = 3;

    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int GATEWAY_TIMEOUT = 504;

    /** One attempt that brought no answer worth passing on. */
    private record Failure(boolean uncertain, boolean reachable, String why) {}

    /** What keeps one node that fails from taking this one with it. */
    record Guards(CircuitBreakerRegistry breakers, BulkheadRegistry bulkheads) {}

    /**
     * How the other nodes know this one.
     *
     * @param seal says who made a request; null while nobody has to say
     * @param tls what they show and are shown; null is what the JVM trusts
     */
    record Standing(@Nullable Seal seal, @Nullable SSLContext tls) {}

    private final EdgeProperties properties;
    private final String node;
    private final @Nullable Seal seal;
    private final LeaderWatch watch;
    private final CircuitBreakerRegistry breakers;
    private final CircuitBreakerConfig breakerConfig;
    private final Bulkhead bulkhead;
    private final HttpClient client;

    Forwarder(EdgeProperties properties, String node, LeaderWatch watch, Guards guards, Standing standing) {
        this.properties = properties;
        this.node = node;
        this.watch = watch;
        this.breakers = guards.breakers();
        this.seal = standing.seal();
        var limits = properties.forward();
        breakerConfig = CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .failureRateThreshold(50)
                .waitDurationInOpenState(limits.breakerWait())
                .permittedNumberOfCallsInHalfOpenState(3)
                .build();
        bulkhead = guards.bulkheads()
                .bulkhead(
                        "forward",
                        BulkheadConfig.custom()
                                .maxConcurrentCalls(limits.concurrentMax())
                                .maxWaitDuration(Duration.ZERO)
                                .build());
        var builder = HttpClient.newBuilder();
        if (standing.tls() != null) {
            builder.sslContext(standing.tls());
        }
        client = builder.version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.connectTimeout())
                .executor(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("forward-", 0).factory()))
                .build();
    }

    /**
     * Forwards to the leader, or to the one that comes after it.
     *
     * @param uncertain whether the request may have been acted on before
     */
    Forwarded forward(Call call, Member leader, boolean uncertain) {
        if (!bulkhead.tryAcquirePermission()) {
            return new Forwarded.Full();
        }
        try {
            return attempt(call, leader, uncertain);
        } finally {
            bulkhead.onComplete();
        }
    }

    private Forwarded attempt(Call call, Member first, boolean before) {
        var leader = first;
        boolean uncertain = before;
        for (int attempt = 1; ; attempt++) {
            var answer = attemptOnce(call, leader);
            if (answer instanceof Answer.Received received) {
                return new Forwarded.Answered(leader, received.response());
            }
            var failure = ((Answer.Missing) answer).failure();
            uncertain |= failure.uncertain();
            if (attempt == ATTEMPTS_MAX) {
                return new Forwarded.Unanswered(uncertain, failure.why());
            }
            // A connection that broke is worth another at once; where there is nobody, wait for somebody else.
            boolean atOnce = failure.reachable() && attempt == 1;
            switch (watch.awaitOther(leader, atOnce ? Duration.ZERO : properties.leaderWait())) {
                case Target.Here _ -> {
                    return new Forwarded.Home(uncertain);
                }
                case Target.There there -> leader = there.leader();
                case Target.Nobody _ -> {
                    if (!atOnce) {
                        return new Forwarded.Unanswered(uncertain, "no leader appeared");
                    }
                }
            }
        }
    }

    private sealed interface Answer {
        record Received(HttpResponse<byte[]> response) implements Answer {}

        record Missing(Failure failure) implements Answer {}
    }

    private Answer attemptOnce(Call call, Member leader) {
        var breaker = breakers.circuitBreaker("forward-" + leader.node(), breakerConfig);
        try {
            breaker.acquirePermission();
        } catch (CallNotPermittedException _) {
            return missing(false, false, leader.node() + " keeps failing and is left alone for a moment");
        }
        long start = System.nanoTime();
        try {
            var response = send(call, leader);
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            return judge(leader, response);
        } catch (CancellationException _) {
            breaker.releasePermission();
            return missing(true, true, leader.node() + " lost the lead meanwhile");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            breaker.releasePermission();
            return missing(true, false, "this node is stopping");
        } catch (IOException | TimeoutException e) {
            return failed(breaker, leader, start, e);
        }
    }

    private Answer failed(CircuitBreaker breaker, Member leader, long start, Exception failure) {
        breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, failure);
        boolean unsent = failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
        return missing(!unsent, !unsent, leader.node() + " cannot be reached at " + leader.forward());
    }

    private static Answer missing(boolean uncertain, boolean reachable, String why) {
        return new Answer.Missing(new Failure(uncertain, reachable, why));
    }

    /** Answers that say that the leader is none, or does not know, are reasons to ask the next one. */
    private static Answer judge(Member leader, HttpResponse<byte[]> response) {
        boolean ours = response.headers().firstValue(Api.NODE).isPresent();
        return switch (response.statusCode()) {
            case SERVICE_UNAVAILABLE -> missing(!ours, false, leader.node() + " does not lead");
            case GATEWAY_TIMEOUT -> missing(true, false, leader.node() + " does not know the outcome");
            default -> new Answer.Received(response);
        };
    }

    private HttpResponse<byte[]> send(Call call, Member leader)
            throws IOException, InterruptedException, TimeoutException {
        var request = Hop.request(call, leader.forward(), node, seal);
        var limiter = TimeLimiter.of(limit(call));
        try {
            return limiter.executeFutureSupplier(() -> {
                var exchange = client.sendAsync(request, BodyHandlers.ofByteArray());
                watch.cancelUnlessLeads(leader, exchange);
                return exchange;
            });
        } catch (IOException | InterruptedException | TimeoutException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** As long as the leader may hold the request, and wait for its commit, and a moment for the way. */
    private Duration limit(Call call) {
        return Polls.of(call).plus(properties.requestTimeout()).plus(properties.leaderWait());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
