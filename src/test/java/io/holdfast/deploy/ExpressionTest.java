package io.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.deploy.Expression.Matcher;
import io.holdfast.deploy.Expression.Selector;
import io.holdfast.deploy.Expression.Series;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which series an expression looks at is told from its text. */
class ExpressionTest {

    private static final Series GRANTED = new Series("acquire_count", Map.of("outcome", "granted", "uri", "/a/{b}"));

    @Test
    void namesWithAndWithoutLabelsAreFound() {
        var expression = new Expression("sum(up{job=\"x\"}) - floor(count(up) / 2) - 1");

        assertThat(expression.selectors())
                .containsExactly(
                        new Selector("up", List.of(new Matcher("job", "=", "x"))), new Selector("up", List.of()));
    }

    @Test
    void functionsAggregationsRangesAndWordsAreNoMetrics() {
        var expression = new Expression(
                "topk(8, sum by (le, uri) (rate(a_b:c{x=~\"[a]{2}|by (d)\", y!=\"\\\"e}\"}[$__rate_interval])))"
                        + " > 0.5 and on (x) f offset 5m or vector(0)");

        assertThat(expression.selectors())
                .containsExactly(
                        new Selector(
                                "a_b:c",
                                List.of(new Matcher("x", "=~", "[a]{2}|by (d)"), new Matcher("y", "!=", "\"e}"))),
                        new Selector("f", List.of()));
    }

    @Test
    void aSelectorSelectsAsPrometheusDoes() {
        assertThat(selects("acquire_count")).isTrue();
        assertThat(selects("acquire_count{outcome=\"granted\"}")).isTrue();
        assertThat(selects("acquire_count{outcome=~\"gran.*|x\", uri!~\"/b.*\"}"))
                .isTrue();
        assertThat(selects("acquire_count{outcome=~\"gran\"}"))
                .as("patterns are anchored")
                .isFalse();
        assertThat(selects("acquire_count{outcome!=\"granted\"}")).isFalse();
        assertThat(selects("acquire_count{absent=\"x\"}")).isFalse();
        assertThat(selects("acquire_count{job=\"x\"}"))
                .as("a label that Prometheus adds")
                .isTrue();
        assertThat(selects("acquire_sum")).isFalse();
    }

    @Test
    void anExpositionIsReadLineByLine() {
        var series = Series.parse("""
                # TYPE acquire_count counter
                acquire_count{outcome="granted",uri="/a/{b}"} 1
                plain 1.0E7
                """);

        assertThat(series).containsExactly(GRANTED, new Series("plain", Map.of()));
    }

    private static boolean selects(String text) {
        return new Expression(text).selectors().getFirst().selects(GRANTED, Set.of("job"));
    }
}
