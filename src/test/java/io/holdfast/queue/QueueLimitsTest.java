package io.holdfast.queue;

import static io.holdfast.queue.QueueStage.JOBS;
import static io.holdfast.queue.QueueStage.VISIBILITY;
import static io.holdfast.queue.QueueStage.draft;
import static io.holdfast.queue.QueueStage.settlement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.Payload;
import io.holdfast.core.Stamp;
import io.holdfast.queue.QueueAnswer.MessageView;
import io.holdfast.queue.QueueAnswer.Messages;
import io.holdfast.queue.QueueCommand.Purge;
import io.holdfast.queue.QueueCommand.Receive;
import io.holdfast.queue.QueueCommand.Send;
import io.holdfast.queue.QueueResult.Fate;
import io.holdfast.queue.QueueResult.Purged;
import io.holdfast.queue.QueueResult.Settling;
import io.holdfast.queue.QueueSettings.OnFailure;
import io.holdfast.queue.Settlement.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is bounded, at its bound and one beyond. */
class QueueLimitsTest {

    private static final List<MessageState> ALL = List.of(MessageState.values());

    private final QueueStage stage = new QueueStage(wish -> {
        wish.deduplication = 1_000;
        return wish;
    });

    private void send(int count, Draft draft) {
        for (int left = count; left > 0; left -= QueueLimits.BATCH_MAX) {
            stage.ask(new Send(JOBS, Collections.nCopies(Math.min(left, QueueLimits.BATCH_MAX), draft)));
        }
    }

