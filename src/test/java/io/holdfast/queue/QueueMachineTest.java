package io.holdfast.queue;

import static io.holdfast.queue.QueueStage.BACKOFF;
import static io.holdfast.queue.QueueStage.JOBS;
import static io.holdfast.queue.QueueStage.VISIBILITY;
import static io.holdfast.queue.QueueStage.draft;
import static io.holdfast.queue.QueueStage.numbers;
import static io.holdfast.queue.QueueStage.settlement;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Payload;
import io.holdfast.core.Stamp;
import io.holdfast.queue.QueueAnswer.Payloads;
import io.holdfast.queue.QueueCommand.Pause;
import io.holdfast.queue.QueueCommand.Purge;
import io.holdfast.queue.QueueCommand.Receive;
import io.holdfast.queue.QueueResult.Acceptance;
import io.holdfast.queue.QueueResult.Delivered;
import io.holdfast.queue.QueueResult.Fate;
import io.holdfast.queue.QueueResult.Reason;
import io.holdfast.queue.QueueResult.Refused;
import io.holdfast.queue.QueueResult.Settling;
import io.holdfast.queue.QueueResult.Turned;
import io.holdfast.queue.QueueSettings.Expiry;
import io.holdfast.queue.QueueSettings.OnFailure;
import io.holdfast.queue.Settlement.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The pitfalls of queues, one by one. */
class QueueMachineTest {

    private static final int PLENTY = 100;

    private final QueueStage stage = new QueueStage();

    @Test
    void whatWasSentIsReceivedInItsOrderAndGoneWhenAcked() {
        long first = stage.send((String) null);
        long second = stage.send((String) null);

        var leases = stage.receive(PLENTY);
        leases.forEach(stage::ack);

        assertThat(numbers(leases)).containsExactly(first, second);
        assertThat(stage.machine().messageCount()).isZero();
        assertThat(stage.receive(PLENTY)).isEmpty();
    }

    @Test
    void thePayloadsGoBesideTheLeases() {
        stage.send((String) null);
        var receive = new Receive(JOBS, 1, QueueStage.BYTES_MAX, 0, "", 5);
        var delivered = stage.ask(receive);

        var before = (Payloads) stage.machine().enclosure(receive, delivered);
        stage.ack(((Delivered) delivered).leases().getFirst());
        var after = (Payloads) stage.machine().enclosure(receive, delivered);

        assertThat(before.bodies().getFirst().payload()).isEqualTo(new Payload(new byte[] {1, 2, 3}));
        assertThat(after.bodies().getFirst().payload()).isNull();
    }

    @Test
    void anAckThatComesLateButBeforeTheNextGrantIsGood() {
        stage.send((String) null);
        var lease = stage.receiveOne();
        stage.pass(VISIBILITY);

        var late = stage.ack(lease);

        assertThat(late).isEqualTo(Settling.DONE);
        assertThat(stage.machine().messageCount()).isZero();
    }

    @Test
    void anAckThatComesAfterTheNextGrantIsStale() {
        stage.send((String) null);
        var lost = stage.receiveOne();
        stage.pass(VISIBILITY);
        stage.pass(BACKOFF);
        var current = stage.receiveOne();

        assertThat(stage.ack(lost)).isEqualTo(Settling.STALE);
        assertThat(stage.ack(current)).isEqualTo(Settling.DONE);
        assertThat(current.lease()).isGreaterThan(lost.lease());
        assertThat(current.message()).isEqualTo(lost.message());
    }

    @Test
    void afterALapseOnlyAFinalWordIsGood() {
        stage.send((String) null);
        var lease = stage.receiveOne();
        stage.pass(VISIBILITY);

        assertThat(stage.fail(lease)).isEqualTo(Settling.STALE);
        assertThat(stage.settle(lease, Verdict.RELEASE)).isEqualTo(Settling.STALE);
        assertThat(stage.settle(lease, Verdict.EXTEND)).isEqualTo(Settling.STALE);
        assertThat(stage.settle(lease, Verdict.BURY)).isEqualTo(Settling.DONE);
    }

