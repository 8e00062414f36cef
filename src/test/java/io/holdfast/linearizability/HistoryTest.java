package io.holdfast.linearizability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.holdfast.linearizability.LockInput.Acquire;
import io.holdfast.linearizability.LockInput.Inspect;
import io.holdfast.linearizability.LockOutput.Granted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

    private static final LockInput ACQUIRE = new Acquire("printer", "alice", LockMode.X, false);

    private final History<LockInput, LockOutput> history = new History<>();

    @Test
    void whatIsNotCompletedStaysUnknown() {
        history.invoke(1, ACQUIRE);
        history.invoke(2, ACQUIRE).completed(new Granted(5, 1));

        assertThat(history.operations())
                .extracting(Operation::client, Operation::isKnown)
                .containsExactly(tuple(1, false), tuple(2, true));
        assertThat(history.completed()).isEqualTo(1);
        assertThat(history.unknown()).isEqualTo(1);
    }

    @Test
    void whatCertainlyHadNoEffectIsLeftOut() {
        history.invoke(1, ACQUIRE).withdrawn();

        assertThat(history.operations()).isEmpty();
        assertThat(history.unknown()).isZero();
    }

    @Test
    void everyIntervalBeginsBeforeItEndsWhoeverRecordsIt() throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int client = 0; client < 8; client++) {
            int number = client;
            threads.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < 500; i++) {
                    history.invoke(number, ACQUIRE).completed(new Granted(i, 1));
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }

        assertThat(history.operations())
                .hasSize(4_000)
                .allSatisfy(operation ->
                        assertThat(operation.completedNanos()).isGreaterThanOrEqualTo(operation.invokedNanos()))
                .isSortedAccordingTo(Comparator.comparingLong(Operation::invokedNanos));
    }

    @Test
    void itIsWrittenOneOperationALine(@TempDir Path directory) throws Exception {
        history.invoke(1, ACQUIRE).completed(new Granted(5, 1));
        history.invoke(2, new Inspect("printer"));
        var file = directory.resolve("history.jsonl");

        History.write(history.operations(), file);

        assertThat(Files.readAllLines(file))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains("\"input\":\"Acquire\"", "\"mode\":\"X\"", "\"output\":\"Granted\""),
                        second -> assertThat(second)
                                .contains("\"input\":\"Inspect\"")
                                .doesNotContain("output"));
    }
}
