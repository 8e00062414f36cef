package io.holdfast.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.Access;
import io.holdfast.web.Api;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import io.holdfast.web.ProblemType;
import jakarta.servlet.FilterChain;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class LimitFilterTest {

    private static final FilterChain DONE = (_, _) -> {};

    @Test
    void whoAsksTooOftenIsSentAwayAndTheOthersAreNot() throws Exception {
        var filter = new LimitFilter(new SecurityProperties.Limits(50, 10));

        var sentAway = IntStream.range(0, 200)
                .filter(_ -> isRefused(filter, "alice", ProblemType.RATE_LIMIT))
                .count();

        assertThat(sentAway).isGreaterThan(100);
        assertThatCode(() -> ask(filter, "bob", DONE)).doesNotThrowAnyException();
    }

    @Test
    void whoHasTooManyUnderWayIsSentAwayUntilOneIsOver() throws Exception {
        var filter = new LimitFilter(new SecurityProperties.Limits(1_000, 2));

        ask(
                filter,
                "alice",
                (_, _) -> quietly(() -> ask(filter, "alice", (_, _) -> {
                    assertThatThrownBy(() -> ask(filter, "alice", DONE))
                            .isInstanceOfSatisfying(
                                    ProblemException.class,
                                    e -> assertThat(e.problem().type()).isEqualTo(ProblemType.WAIT_LIMIT));
                    assertThatCode(() -> ask(filter, "bob", DONE)).doesNotThrowAnyException();
                })));

        assertThatCode(() -> ask(filter, "alice", DONE)).doesNotThrowAnyException();
    }

    @Test
    void whatANodeForwardsWasCountedThere() {
        var filter = new LimitFilter(new SecurityProperties.Limits(10, 1));

        for (int i = 0; i < 100; i++) {
            var request = request("alice");
            request.setAttribute(Api.CALLER, "opened");
            assertThatCode(() -> filter.doFilter(request, new MockHttpServletResponse(), DONE))
                    .doesNotThrowAnyException();
        }
    }

    private static boolean isRefused(LimitFilter filter, String principal, ProblemType why) {
        try {
            ask(filter, principal, DONE);
            return false;
        } catch (ProblemException e) {
            return e.problem().type().equals(why);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void ask(LimitFilter filter, String principal, FilterChain chain) throws Exception {
        filter.doFilter(request(principal), new MockHttpServletResponse(), chain);
    }

    private static MockHttpServletRequest request(String principal) {
        var request = new MockHttpServletRequest("GET", "/api/v1/locks");
        new Caller(principal, "k", Access.ALL, "127.0.0.1").make(request);
        return request;
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void quietly(Action action) {
        try {
            action.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
