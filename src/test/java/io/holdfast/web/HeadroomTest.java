package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.FilterChain;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

class HeadroomTest {

    private static final long MEGABYTE = 1 << 20;

    @Test
    void aHeapHasRoomForSoManyRequests() {
        var headroom = Headroom.of(32 * MEGABYTE, 0);

        for (int i = 0; i < 512; i++) {
            assertThat(headroom.enter()).isTrue();
        }
        assertThat(headroom.enter()).isFalse();
        headroom.leave();
        assertThat(headroom.enter()).isTrue();
        assertThat(headroom.requests()).isEqualTo(512);
    }

    @Test
    void whatIsSetIsWhatHolds() {
        var headroom = Headroom.of(32 * MEGABYTE, 1);

        assertThat(headroom.enter()).isTrue();
        assertThat(headroom.enter()).isFalse();
    }

    @Test
    void anEighthOfTheHeapIsForBodiesWhoeverSendsThem() {
        var headroom = Headroom.of(8 * MEGABYTE, 0);
        try (var first = headroom.share();
                var second = headroom.share()) {
            first.take((int) MEGABYTE - 10);
            second.take(10);

            assertThatThrownBy(() -> second.take(1))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().type()).isEqualTo(ProblemType.OVERLOADED));
            assertThat(headroom.bodyBytes()).isEqualTo(MEGABYTE);
        }
        assertThat(headroom.bodyBytes()).isZero();
    }

    @Test
    void whatIsAnnouncedTakesRoomAsItComes() throws IOException {
        var headroom = new Headroom(1, 1_000_000);
        var calls = new CallReader(500_000, new Minting(), List.of());
        var announced = new MockHttpServletRequest("POST", "/api/v1/locks") {
            @Override
            public long getContentLengthLong() {
                return 400_000;
            }
        };
        announced.setContent(new byte[40_000]);

        try (var share = headroom.share()) {
            assertThat(calls.read(announced, "/api/v1/locks", share).body()).hasSize(40_000);
            assertThat(headroom.bodyBytes()).isLessThan(60_000);
        }
    }

    @Test
    void aBodyOfManyPiecesIsWhole() throws IOException {
        var bytes = new byte[100_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        var request = new MockHttpServletRequest("POST", "/api/v1/locks") {
            @Override
            public long getContentLengthLong() {
                return -1;
            }
        };
        request.setContent(bytes);

        try (var share = new Headroom(1, MEGABYTE).share()) {
            var call = new CallReader(200_000, new Minting(), List.of()).read(request, "/api/v1/locks", share);
            assertThat(new ByteArrayInputStream(call.body())).hasBinaryContent(bytes);
        }
    }

    @Test
    void whetherANodeIsWellIsAnsweredHoweverMuchItHasToDo() throws Exception {
        var filter = new EdgeFilter(
                "n1",
                new ProblemWriter(JsonMapper.shared()),
                new RequestMeters(new SimpleMeterRegistry()),
                new Headroom(0, 0),
                new Farewell(Duration.ZERO));
        FilterChain here = (_, to) -> to.getWriter().write("here");

        for (var path : List.of("/livez", "/readyz", "/actuator/health/liveness")) {
            var answer = new MockHttpServletResponse();
            filter.doFilter(new MockHttpServletRequest("GET", path), answer, here);
            assertThat(answer.getContentAsString()).isEqualTo("here");
        }
        var refused = new MockHttpServletResponse();
        filter.doFilter(new MockHttpServletRequest("GET", "/api/v1/locks"), refused, here);
        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
    }
}