    @Test
    void aRepeatedVerdictIsToldFromAStaleReceipt() {
        stage.send((String) null);
        var lease = stage.receiveOne();
        stage.ack(lease);

        assertThat(stage.ack(lease)).isEqualTo(Settling.ALREADY);
        assertThat(stage.fail(lease)).isEqualTo(Settling.STALE);
    }

    @Test
    void aGuessedNonceSettlesNothing() {
        stage.send((String) null);
        var lease = stage.receiveOne();

        var guessed = new Settlement(lease.message(), lease.lease(), lease.nonce() + 1, Verdict.ACK, -1, null);

        assertThat(stage.settle(guessed)).isEqualTo(Settling.STALE);
        assertThat(stage.view().inFlight()).isEqualTo(1);
    }

    @Test
    void anExtensionCountsFromNowAndNeverShortens() {
        stage.send((String) null);
        var lease = stage.receiveOne();
        stage.pass(VISIBILITY - 1);

        stage.settle(settlement(lease, Verdict.EXTEND, 60_000, null));
        stage.settle(settlement(lease, Verdict.EXTEND, 1_000, null));

        assertThat(stage.message(lease.message()).remainingMillis()).isEqualTo(60_000);
        assertThat(stage.message(lease.message()).consumer()).isEqualTo("worker");
    }

    @Test
    void aGroupKeepsItsOrderThroughARetry() {
        long first = stage.send("g");
        long second = stage.send("g");
        stage.fail(stage.receiveOne());

        var whileItWaits = stage.receive(PLENTY);
        stage.pass(BACKOFF);
        var afterwards = stage.receive(PLENTY);

        assertThat(whileItWaits).isEmpty();
        assertThat(numbers(afterwards)).containsExactly(first, second);
    }

    @Test
    void aQueueThatSkipsGoesOnWithTheGroup() {
        stage.configure(wish -> {
            wish.onFailure = OnFailure.SKIP;
            return wish;
        });
        long first = stage.send("g");
        long second = stage.send("g");
        stage.fail(stage.receiveOne());

        var whileItWaits = stage.receive(PLENTY);
        whileItWaits.forEach(stage::ack);
        stage.pass(BACKOFF);

        assertThat(numbers(whileItWaits)).containsExactly(second);
        assertThat(numbers(stage.receive(PLENTY))).containsExactly(first);
    }

    @Test
    void aQueueThatBuriesGroupsBuriesWhatStandsBehindTheFailure() {
        stage.configure(wish -> {
            wish.onFailure = OnFailure.BURY_GROUP;
            return wish;
        });
        long before = stage.send("g");
        long failing = stage.send("g");
        long together = stage.send("g");
        long behind = stage.send(draft("g", 0, 5_000));
        long other = stage.send("h");
        var batch = stage.receive(4);

        stage.fail(batch.get(2));

        assertThat(numbers(batch)).containsExactly(before, other, failing, together);
        assertThat(stage.message(failing).reason()).isEqualTo("failures");
        assertThat(stage.message(together).reason()).isEqualTo("group");
        assertThat(stage.message(behind).reason()).isEqualTo("group");
        assertThat(stage.ack(batch.get(3))).isEqualTo(Settling.STALE);
        assertThat(stage.ack(batch.get(0))).isEqualTo(Settling.DONE);
        assertThat(stage.ack(batch.get(1))).isEqualTo(Settling.DONE);
    }

    @Test
    void nothingElseOfAGroupIsHandedOutWhileABatchOfItIsInFlight() {
        IntStream.range(0, 4).forEach(_ -> stage.send("g"));
        var batch = stage.receive(2);

        var meanwhile = stage.receive(PLENTY);
        batch.forEach(stage::ack);

        assertThat(batch).hasSize(2);
        assertThat(meanwhile).isEmpty();
        assertThat(stage.receive(PLENTY)).hasSize(2);
    }

    @Test
    void aNoisyGroupHasOneTurnLikeAnyOther() {
        var noisy = IntStream.range(0, 50).mapToObj(_ -> stage.send("noisy")).toList();
        long quiet = stage.send("quiet");
        long alone = stage.send((String) null);

        assertThat(numbers(stage.receive(4))).containsExactly(alone, noisy.getFirst(), quiet, noisy.get(1));
    }

