package io.holdfast.queue;

import io.holdfast.core.Payload;
import io.holdfast.queue.QueueSettings.Expiry;
import io.holdfast.queue.QueueSettings.OnFailure;
import io.holdfast.queue.Settlement.Verdict;
import io.holdfast.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be done to shards, told so that it makes sense whatever was done before: any move can be left out. */
sealed interface QueueMove {

    List<Shard> SHARDS = List.of(new Shard(new QueueName("a"), 0), new Shard(new QueueName("b"), 1));
    List<String> GROUPS = List.of("g", "h", "i");
    List<String> IDS = List.of("x", "y", "z");

    record Make(Shard shard, int births, boolean newer, QueueSettings settings) implements QueueMove {}

    record Remove(Shard shard, int births) implements QueueMove {}

    record Put(Shard shard, List<Draft> drafts) implements QueueMove {}

    record Take(Shard shard, int max, int bytesMax, long visibilityMillis, String consumer) implements QueueMove {}

    record Decide(Shard shard, List<Pick> picks) implements QueueMove {}

    record Both(Decide decide, Take take) implements QueueMove {}

    /** @param back which lease: 0 is the youngest there ever was in the shard */
    record Pick(
            int back,
            Verdict verdict,
            long millis,
            @Nullable String reason,
            boolean madeUp) {}

    /** @param back which message: 0 is the youngest there ever was in the shard */
    record Withdraw(Shard shard, int back) implements QueueMove {}

    record Shift(Shard shard, int back, long delayMillis, int priority) implements QueueMove {}

    record Sweep(Shard shard, List<MessageState> states, long ageMillis, int back) implements QueueMove {}

    record Halt(Shard shard, boolean sending, boolean receiving, long forMillis) implements QueueMove {}

    record Revive(
            Shard shard,
            String task,
            @Nullable String group,
            @Nullable String reason,
            int perSecond) implements QueueMove {}

    record StopReviving(Shard shard, String task) implements QueueMove {}

    record Pass(long millis) implements QueueMove {}

    /** The machine is saved with its shelf, and a new one loaded. */
    record Reload() implements QueueMove {}

    static List<QueueMove> draw(Seeded seeded, int count) {
        var moves = new ArrayList<QueueMove>(count);
        boolean floods = seeded.percent(4);
        SHARDS.forEach(shard -> moves.add(new Make(shard, 0, true, settings(seeded, floods))));
        while (moves.size() < count) {
            moves.add(draw(seeded, floods));
        }
        return moves;
    }

    private static QueueMove draw(Seeded seeded, boolean floods) {
        var shard = seeded.percent(80) ? SHARDS.getFirst() : SHARDS.getLast();
        int dice = seeded.below(100);
        if (dice < 24) {
            return new Put(shard, drafts(seeded, floods));
        }
        if (dice < 42) {
            return take(seeded, shard, floods);
        }
        if (dice < 60) {
            return decide(seeded, shard, floods);
        }
        if (dice < 65) {
            return new Both(decide(seeded, shard, floods), take(seeded, shard, floods));
        }
        if (dice < 69) {
            return new Withdraw(shard, seeded.below(12));
        }
        if (dice < 73) {
            return new Shift(shard, seeded.below(12), Math.max(-1, seeded.below(4) * 700L - 700), seeded.below(4) - 1);
        }
        if (dice < 75) {
            return new Sweep(shard, states(seeded), some(seeded, 60, 3_000), seeded.below(20) - 5);
        }
        if (dice < 77) {
            return new Halt(shard, seeded.percent(30), seeded.percent(30), some(seeded, 30, 3_000));
        }
        if (dice < 81) {
            return revive(seeded, shard);
        }
        if (dice < 82) {
            return new StopReviving(shard, seeded.pick(IDS));
        }
        if (dice < 84) {
            return seeded.percent(70)
                    ? new Make(shard, seeded.percent(10) ? 1 : 0, seeded.percent(80), settings(seeded, floods))
                    : new Remove(shard, seeded.percent(20) ? 0 : -1);
        }
        return dice < 97 ? new Pass(seeded.between(0, 1_500)) : new Reload();
    }

