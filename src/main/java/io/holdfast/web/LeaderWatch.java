package io.holdfast.web;

import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.Member;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Who leads, and who would like to know when that changes. One thread looks on behalf of all who wait, and only while
 * somebody waits, so that an election with thousands of requests under way costs no more than one with a few.
 */
final class LeaderWatch {

    private static final long LOOK_MILLIS = 20;

    /** Somebody who waits for a leader other than the one given, which is null where any will do. */
    private record Waiting(@Nullable Member than, CompletableFuture<Target> found) {

        boolean isOver(Target now) {
            return than == null ? !(now instanceof Target.Nobody) : now.isOtherThan(than);
        }
    }

    /** Something that makes sense only while this node leads. */
    private record Tied(Member leader, Future<?> work) {}

    private final Consensus consensus;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final Set<Tied> tied = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();

    LeaderWatch(Consensus consensus) {
        this.consensus = consensus;
    }

    Target now() {
        if (consensus.leads()) {
            return Target.HERE;
        }
        var leader = consensus.leader();
        return leader == null || leader.node().equals(consensus.node()) ? Target.NOBODY : new Target.There(leader);
    }

    /** Returns where to go as soon as anybody leads; where things stand when patience runs out. */
    Target await(Duration patience) {
        var now = now();
        return now instanceof Target.Nobody ? await(null, patience) : now;
    }

    /** Returns as soon as another than this leads; where things stand when patience runs out. */
    Target awaitOther(Member leader, Duration patience) {
        var now = now();
        return now.isOtherThan(leader) ? now : await(leader, patience);
    }

    private Target await(@Nullable Member than, Duration patience) {
        if (patience.isZero() || patience.isNegative()) {
            return now();
        }
        var mine = new Waiting(than, new CompletableFuture<>());
        waiting.add(mine);
        try {
            look();
            return mine.found().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return now();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return now();
        } finally {
            waiting.remove(mine);
        }
    }

    /** Cancels the work as soon as another than this leads. Ends by itself when the work does. */
    void cancelUnlessLeads(Member leader, Future<?> work) {
        tied.add(new Tied(leader, work));
        look();
    }

    private void look() {
        if (looking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("leader-watch").start(this::lookWhileNeeded);
        }
    }

    private void lookWhileNeeded() {
        try {
            while (!waiting.isEmpty() || !tied.isEmpty()) {
                tell(now());
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            looking.set(false);
        }
        if (!waiting.isEmpty() || !tied.isEmpty()) {
            look();
        }
    }

    private void tell(Target now) {
        for (var one : waiting) {
            if (one.isOver(now)) {
                one.found().complete(now);
            }
        }
        tied.removeIf(one -> {
            if (!one.work().isDone() && now.isOtherThan(one.leader())) {
                one.work().cancel(true);
            }
            return one.work().isDone();
        });
    }
}