    @Test
    void messagesWithoutAGroupAndGroupsTakeTurns() {
        var order = new ArrayList<Long>();
        var alone =
                IntStream.range(0, 3).mapToObj(_ -> stage.send((String) null)).toList();
        long one = stage.send("g");
        long other = stage.send("h");

        IntStream.range(0, 5).forEach(_ -> order.addAll(numbers(stage.receive(1))));

        assertThat(order).containsExactly(alone.get(0), one, alone.get(1), other, alone.get(2));
    }

    @Test
    void priorityGoesFirstAndOutlivesARetry() {
        long low = stage.send(draft(null, 1, 0));
        long high = stage.send(draft(null, 9, 0));
        var lease = stage.receiveOne();
        stage.settle(lease, Verdict.RELEASE);

        var again = stage.receive(PLENTY);

        assertThat(lease.message()).isEqualTo(high);
        assertThat(numbers(again)).containsExactly(high, low);
        assertThat(again.getFirst().priority()).isEqualTo(9);
    }

    @Test
    void whatComesBackStandsWhereItStood() {
        var sent =
                IntStream.range(0, 4).mapToObj(_ -> stage.send((String) null)).toList();
        var leases = stage.receive(3);

        stage.settle(leases.get(2), Verdict.RELEASE);
        stage.settle(leases.get(0), Verdict.RELEASE);

        assertThat(numbers(stage.receive(PLENTY))).containsExactly(sent.get(0), sent.get(2), sent.get(3));
    }

    @Test
    void attemptsAndFailuresAreCountedApart() {
        stage.send((String) null);

        stage.settle(stage.receiveOne(), Verdict.RELEASE);
        stage.settle(stage.receiveOne(), Verdict.UNSEEN);
        stage.fail(stage.receiveOne());
        stage.pass(BACKOFF);
        stage.receiveOne();
        stage.pass(VISIBILITY);
        stage.pass(2 * BACKOFF);
        var lease = stage.receiveOne();

        assertThat(lease.attempt()).isEqualTo(4);
        assertThat(lease.failures()).isEqualTo(2);
    }

    @Test
    void aMessageThatKillsEveryConsumerDies() {
        long poison = stage.send((String) null);

        for (int i = 0; i < 3; i++) {
            stage.receiveOne();
            stage.pass(VISIBILITY);
            stage.pass(10 * BACKOFF);
        }

        assertThat(stage.receive(PLENTY)).isEmpty();
        assertThat(stage.message(poison).state()).isEqualTo(MessageState.DEAD);
        assertThat(stage.message(poison).reason()).isEqualTo("failures");
        assertThat(stage.message(poison).failure()).isEqualTo("lapsed");
        assertThat(stage.happened()).contains(new QueueEvent.Buried(JOBS, poison, null, "failures"));
    }

    @Test
    void endlessReleasesEnd() {
        stage.configure(wish -> {
            wish.attemptsMax = 2;
            return wish;
        });
        long message = stage.send((String) null);

        stage.settle(stage.receiveOne(), Verdict.RELEASE);
        stage.settle(stage.receiveOne(), Verdict.RELEASE);

        assertThat(stage.message(message).reason()).isEqualTo("attempts");
    }

    @Test
    void aConsumerSaysWhy() {
        long failed = stage.send((String) null);
        stage.settle(settlement(stage.receiveOne(), Verdict.FAIL, 0, "no route"));
        var told = stage.message(failed);

        stage.settle(settlement(stage.receiveOne(), Verdict.BURY, -1, "not for us"));
        var dead = stage.message(failed);

        assertThat(told.failure()).isEqualTo("no route");
        assertThat(dead.reason()).isEqualTo("not for us");
        assertThat(dead.failure()).isEqualTo("no route");
    }

    @Test
    void anIdThatWasSentBeforeIsNotTakenAgainWithinTheWindow() {
        var draft = new Draft("g", "order-1", 7, 0, 0, 0, new Payload(new byte[0]));
        var other = new Draft("g", "order-1", 8, 0, 0, 0, new Payload(new byte[0]));
        long first = stage.send(draft);
        stage.ack(stage.receiveOne());

        assertThat(stage.sent(draft, other).messages())
                .containsExactly(new Acceptance(Fate.DUPLICATE, first), new Acceptance(Fate.ID_REUSED, 0));
        stage.pass(60_000);
        assertThat(stage.sent(draft).messages().getFirst().fate()).isEqualTo(Fate.SENT);
    }

