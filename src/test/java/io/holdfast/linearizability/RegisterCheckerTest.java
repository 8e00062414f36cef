package io.holdfast.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.linearizability.RegisterSpecification.Input;
import io.holdfast.linearizability.RegisterSpecification.Output;
import io.holdfast.linearizability.RegisterSpecification.Read;
import io.holdfast.linearizability.RegisterSpecification.Value;
import io.holdfast.linearizability.RegisterSpecification.Write;
import io.holdfast.linearizability.RegisterSpecification.Written;
import io.holdfast.linearizability.Verdict.Linearizable;
import io.holdfast.linearizability.Verdict.Undecided;
import io.holdfast.linearizability.Verdict.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegisterCheckerTest {

    private static final int ALICE = 1;
    private static final int BOB = 2;
    private static final int CAROL = 3;

    private final List<Operation<Input, Output>> history = new ArrayList<>();

    @Test
    void anEmptyHistoryIsLinearizable() {
        assertThat(verdict()).isEqualTo(new Linearizable(0, 0, 0));
    }

    @Test
    void aReadMayTakePlaceBeforeOrAfterAWriteItOverlaps() {
        write(ALICE, 7, 0, 100);
        read(BOB, 0, 10, 20);
        read(CAROL, 7, 30, 40);

        assertThat(verdict()).isInstanceOf(Linearizable.class);
    }

    @Test
    void overlappingReadsMayNotSeeAWriteComeAndGo() {
        write(ALICE, 7, 0, 100);
        read(BOB, 7, 10, 20);
        read(CAROL, 0, 30, 40);

        assertThat(verdict()).isInstanceOf(Violation.class);
    }

    @Test
    void aReadMayNotBeStale() {
        write(ALICE, 7, 0, 10);
        read(BOB, 0, 20, 30);

        assertThat(verdict()).isInstanceOf(Violation.class);
    }

    @Test
    void anAcknowledgedWriteMayNotBeLost() {
        write(ALICE, 7, 0, 10);
        write(ALICE, 8, 20, 30);
        read(BOB, 8, 40, 50);
        read(CAROL, 7, 60, 70);

        assertThat(verdict()).isInstanceOf(Violation.class);
    }

    @Test
    void aValueNobodyWroteIsAViolation() {
        write(ALICE, 7, 0, 10);
        read(BOB, 9, 5, 30);

        assertThat(verdict()).isInstanceOf(Violation.class);
    }

    @Test
    void aWriteOfUnknownOutcomeMayHappenLongAfterItWasAskedFor() {
        history.add(Operation.unknown(ALICE, new Write(7), 0));
        read(BOB, 0, 10, 20);
        read(BOB, 7, 30, 40);

        assertThat(verdict()).isInstanceOf(Linearizable.class);
    }

    @Test
    void aWriteOfUnknownOutcomeMayNeverHappen() {
        history.add(Operation.unknown(ALICE, new Write(7), 0));
        read(BOB, 0, 10, 20);

        assertThat(verdict()).isInstanceOf(Linearizable.class);
    }

    @Test
    void aWriteOfUnknownOutcomeDoesNotHappenTwice() {
        history.add(Operation.unknown(ALICE, new Write(7), 0));
        read(BOB, 7, 10, 20);
        write(CAROL, 8, 30, 40);
        read(BOB, 7, 50, 60);

        assertThat(verdict()).isInstanceOf(Violation.class);
    }

    @Test
    void aWriteOfUnknownOutcomeDoesNotHappenBeforeItWasAskedFor() {
        read(BOB, 7, 10, 20);
        history.add(Operation.unknown(ALICE, new Write(7), 30));

        assertThat(verdict()).isInstanceOf(Violation.class);
    }

    @Test
    void writingTheSameValueAgainCountsAsAWrite() {
        write(ALICE, 5, 0, 10);
        write(BOB, 5, 20, 100);
        write(CAROL, 7, 30, 40);
        read(ALICE, 5, 110, 120);

        assertThat(verdict()).isInstanceOf(Linearizable.class);
    }

    @Test
    void aSearchThatIsTooLongIsGivenUpUndecided() {
        for (int client = 0; client < 14; client++) {
            write(client, client, 0, 100);
        }
        read(ALICE, 99, 200, 300);

        var verdict =
                new LinearizabilityChecker<>(new RegisterSpecification(), 1_000, Duration.ofMinutes(1)).check(history);

        assertThat(verdict).isEqualTo(new Undecided("register", 15, 1_001));
    }

    @Test
    void theCounterExampleShowsTheLongestOrderThatFitsAndWhatCannotFollow() {
        write(ALICE, 7, 0, 10);
        write(BOB, 8, 20, 30);
        read(CAROL, 7, 40, 50);

        assertThat(verdict()).isInstanceOfSatisfying(Violation.class, violation -> {
            var example = violation.counterExample();
            assertThat(example.prefix()).hasSize(2);
            assertThat(example.state()).isEqualTo(8);
            assertThat(example.stuck())
                    .singleElement()
                    .extracting(Operation::client)
                    .isEqualTo(CAROL);
            assertThat(example.toString())
                    .contains("register is not linearizable (3 operations)")
                    .contains("client 3   Read[] -> Value[value=7]");
        });
    }

    private void write(int client, int value, long from, long to) {
        history.add(new Operation<>(client, new Write(value), new Written(), from, to));
    }

    private void read(int client, int value, long from, long to) {
        history.add(new Operation<>(client, new Read(), new Value(value), from, to));
    }

    private Verdict verdict() {
        return new LinearizabilityChecker<>(new RegisterSpecification()).check(history);
    }
}
