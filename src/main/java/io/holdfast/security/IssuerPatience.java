package io.holdfast.security;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestOperations;
import org.springframework.web.client.RestTemplate;

/**
 * How the issuer of tokens is asked for its keys: for a short time, because a request waits for the answer, and not too
 * often, because anybody can send tokens that name keys nobody has. Whoever is let ask brings the new keys for all.
 */
final class IssuerPatience implements ClientHttpRequestInterceptor {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Finding out where the keys are takes a few questions, too. */
    private static final int QUESTIONS = 20;

    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final RateLimiter questions = RateLimiter.of(
            "issuer",
            RateLimiterConfig.custom()
                    .limitForPeriod(QUESTIONS)
                    .limitRefreshPeriod(PERIOD)
                    .timeoutDuration(Duration.ZERO)
                    .build());

    static RestOperations operations() {
        var requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(PATIENCE);
        requests.setReadTimeout(PATIENCE);
        var operations = new RestTemplate(requests);
        operations.getInterceptors().add(new IssuerPatience());
        return operations;
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        if (!questions.acquirePermission()) {
            throw new IOException("the issuer has been asked " + QUESTIONS + " times in " + PERIOD);
        }
        return execution.execute(request, body);
    }
}