    private static Take take(Seeded seeded, Shard shard, boolean floods) {
        return new Take(
                shard,
                floods ? 1 + seeded.below(100) : 1 + seeded.below(6),
                seeded.percent(80) ? 1_000 : 1 + seeded.below(20),
                seeded.percent(60) ? 0 : seeded.between(1_000, 3_000),
                seeded.percent(50) ? "" : seeded.pick(IDS));
    }

    private static Decide decide(Seeded seeded, Shard shard, boolean floods) {
        var picks = new ArrayList<Pick>();
        int back = seeded.below(8);
        for (int i = floods ? 1 + seeded.below(100) : 1 + seeded.below(4); i > 0; i--) {
            picks.add(pick(seeded, back++));
            back += seeded.percent(30) ? seeded.below(4) : 0;
        }
        return new Decide(shard, seeded.percent(50) ? picks.reversed() : picks);
    }

    private static Pick pick(Seeded seeded, int back) {
        int dice = seeded.below(100);
        var verdict = dice < 40
                ? Verdict.ACK
                : dice < 65
                        ? Verdict.FAIL
                        : dice < 76
                                ? Verdict.RELEASE
                                : dice < 84 ? Verdict.UNSEEN : dice < 94 ? Verdict.EXTEND : Verdict.BURY;
        long millis = verdict == Verdict.EXTEND ? seeded.between(1_000, 4_000) : seeded.below(4) * 500L - 500;
        var reason = seeded.percent(60) ? null : seeded.percent(80) ? "why " + seeded.pick(IDS) : "";
        return new Pick(back, verdict, Math.max(-1, millis), reason, seeded.percent(4));
    }

    private static Revive revive(Seeded seeded, Shard shard) {
        return new Revive(
                shard,
                seeded.pick(IDS),
                seeded.percent(70) ? null : seeded.pick(GROUPS),
                seeded.percent(70) ? null : seeded.pick(List.of("fail", "why", "group", "")),
                seeded.percent(50) ? 0 : 1 + seeded.below(5));
    }

    private static List<MessageState> states(Seeded seeded) {
        var states = new ArrayList<MessageState>();
        for (var state : MessageState.values()) {
            if (seeded.percent(50)) {
                states.add(state);
            }
        }
        return states;
    }

    private static List<Draft> drafts(Seeded seeded, boolean floods) {
        var drafts = new ArrayList<Draft>();
        for (int i = floods && seeded.percent(50) ? 100 : 1 + seeded.below(4); i > 0; i--) {
            var group = seeded.percent(40) ? null : seeded.pick(GROUPS);
            drafts.add(new Draft(
                    group,
                    seeded.percent(80) ? null : seeded.pick(IDS),
                    seeded.below(2),
                    group == null && seeded.percent(40) ? 1 + seeded.below(9) : 0,
                    some(seeded, 75, 2_500),
                    some(seeded, 80, 5_000),
                    new Payload(new byte[seeded.below(9)])));
        }
        return drafts;
    }

    private static QueueSettings settings(Seeded seeded, boolean floods) {
        long backoff = some(seeded, 30, 1_000);
        return new QueueSettings(
                1 + seeded.below(3),
                seeded.between(1_000, 2_500),
                1 + seeded.below(4),
                2 + seeded.below(4),
                backoff,
                backoff + seeded.below(2_000),
                some(seeded, 60, 6_000),
                seeded.percent(50) ? Expiry.DROP : Expiry.BURY,
                some(seeded, 30, 3_000),
                seeded.percent(80) || floods ? 400 : 4 + seeded.below(30),
                seeded.percent(80) || floods ? 100_000 : 10 + seeded.below(100),
                seeded.percent(70) || floods ? 1_000 : 1 + seeded.below(6),
                seeded.pick(List.of(OnFailure.values())),
                some(seeded, 60, 4_000));
    }

    /** 0 with that chance, else up to the maximum: so short that much of it ends within one run. */
    private static long some(Seeded seeded, int chanceOfNone, int max) {
        return seeded.percent(chanceOfNone) ? 0 : 1 + seeded.below(max);
    }
}
