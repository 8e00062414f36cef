package io.holdfast.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.linearizability.QueueAudit.Delivery;
import io.holdfast.linearizability.QueueAudit.Times;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QueueAuditTest {

    private static final long VISIBILITY = 1_000;

    private final QueueAudit audit = new QueueAudit();

    @Test
    void aQueueThatKeepsTheRulesPasses() {
        sent("a1", "a", 1);
        sent("a2", "a", 2);
        audit.sending("b1", null, 1);

        received("a1", 1, 10, 20).settling(30);
        received("a1", 2, 40, 50).settling(60);
        ack(received("a2", 1, 70, 80), 90, 100);
        ack(received("b1", 1, 70, 85), 90, 100);

        assertThat(audit.findings()).isEmpty();
        assertThat(audit.duplicated()).isEqualTo(1);
        assertThat(audit.recovered()).isEqualTo(1);
        assertThat(audit.outstanding()).isEqualTo(1);
    }

    @Test
    void whatWasAcknowledgedAndNeverCameIsLost() {
        sent("a1", "a", 1);

        assertThat(audit.findings()).containsExactly("lost: a1");
    }

    @Test
    void whatIsDeadIsNotLost() {
        sent("a1", "a", 1);
        audit.dead("a1");

        assertThat(audit.findings()).isEmpty();
        assertThat(audit.outstanding()).isZero();
    }

    @Test
    void whatNobodySentIsUnexpected() {
        audit.delivered("x", "0-1", "c1", 1, new Times(1, 2, VISIBILITY));

        assertThat(audit.findings()).singleElement().asString().contains("nobody sent it");
    }

    @Test
    void whatWasRefusedMustNotCome() {
        audit.sending("a1", null, 1).refused();
        received("a1", 1, 10, 20);

        assertThat(audit.findings()).singleElement().asString().contains("refused");
    }

    @Test
    void whatIsDoneWithMustNotComeAgain() {
        sent("a1", null, 1);
        ack(received("a1", 1, 10, 20), 30, 40);
        received("a1", 2, 50, 60);

        assertThat(audit.findings()).singleElement().asString().contains("after it was done with");
    }

    @Test
    void aReceiveThatBeganBeforeTheAckWasKnownMayStillBringIt() {
        sent("a1", null, 1);
        ack(received("a1", 1, 10, 20), 30, 40);
        received("a1", 2, 35, 60);

        assertThat(audit.findings()).isEmpty();
    }

    @Test
    void twoConsumersMustNotHaveOneMessage() {
        sent("a1", null, 1);
        received("a1", 1, 10, 20);
        received("a1", 2, 30, 40);

        assertThat(audit.findings()).singleElement().asString().contains("two hands");
    }

    @Test
    void anotherConsumerMayHaveItOnceItIsVisibleAgain() {
        sent("a1", null, 1);
        received("a1", 1, 10, 20);
        received("a1", 2, 30, 1_011);

        assertThat(audit.findings()).isEmpty();
    }

    @Test
    void twoConsumersMustNotHaveOneGroup() {
        sent("a1", "a", 1);
        sent("a2", "a", 2);
        received("a1", 1, 10, 20);
        received("a2", 1, 30, 40);

        assertThat(audit.findings()).singleElement().asString().contains("two hands");
    }

    @Test
    void aBatchOfOneGroupIsInOneHand() {
        sent("a1", "a", 1);
        sent("a2", "a", 2);
        received("a1", 1, 10, 20);
        received("a2", 1, 10, 20);

        assertThat(audit.findings()).isEmpty();
    }

    @Test
    void aGroupMustNotGoBackwards() {
        sent("a1", "a", 1);
        sent("a2", "a", 2);
        ack(received("a2", 1, 10, 20), 30, 40);
        ack(received("a1", 1, 50, 60), 70, 80);

        assertThat(audit.findings()).singleElement().asString().contains("out of order");
    }

    @Test
    void theSameMessageUnderTwoIdsWasTakenTwice() {
        sent("a1", null, 1);
        ack(received("a1", 1, 10, 20), 30, 1_040);
        audit.delivered("a1", "0-other", "c", 2, new Times(1_035, 1_039, VISIBILITY));

        assertThat(audit.findings()).singleElement().asString().contains("more than once");
    }

    @Test
    void aRedeliveryHasToSaySo() {
        sent("a1", null, 1);
        received("a1", 1, 10, 20).settling(25);
        received("a1", 1, 30, 40);

        assertThat(audit.findings()).singleElement().asString().contains("not told to be another attempt");
    }

    private void sent(String content, @Nullable String group, int order) {
        audit.sending(content, group, order).acknowledged();
    }

    private Delivery received(String content, int attempt, long asked, long told) {
        return Objects.requireNonNull(
                audit.delivered(content, "0-" + content, "c", attempt, new Times(asked, told, VISIBILITY)));
    }

    private static void ack(Delivery delivery, long settling, long acked) {
        delivery.settling(settling);
        delivery.acked(acked);
    }
}