    @Test
    void aRepetitionIsKnownEvenWhereNothingIsTaken() {
        var draft = new Draft(null, "order-1", 7, 0, 0, 0, new Payload(new byte[0]));
        long first = stage.send(draft);
        stage.ask(new Pause(JOBS, true, false, 0));

        assertThat(stage.sent(draft, QueueStage.draft(null)).messages())
                .containsExactly(new Acceptance(Fate.DUPLICATE, first), new Acceptance(Fate.PAUSED, 0));
    }

    @Test
    void aFullQueueTakesNothingButLetsSettle() {
        stage.configure(wish -> {
            wish.messagesMax = 3;
            wish.shards = 2;
            return wish;
        });
        var fates = stage.sent(draft(null), draft(null), draft(null)).messages();
        var lease = stage.receiveOne();
        stage.fail(lease);
        stage.pass(BACKOFF);
        stage.ack(stage.receiveOne());

        assertThat(fates).extracting(Acceptance::fate).containsExactly(Fate.SENT, Fate.SENT, Fate.QUEUE_FULL);
        assertThat(stage.sent(draft(null)).messages().getFirst().fate()).isEqualTo(Fate.SENT);
    }

    @Test
    void bytesAreALimitToo() {
        stage.configure(wish -> {
            wish.bytesMax = 7;
            return wish;
        });

        assertThat(stage.sent(draft(null), draft(null), draft(null)).messages())
                .extracting(Acceptance::fate)
                .containsExactly(Fate.SENT, Fate.SENT, Fate.QUEUE_FULL);
    }

    @Test
    void aPausedQueueHandsNothingOutUntilThePauseEndsByItself() {
        stage.send((String) null);
        stage.happened();
        stage.ask(new Pause(JOBS, false, true, 5_000));

        assertThat(stage.receiveResult(1)).isEqualTo(new Refused(Reason.PAUSED));
        assertThat(stage.view().pauseEndsMillis()).isEqualTo(5_000);
        stage.happened();
        stage.pass(5_000);
        assertThat(stage.happened())
                .containsExactly(new QueueEvent.Paused(JOBS, false, false), new QueueEvent.Available(JOBS, 1));
        assertThat(stage.receive(1)).hasSize(1);
    }

    @Test
    void aPurgeTakesWhatIsInFlightOnlyIfItIsTold() {
        stage.send((String) null);
        stage.send((String) null);
        var lease = stage.receiveOne();

        var ready = stage.ask(new Purge(JOBS, List.of(MessageState.READY), 0, 0));
        var acked = stage.ack(lease);
        stage.send((String) null);
        var again = stage.receiveOne();
        stage.ask(new Purge(JOBS, List.of(MessageState.IN_FLIGHT), 0, 0));

        assertThat(ready).isEqualTo(new QueueResult.Purged(1, 0));
        assertThat(acked).isEqualTo(Settling.DONE);
        assertThat(stage.ack(again)).isEqualTo(Settling.STALE);
        assertThat(stage.machine().messageCount()).isZero();
    }

    @Test
    void aPurgedGroupGoesOn() {
        stage.send("g");
        stage.receiveOne();
        long second = stage.send("g");

        stage.ask(new Purge(JOBS, List.of(MessageState.IN_FLIGHT), 0, 0));

        assertThat(numbers(stage.receive(PLENTY))).containsExactly(second);
    }

    @Test
    void asMuchIsInFlightAsMayBe() {
        stage.configure(wish -> {
            wish.inFlightMax = 2;
            return wish;
        });
        stage.sent(draft(null), draft(null), draft(null));

        var leases = stage.receive(PLENTY);
        var refused = stage.receiveResult(1);
        stage.happened();
        stage.ack(leases.getFirst());

        assertThat(leases).hasSize(2);
        assertThat(refused).isEqualTo(new Refused(Reason.TOO_MANY_IN_FLIGHT));
        assertThat(stage.happened()).containsExactly(new QueueEvent.Available(JOBS, 1));
    }

