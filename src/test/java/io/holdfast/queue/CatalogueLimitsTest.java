package io.holdfast.queue;

import static io.holdfast.queue.CatalogueCommand.ANY_VERSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.queue.CatalogueCommand.Define;
import io.holdfast.queue.CatalogueCommand.Delete;
import io.holdfast.queue.CatalogueResult.Defined;
import io.holdfast.queue.CatalogueResult.Reason;
import io.holdfast.queue.CatalogueResult.Refused;
import org.junit.jupiter.api.Test;

class CatalogueLimitsTest {

    private static final QueueName JOBS = new QueueName("jobs");

    private final CatalogueMachine machine = new CatalogueMachine();
    private long sequence;

    private CatalogueResult ask(CatalogueCommand command) {
        return machine.apply(new Stamp(++sequence, 0), command).result();
    }

    private static Define define(QueueName queue) {
        return new Define(queue, QueueSettings.DEFAULT, ANY_VERSION);
    }

    @Test
    void thereAreSoManyQueues() {
        for (int i = 0; i < CatalogueMachine.QUEUES_MAX; i++) {
            ask(define(new QueueName("q" + i)));
        }

        assertThat(ask(define(JOBS))).isEqualTo(new Refused(Reason.QUEUES_MAX));
        assertThat(ask(define(new QueueName("q0")))).isInstanceOf(Defined.class);
        ask(new Delete(new QueueName("q1"), ANY_VERSION));
        assertThat(ask(define(JOBS))).isInstanceOf(Defined.class);
    }

    @Test
    void aConditionIsAVersionOrOneOfTwoWords() {
        assertThatCode(() -> new Delete(JOBS, ANY_VERSION)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> new Delete(JOBS, -2));
        assertThatIllegalArgumentException().isThrownBy(() -> new Define(JOBS, QueueSettings.DEFAULT, -2));
    }

    @Test
    void noSessionAndNoTimeIsOfInterest() {
        ask(define(JOBS));

        assertThat(machine.nextDeadline()).isEmpty();
        assertThat(machine.uses(new SessionId(0, 1))).isFalse();
        assertThat(machine.sessionEnded(Stamp.ZERO, new SessionId(0, 1))).isEmpty();
        assertThat(machine.timePassed(Stamp.ZERO)).isEmpty();
    }
}
