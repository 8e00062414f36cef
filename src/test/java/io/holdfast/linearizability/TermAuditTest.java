package io.holdfast.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.linearizability.TermAudit.Told;
import org.junit.jupiter.api.Test;

/** Each thing that must not be, told to an audit; and beside it one like it that may. */
class TermAuditTest {

    private final TermAudit audit = new TermAudit();

    @Test
    void oneAfterTheOtherMayLead() {
        var alice = audit.elected("alice", 3, 0, 10);
        audit.proclaimed(alice, 1, 11, 12);
        alice.leaves(20);
        var bob = audit.elected("bob", 7, 5, 20);
        audit.seen("carol", new Told(7, 7, "bob", 0), 21, 22);
        bob.leaves(30);
        audit.seen("carol", new Told(9, 0, "", 0), 31, 32);

        assertThat(audit.findings()).isEmpty();
        assertThat(audit.terms()).isEqualTo(2);
    }

    @Test
    void twoThatLeadAtOneTimeAreFound() {
        audit.elected("alice", 3, 0, 10);
        audit.elected("bob", 7, 5, 20);

        assertThat(audit.findings()).singleElement().asString().startsWith("two lead at one time");
    }

    @Test
    void oneThatLeadsBetweenOneWhoLeadsForLongIsFound() {
        audit.elected("alice", 3, 0, 10).leaves(100);
        audit.elected("bob", 7, 5, 20).leaves(30);
        audit.elected("carol", 9, 5, 40).leaves(50);

        assertThat(audit.findings()).hasSize(2);
    }

    @Test
    void aTermOfTwoIsFound() {
        audit.elected("alice", 3, 0, 10).leaves(11);
        audit.elected("bob", 3, 0, 12).leaves(13);

        assertThat(audit.findings()).containsExactly("term 3 is alice's and bob's");
    }

    @Test
    void aTermThatDoesNotGrowIsFound() {
        audit.elected("alice", 7, 0, 10).leaves(11);
        audit.elected("bob", 3, 12, 14);

        assertThat(audit.findings()).singleElement().asString().startsWith("what was said ran back");
    }

    @Test
    void whoAsksTooLateToKnowOfTheOldMustNotBeToldIt() {
        var alice = audit.elected("alice", 3, 0, 10);
        audit.proclaimed(alice, 1, 11, 15);
        audit.seen("bob", new Told(3, 3, "alice", 0), 12, 20);
        assertThat(audit.findings()).isEmpty();

        audit.seen("bob", new Told(3, 3, "alice", 0), 16, 20);

        assertThat(audit.findings()).singleElement().asString().startsWith("what was said ran back");
    }

    @Test
    void aVersionThatRunsBackIsFound() {
        audit.seen("alice", new Told(9, 0, "", 0), 0, 10);
        audit.seen("bob", new Told(8, 0, "", 0), 5, 12);
        assertThat(audit.findings()).isEmpty();

        audit.seen("bob", new Told(8, 0, "", 0), 11, 12);

        assertThat(audit.findings()).singleElement().asString().startsWith("a version ran back from 9");
    }
}