    @Test
    void timeToLiveCountsFromWhenItCanBeReceivedAndNotInFlight() {
        stage.configure(wish -> {
            wish.ttl = 10_000;
            return wish;
        });
        stage.send(draft(null, 0, 5_000));
        stage.send(draft(null, 1, 0));
        var lease = stage.receiveOne();

        stage.pass(14_999);
        long before = stage.machine().messageCount();
        stage.pass(1);
        long after = stage.machine().messageCount();
        stage.settle(lease, Verdict.RELEASE);

        assertThat(before).isEqualTo(2);
        assertThat(after).isEqualTo(1);
        assertThat(stage.machine().messageCount()).isZero();
        assertThat(stage.view().counts().expired()).isEqualTo(2);
    }

    @Test
    void whatExpiresIsKeptWhereTheQueueSaysSo() {
        stage.configure(wish -> {
            wish.ttl = 10_000;
            wish.expiry = Expiry.BURY;
            wish.dead = 20_000;
            return wish;
        });
        long message = stage.send("g");

        stage.pass(10_000);
        var reason = stage.message(message).reason();
        stage.pass(20_000);

        assertThat(reason).isEqualTo("expired");
        assertThat(stage.machine().messageCount()).isZero();
        assertThat(stage.machine().nextDeadline()).isEmpty();
    }

    @Test
    void aBacklogOfTheExpiredIsNotHandedOut() {
        stage.configure(wish -> {
            wish.ttl = 10_000;
            return wish;
        });
        stage.send((String) null);
        stage.send("g");
        stage.passUnseen(10_000);
        var lateEntry = new Stamp(stage.sequence() + 1, stage.now());

        var result = stage.machine()
                .apply(lateEntry, new Receive(JOBS, PLENTY, 100, 0, "", 1))
                .result();

        assertThat(result).isEqualTo(new Delivered(List.of()));
        assertThat(stage.machine().messageCount()).isZero();
    }

    @Test
    void aTurnSettlesBeforeItReceives() {
        stage.send("g");
        long second = stage.send("g");
        var lease = stage.receiveOne();
        var settle = new QueueCommand.Settle(JOBS, List.of(settlement(lease, Verdict.ACK, -1, null)));

        var turned = (Turned) stage.ask(new QueueCommand.Turn(settle, new Receive(JOBS, 1, 100, 0, "", 1)));

        assertThat(turned.settlements()).containsExactly(Settling.DONE);
        assertThat(numbers(turned.leases())).containsExactly(second);
    }

    @Test
    void aDelayedMessageOfAGroupHoldsUpWhatStandsBehindIt() {
        stage.send(draft("g", 0, 5_000));
        long second = stage.send("g");

        var before = stage.receive(PLENTY);
        long blocked = stage.view().blockedGroups();
        stage.pass(5_000);

        assertThat(before).isEmpty();
        assertThat(blocked).isEqualTo(1);
        assertThat(numbers(stage.receive(PLENTY))).hasSize(2).endsWith(second);
    }

    @Test
    void aDelayedMessageCanBeMovedAndCancelled() {
        long soon = stage.send(draft(null, 0, 50_000));
        long never = stage.send(draft(null, 0, 50_000));

        stage.ask(new QueueCommand.Reschedule(JOBS, soon, 0, 5));
        var cancelled = stage.ask(new QueueCommand.Cancel(JOBS, never));

        assertThat(stage.receiveOne().priority()).isEqualTo(5);
        assertThat(cancelled).isEqualTo(new QueueResult.Cancelled());
        assertThat(stage.ask(new QueueCommand.Cancel(JOBS, soon))).isEqualTo(new Refused(Reason.IN_FLIGHT));
        assertThat(stage.ask(new QueueCommand.Cancel(JOBS, never))).isEqualTo(new Refused(Reason.NO_MESSAGE));
    }

    @Test
    void aRedriveStartsTheCountersAnewAndKeepsTheNumber() {
        long message = stage.send("g");
        stage.settle(settlement(stage.receiveOne(), Verdict.BURY, -1, "no address"));
        stage.ask(new QueueCommand.Redrive(JOBS, "again", null, "no ", 0));
        stage.pass(0);

        var lease = stage.receiveOne();

        assertThat(lease.message()).isEqualTo(message);
        assertThat(lease.attempt()).isEqualTo(1);
        assertThat(stage.message(message).reason()).isEmpty();
        assertThat(stage.happened())
                .contains(
                        new QueueEvent.RedriveBegun(JOBS, "again", 1),
                        new QueueEvent.RedriveEnded(JOBS, "again", 1, false));
    }