    @Test
    void commandsOutOfBoundsAreNotMade() {
        assertThatThrownBy(() -> draft(null, 10, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> draft("g", 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> draft("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Send(JOBS, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Send(JOBS, Collections.nCopies(QueueLimits.BATCH_MAX + 1, draft(null))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Receive(JOBS, 0, 1, 0, "", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Receive(JOBS, 1, 1, 999, "", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReceiveStopsBeforeTheBytesAreTooManyButHandsOneOut() {
        var large = new Draft(null, null, 0, 0, 0, 0, new Payload(new byte[100]));
        stage.sent(large, large, large);

        var two = (QueueResult.Delivered) stage.ask(new Receive(JOBS, 3, 200, 0, "", 1));
        var one = (QueueResult.Delivered) stage.ask(new Receive(JOBS, 3, 1, 0, "", 1));

        assertThat(two.leases()).hasSize(2);
        assertThat(one.leases()).hasSize(1);
    }

    @Test
    void aMillionMessagesThatComeDueAtOnceDoNotStopTheGroup() {
        int many = 2 * QueueLimits.DEADLINES_MAX + 1;
        send(many, draft(null, 0, 60_000));
        stage.passUnseen(60_000);

        stage.tick();
        long first = stage.view().ready();
        boolean goesOn = stage.isDue();
        stage.tick();
        stage.tick();

        assertThat(first).isEqualTo(QueueLimits.DEADLINES_MAX);
        assertThat(goesOn).isTrue();
        assertThat(stage.view().ready()).isEqualTo(many);
        assertThat(stage.isDue()).isFalse();
    }

    @Test
    void aShardWithMuchToDoKeepsNoOtherWaiting() {
        var other = new Shard(new QueueName("other"), 0);
        stage.ask(new QueueCommand.Configure(other, 1, 1, QueueSettings.DEFAULT));
        send(2 * QueueLimits.DEADLINES_MAX, draft(null, 0, 60_000));
        stage.ask(new Send(other, List.of(draft(null, 0, 60_001))));
        stage.passUnseen(60_001);

        stage.tick();

        var view = (QueueAnswer.ShardView) stage.machine().answer(new QueueInquiry.OfShard(other), stage.now());
        assertThat(view.ready()).isEqualTo(1);
    }

    @Test
    void aPurgeGoesInSweepsAndEndsThoughOthersSend() {
        send(2 * QueueLimits.SWEEP_MAX + 1, draft(null));

        var first = (Purged) stage.ask(new Purge(JOBS, ALL, 0, 0));
        stage.send("later");
        var second = (Purged) stage.ask(new Purge(JOBS, ALL, 0, first.upTo()));
        var third = (Purged) stage.ask(new Purge(JOBS, ALL, 0, second.upTo()));

        assertThat(first.messages()).isEqualTo(QueueLimits.SWEEP_MAX);
        assertThat(second.messages()).isEqualTo(QueueLimits.SWEEP_MAX);
        assertThat(third).isEqualTo(new Purged(1, 0));
        assertThat(stage.machine().messageCount()).isEqualTo(1);
    }

    @Test
    void aPurgeThatFindsNothingLooksAtSoManyAndNoMore() {
        send(QueueLimits.LOOK_MAX + 1, draft(null));

        var first = (Purged) stage.ask(new Purge(JOBS, List.of(MessageState.DEAD), 0, 0));
        var second = (Purged) stage.ask(new Purge(JOBS, List.of(MessageState.DEAD), 0, first.upTo()));

        assertThat(first.upTo()).isPositive();
        assertThat(second).isEqualTo(new Purged(0, 0));
    }

    @Test
    void aLookLooksAtSoManyAndNoMore() {
        send(QueueLimits.LOOK_MAX, draft(null));
        long last = stage.send("g");
        var peek = new QueueInquiry.Peek(JOBS, null, "g", 0, 10, false);

        var first = (Messages) stage.machine().answer(peek, stage.now());
        var second = (Messages)
                stage.machine().answer(new QueueInquiry.Peek(JOBS, null, "g", first.next(), 10, false), stage.now());

        assertThat(first.messages()).isEmpty();
        assertThat(first.next()).isPositive();
        assertThat(second.messages()).extracting(MessageView::message).containsExactly(last);
        assertThat(second.next()).isZero();
    }

    @Test
    void aLongGroupIsBuriedInSweepsAndNotHandedOutMeanwhile() {
        stage.configure(wish -> {
            wish.onFailure = OnFailure.BURY_GROUP;
            return wish;
        });
        int many = 2 * QueueLimits.SWEEP_MAX + 500;
        send(many, draft("g"));
        stage.fail(stage.receiveOne());
        long atOnce = stage.view().dead();
        var meanwhile = stage.machine()
                .apply(new Stamp(stage.sequence() + 1, stage.now()), new Receive(JOBS, 1, 100, 0, "", 1))
                .result();

        stage.pass(0);
        stage.send("g");

        assertThat(atOnce).isEqualTo(QueueLimits.SWEEP_MAX + 1);
        assertThat(meanwhile).isEqualTo(new QueueResult.Delivered(List.of()));
        assertThat(stage.view().dead()).isEqualTo(many);
        assertThat(stage.receive(10)).hasSize(1);
    }

    @Test
    void aRedriveGoesInStepsAsFastAsItIsTold() {
        send(20, draft(null));
        stage.receive(20).forEach(lease -> stage.settle(lease, Verdict.BURY));
        stage.ask(new QueueCommand.Redrive(JOBS, "again", null, null, 5));

        stage.pass(0);
        long atOnce = stage.view().ready();
        for (int i = 0; i < 10; i++) {
            stage.pass(100);
        }
        long afterASecond = stage.view().ready();
        var task = stage.view().redrive();

        assertThat(atOnce).isEqualTo(1);
        assertThat(afterASecond).isEqualTo(6);
        assertThat(task).isEqualTo(new QueueAnswer.RedriveView("again", 20, 6, 6, 5));
        assertThat(stage.ask(new QueueCommand.CancelRedrive(JOBS, "again")))
                .isEqualTo(new QueueResult.RedriveCancelled(6));
        assertThat(stage.view().redrive()).isNull();
    }

    @Test
    void aRedriveWithoutARateGoesInSweeps() {
        int many = QueueLimits.SWEEP_MAX + 1;
        send(many, draft("g"));
        for (int left = many; left > 0; left -= QueueLimits.BATCH_MAX) {
            stage.receive(QueueLimits.BATCH_MAX).forEach(lease -> stage.settle(lease, Verdict.BURY));
        }
        stage.ask(new QueueCommand.Redrive(JOBS, "again", null, null, 0));

        stage.tick();
        long first = stage.view().ready();
        stage.tick();

        assertThat(first).isEqualTo(QueueLimits.SWEEP_MAX);
        assertThat(stage.view().ready()).isEqualTo(many);
        assertThat(stage.receive(2)).isSortedAccordingTo((one, next) -> Long.compare(one.message(), next.message()));
    }

    @Test
    void soManyReceiptsAreRemembered() {
        send(QueueLimits.SETTLED_MAX + 1, draft(null));
        var leases = new ArrayList<Lease>();
        while (leases.size() <= QueueLimits.SETTLED_MAX) {
            leases.addAll(stage.receive(QueueLimits.BATCH_MAX));
        }

        leases.forEach(stage::ack);

        assertThat(stage.ack(leases.get(0))).isEqualTo(Settling.STALE);
        assertThat(stage.ack(leases.get(1))).isEqualTo(Settling.ALREADY);
        assertThat(stage.ack(leases.getLast())).isEqualTo(Settling.ALREADY);
    }

    @Test
    void soManyIdsAreRemembered() {
        var drafts = new ArrayList<Draft>();
        for (int i = 0; i <= QueueLimits.DEDUPLICATION_IDS_MAX; i++) {
            drafts.add(new Draft(null, Integer.toString(i), 0, 0, 0, 0, new Payload(new byte[0])));
            if (drafts.size() == QueueLimits.BATCH_MAX) {
                stage.ask(new Send(JOBS, drafts));
                drafts.clear();
            }
        }
        var oneMore = drafts.getLast();

        assertThat(stage.sent(oneMore).messages().getFirst().fate()).isEqualTo(Fate.IDS_EXHAUSTED);
        stage.pass(1_000);
        assertThat(stage.sent(oneMore).messages().getFirst().fate()).isEqualTo(Fate.SENT);
    }

    @Test
    void twentyThousandLeasesLapseInSteps() {
        int many = QueueLimits.DEADLINES_MAX + 100;
        send(many, draft(null));
        for (int left = many; left > 0; left -= QueueLimits.BATCH_MAX) {
            stage.receive(QueueLimits.BATCH_MAX);
        }
        stage.passUnseen(VISIBILITY);

        stage.tick();
        long still = stage.view().inFlight();
        stage.tick();

        assertThat(still).isEqualTo(100);
        assertThat(stage.view().inFlight()).isZero();
        assertThat(stage.view().counts().lapsed()).isEqualTo(many);
    }

    @Test
    void anEmptyReasonIsNoReason() {
        stage.send((String) null);

        stage.settle(settlement(stage.receiveOne(), Verdict.BURY, -1, ""));

        assertThat(stage.happened())
                .anyMatch(event -> event instanceof QueueEvent.Buried buried
                        && buried.reason().equals("buried"));
    }
}
