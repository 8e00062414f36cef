package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadlinesTest {

    private final Deadlines<String> deadlines = new Deadlines<>();

    @Test
    void nothingIsDueWhereNothingWasSet() {
        assertThat(deadlines.next()).isEmpty();
        assertThat(deadlines.pollDue(Long.MAX_VALUE)).isNull();
    }

    @Test
    void aDeadlineIsDueAtItsTimeAndNotBefore() {
        deadlines.set("tea", 100);

        assertThat(deadlines.pollDue(99)).isNull();
        assertThat(deadlines.pollDue(100)).isEqualTo("tea");
        assertThat(deadlines.pollDue(100)).isNull();
        assertThat(deadlines.next()).isEmpty();
    }

    @Test
    void theEarlierComesFirst() {
        deadlines.set("late", 200);
        deadlines.set("early", 100);

        assertThat(deadlines.next()).hasValue(100);
        assertThat(deadlines.pollDue(300)).isEqualTo("early");
        assertThat(deadlines.next()).hasValue(200);
        assertThat(deadlines.pollDue(300)).isEqualTo("late");
    }

    @Test
    void atOneTimeTheOrderIsThatOfTheKeys() {
        deadlines.set("b", 100);
        deadlines.set("c", 100);
        deadlines.set("a", 100);

        assertThat(deadlines.pollDue(100)).isEqualTo("a");
        assertThat(deadlines.pollDue(100)).isEqualTo("b");
        assertThat(deadlines.pollDue(100)).isEqualTo("c");
    }

    @Test
    void aKeyHasOneDeadlineWhichCanBeMovedEitherWay() {
        deadlines.set("tea", 100);
        deadlines.set("tea", 200);
        assertThat(deadlines.pollDue(199)).isNull();

        deadlines.set("tea", 50);
        assertThat(deadlines.pollDue(50)).isEqualTo("tea");
        assertThat(deadlines.pollDue(Long.MAX_VALUE)).isNull();
    }

    @Test
    void aDeadlineThatWasClearedNeverComes() {
        deadlines.set("tea", 100);
        deadlines.clear("tea");
        deadlines.clear("never set");

        assertThat(deadlines.next()).isEmpty();
        assertThat(deadlines.pollDue(Long.MAX_VALUE)).isNull();
    }
}
