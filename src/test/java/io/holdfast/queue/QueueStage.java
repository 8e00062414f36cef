package io.holdfast.queue;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.HeapShelf;
import io.holdfast.core.Payload;
import io.holdfast.core.Shelf;
import io.holdfast.core.Stamp;
import io.holdfast.queue.QueueAnswer.MessageView;
import io.holdfast.queue.QueueAnswer.Messages;
import io.holdfast.queue.QueueAnswer.ShardView;
import io.holdfast.queue.QueueCommand.Configure;
import io.holdfast.queue.QueueCommand.Receive;
import io.holdfast.queue.QueueCommand.Send;
import io.holdfast.queue.QueueCommand.Settle;
import io.holdfast.queue.QueueResult.Delivered;
import io.holdfast.queue.QueueResult.Sent;
import io.holdfast.queue.QueueResult.Settled;
import io.holdfast.queue.QueueResult.Settling;
import io.holdfast.queue.QueueSettings.Expiry;
import io.holdfast.queue.QueueSettings.OnFailure;
import io.holdfast.queue.Settlement.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A queue machine with one shard, whose clock the test has in hand. */
final class QueueStage {

    static final Shard JOBS = new Shard(new QueueName("jobs"), 0);

    static final long VISIBILITY = 30_000;
    static final long BACKOFF = 1_000;
    static final int BYTES_MAX = 1 << 20;

    /** Settings that a test changes one by one. */
    static final class Wish {
        int failuresMax = 3;
        int attemptsMax = 100;
        long backoff = BACKOFF;
        long ttl;
        Expiry expiry = Expiry.DROP;
        long deduplication = 60_000;
        long messagesMax = 10_000_000;
        long bytesMax = 1L << 40;
        int inFlightMax = 1_000_000;
        OnFailure onFailure = OnFailure.BLOCK;
        long dead;
        int shards = 1;

        QueueSettings settings() {
            return new QueueSettings(
                    shards,
                    VISIBILITY,
                    failuresMax,
                    attemptsMax,
                    backoff,
                    Math.max(backoff, 60_000),
                    ttl,
                    expiry,
                    deduplication,
                    messagesMax,
                    bytesMax,
                    inFlightMax,
                    onFailure,
                    dead);
        }
    }

    private final Shelf shelf;
    private final QueueMachine machine;
    private long sequence;
    private long now;
    private long version;
    private List<Event> happened = new ArrayList<>();

    QueueStage() {
        this(wish -> wish);
    }

    QueueStage(UnaryOperator<Wish> wishes) {
        this(new HeapShelf(), wishes);
    }

    QueueStage(Shelf shelf, UnaryOperator<Wish> wishes) {
        this.shelf = shelf;
        this.machine = new QueueMachine(shelf);
        configure(wishes);
    }

    void configure(UnaryOperator<Wish> wishes) {
        ask(new Configure(JOBS, 1, ++version, wishes.apply(new Wish()).settings()));
    }

    QueueMachine machine() {
        return machine;
    }

    Shelf shelf() {
        return shelf;
    }

    long now() {
        return now;
    }

    long sequence() {
        return sequence;
    }

    /** What happened since the last look. */
    List<Event> happened() {
        var events = List.copyOf(happened);
        happened = new ArrayList<>();
        return events;
    }

    /** Lets time pass, and has what is due done in as many steps as it takes. */
    void pass(long millis) {
        now += millis;
        while (isDue()) {
            tick();
        }
    }

    /** Lets time pass without anybody noticing. */
    void passUnseen(long millis) {
        now += millis;
    }

    boolean isDue() {
        return machine.nextDeadline().orElse(Long.MAX_VALUE) <= now;
    }

    void tick() {
        happened.addAll(machine.timePassed(new Stamp(++sequence, now)));
    }

    QueueResult ask(QueueCommand command) {
        if (isDue()) {
            tick();
        }
        Applied<QueueResult> applied = machine.apply(new Stamp(++sequence, now), command);
        happened.addAll(applied.events());
        return applied.result();
    }

    static Draft draft(@Nullable String group) {
        return draft(group, 0, 0);
    }

    static Draft draft(@Nullable String group, int priority, long delayMillis) {
        return new Draft(group, null, 0, priority, delayMillis, 0, new Payload(new byte[] {1, 2, 3}));
    }

    Sent sent(Draft... drafts) {
        return (Sent) ask(new Send(JOBS, List.of(drafts)));
    }

    /** Sends one message and returns its number. */
    long send(Draft draft) {
        return sent(draft).messages().getFirst().message();
    }

    long send(@Nullable String group) {
        return send(draft(group));
    }

    QueueResult receiveResult(int max) {
        return ask(new Receive(JOBS, max, BYTES_MAX, 0, "worker", 77 + sequence));
    }

    List<Lease> receive(int max) {
        return ((Delivered) receiveResult(max)).leases();
    }

    Lease receiveOne() {
        return receive(1).getFirst();
    }

    static List<Long> numbers(List<Lease> leases) {
        return leases.stream().map(Lease::message).toList();
    }

    static Settlement settlement(Lease lease, Verdict verdict, long millis, @Nullable String reason) {
        return new Settlement(lease.message(), lease.lease(), lease.nonce(), verdict, millis, reason);
    }

    Settling settle(Settlement settlement) {
        return ((Settled) ask(new Settle(JOBS, List.of(settlement))))
                .settlements()
                .getFirst();
    }

    Settling settle(Lease lease, Verdict verdict) {
        return settle(settlement(lease, verdict, verdict == Verdict.EXTEND ? VISIBILITY : Settlement.BY_QUEUE, null));
    }

    Settling ack(Lease lease) {
        return settle(lease, Verdict.ACK);
    }

    Settling fail(Lease lease) {
        return settle(lease, Verdict.FAIL);
    }

    ShardView view() {
        return (ShardView) machine.answer(new QueueInquiry.OfShard(JOBS), now);
    }

    MessageView message(long number) {
        var found = (Messages) machine.answer(new QueueInquiry.OfMessage(JOBS, number), now);
        return found.messages().getFirst();
    }
}
