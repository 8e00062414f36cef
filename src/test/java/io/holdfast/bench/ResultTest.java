package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ResultTest {

    private static final List<Run> TWO_ROUNDS = List.of(
            run("holdfast", 1, 16, 3_000, 0),
            run("etcd", 1, 16, 2_000, 0),
            run("etcd", 2, 16, 1_000, 0),
            run("holdfast", 2, 16, 2_000, 0));

    @Test
    void aRunWithAnErrorInAThousandIsStillValidAndWithTwoIsNot() {
        assertThat(run("holdfast", 1, 16, 9_990, 10).isValid()).isTrue();
        assertThat(run("holdfast", 1, 16, 9_980, 20).isValid()).isFalse();
        assertThat(run("holdfast", 1, 16, 0, 0).isValid()).isFalse();
        assertThat(Run.failed("etcd", 1, 16, "did not start").isValid()).isFalse();
    }

    @Test
    void ratiosCompareRunsOfTheSameRound() {
        var ratio = new Ratios(TWO_ROUNDS).holdfastTo("etcd", 16, Ratios.Figure.CYCLES);

        assertThat(ratio).hasValueSatisfying(it -> {
            assertThat(it.rounds()).isEqualTo(2);
            assertThat(it.lowest()).isEqualTo(1.5, within(1e-9));
            assertThat(it.highest()).isEqualTo(2.0, within(1e-9));
            assertThat(it.median()).isEqualTo(1.75, within(1e-9));
        });
    }

    @Test
    void anInvalidRunIsComparedWithNothing() {
        var runs = List.of(run("holdfast", 1, 16, 3_000, 300), run("etcd", 1, 16, 2_000, 0));

        assertThat(new Ratios(runs).holdfastTo("etcd", 16, Ratios.Figure.CYCLES))
                .isEmpty();
        assertThat(new Ratios(runs).typical("holdfast", 16)).isEmpty();
        assertThat(ResultTable.row(runs.getFirst())).contains("INVALID: 300 errors, the first: not granted");
    }

    @Test
    void aRowShowsWhatWasMeasured() {
        assertThat(ResultTable.row(run("etcd", 1, 16, 2_000, 0)).split("\\s+"))
                .containsExactly("etcd", "16", "200", "2.00", "3.00", "4.00", "5.0", "3.000", "0", "25%");
    }

    @Test
    void anUnknownCpuTimeIsADash() {
        var run = new Run("holdfast", 1, 4, 10, 50, latencies(), noTrouble(), Double.NaN, Double.NaN, Double.NaN, "");

        assertThat(ResultTable.row(run).split("\\s+")).contains("-", "-");
    }

    @Test
    void theSummaryHasARowPerSystemAndNumberOfClientsWithItsRange() {
        String summary = ResultTable.summary(TWO_ROUNDS);

        assertThat(summary.lines()).hasSize(3);
        assertThat(summary).contains("2 rounds: 200-300").contains("2 rounds: 100-200");
    }

    @Test
    void theRatiosAreShownWhenThereIsSomethingToCompare() {
        assertThat(ResultTable.ratios(TWO_ROUNDS)).contains("1.75 (1.50-2.00)");
        assertThat(ResultTable.ratios(List.of(run("etcd", 1, 16, 2_000, 0)))).isEmpty();
        assertThat(ResultTable.ratios(List.of(run("holdfast", 1, 16, 2_000, 0))))
                .isEmpty();
    }

    @Test
    void theFileHoldsEveryRunAndTheRatios(@TempDir Path directory) throws Exception {
        var options = BenchOptions.parse("--dir", directory.toString());
        var machine = new Machine(2, "Linux", "a VM", "ext4", 0.25);
        var file = new ResultFile(Instant.EPOCH, options, machine, List.of(new Etcd(30)));

        Path written = file.write(TWO_ROUNDS, Map.of("etcd", "3.4"), Map.of("redis", "not there"));

        JsonNode json = JsonMapper.shared().readTree(Files.readString(written));
        assertThat(written.getParent()).isEqualTo(directory);
        assertThat(json.at("/runs").size()).isEqualTo(4);
        assertThat(json.at("/runs/0/cyclesPerSecond").asDouble()).isEqualTo(300);
        assertThat(json.at("/systems/0/version").asString()).isEqualTo("3.4");
        assertThat(json.at("/skipped/redis").asString()).isEqualTo("not there");
        assertThat(json.at("/ratios/0/holdfastToPeer").asDouble()).isEqualTo(1.75);
    }

    @Test
    void textsAreEscapedAndUnknownNumbersAreNull() {
        String json = JsonText.of(Map.of("a \"b\"\\\n\u0001", List.of(Double.NaN, 0.12345, 7, true)));

        JsonNode read = JsonMapper.shared().readTree(json);
        JsonNode list = read.get("a \"b\"\\\n\u0001");
        assertThat(list.get(0).isNull()).isTrue();
        assertThat(list.get(1).asDouble()).isEqualTo(0.1235);
        assertThat(list.get(2).asInt()).isEqualTo(7);
        assertThat(list.get(3).asBoolean()).isTrue();
    }

    private static Run run(String contender, int round, int clients, long cycles, long errors) {
        var trouble = new Run.Trouble(errors, 0, errors == 0 ? "" : "not granted", 0, clients);
        return new Run(contender, round, clients, 10, cycles, latencies(), trouble, 6, 2, 0.25, "");
    }

    private static Run.Latencies latencies() {
        return new Run.Latencies(2.1, 2, 3, 4, 5);
    }

    private static Run.Trouble noTrouble() {
        return new Run.Trouble(0, 0, "", 0, 4);
    }
}