    @Test
    void aQueueMadeAgainIsEmptyAndItsFencesGoOn() {
        stage.send("g");
        var before = stage.receiveOne();

        stage.ask(new QueueCommand.Configure(JOBS, 2, 1, QueueSettings.DEFAULT));
        var empty = stage.receive(PLENTY);
        stage.send("g");

        assertThat(empty).isEmpty();
        assertThat(stage.ack(before)).isEqualTo(Settling.STALE);
        assertThat(stage.receiveOne().fence()).isGreaterThan(before.fence());
    }

    @Test
    void anOlderBirthOrVersionChangesNothing() {
        stage.ask(new QueueCommand.Configure(JOBS, 5, 9, QueueSettings.DEFAULT));
        stage.send((String) null);

        assertThat(stage.ask(new QueueCommand.Configure(JOBS, 4, 20, QueueSettings.DEFAULT)))
                .isEqualTo(new QueueResult.Configured(5, 9));
        stage.ask(new QueueCommand.Drop(JOBS, 4));
        assertThat(stage.machine().messageCount()).isEqualTo(1);
        stage.ask(new QueueCommand.Drop(JOBS, 5));
        assertThat(stage.machine().shardCount()).isZero();
    }

    @Test
    void aDroppedShardLeavesNothingOnTheShelf() {
        stage.sent(draft("g"), draft(null), new Draft(null, "id", 1, 0, 0, 0, new Payload(new byte[1])));
        stage.settle(settlement(stage.receiveOne(), Verdict.FAIL, 0, "why"));
        stage.ask(new QueueCommand.Drop(JOBS, 1));

        var left = new ArrayList<byte[]>();
        stage.shelf().scan(new byte[0], new byte[] {(byte) 0xff}, (key, _) -> left.add(key));

        assertThat(left).isEmpty();
    }

    @Test
    void anEmptyReceiveIsForeseenAndOneThatFindsSomethingIsNot() {
        var receive = new Receive(JOBS, 1, 100, 0, "", 1);
        var settle = new QueueCommand.Settle(JOBS, List.of(new Settlement(1, 1, 1, Verdict.ACK, -1, null)));
        var empty = stage.machine().foresee(receive, stage.now());
        stage.send(draft(null, 0, 1_000));

        assertThat(empty).isEqualTo(new Delivered(List.of()));
        assertThat(stage.machine().foresee(receive, stage.now() + 999)).isEqualTo(new Delivered(List.of()));
        assertThat(stage.machine().foresee(receive, stage.now() + 1_000)).isNull();
        assertThat(stage.machine().foresee(new QueueCommand.Turn(settle, receive), stage.now()))
                .isNull();
    }

    @Test
    void whatCannotBeIsForeseen() {
        var nowhere = new Shard(new QueueName("nowhere"), 3);
        stage.ask(new Pause(JOBS, false, true, 0));

        assertThat(stage.machine().foresee(new QueueCommand.Cancel(nowhere, 1), 0))
                .isEqualTo(new Refused(Reason.NO_SHARD));
        assertThat(stage.machine().foresee(new QueueCommand.Drop(nowhere, 1), 0))
                .isNull();
        assertThat(stage.machine().foresee(new Receive(JOBS, 1, 100, 0, "", 1), stage.now()))
                .isEqualTo(new Refused(Reason.PAUSED));
    }

    @Test
    void theAgeIsThatOfWhatCanBeReceived() {
        stage.send(draft(null, 0, 4_000));
        stage.send("g");
        stage.pass(3_000);
        long ofTheGroup = stage.view().oldestReadyMillis();
        var lease = stage.receiveOne();
        stage.pass(3_000);

        assertThat(ofTheGroup).isEqualTo(3_000);
        assertThat(stage.view().oldestReadyMillis()).isEqualTo(2_000);
        assertThat(stage.view().oldestInFlightMillis()).isEqualTo(3_000);
        assertThat(lease.ageMillis()).isEqualTo(3_000);
    }
}
