package io.holdfast.lock;

import io.holdfast.core.Event;
import io.holdfast.core.Stamp;
import io.holdfast.lock.Terms.OnDeadlock;
import io.holdfast.lock.Terms.VictimPolicy;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Breaks the cycles that a new wait closes, by giving up waits, never holds; and keeps the record of it. */
final class Deadlocks {

    private static final long RETRY_MILLIS = 100;
    private static final int RETRY_DOUBLED_MAX = 6;

    private final LockTable table;
    private final WaitForGraph graph;
    private final ArrayDeque<Deadlock> records = new ArrayDeque<>();
    private final Defeats defeats = new Defeats();
    private int recordedLinks;
    private long found;
    private long truncated;

    Deadlocks(LockTable table, WaitForGraph graph) {
        this.table = table;
        this.graph = graph;
    }

    /** Gives up waits until none waits for itself, in the cycles through this one, which has just begun. */
    void resolve(Stamp at, Waiter closing, List<Event> events) {
        while (table.waits.waiting(closing.ticket()) != null) {
            var finding = graph.cycleThrough(closing);
            if (!finding.isCycle()) {
                truncated += finding.isTruncated() ? 1 : 0;
                return;
            }
            giveUp(at, closing, finding.cycle(), events);
        }
    }

    private void giveUp(Stamp at, Waiter closing, List<WaitForGraph.Edge> cycle, List<Event> events) {
        var victim = closing.terms().victimPolicy() == VictimPolicy.SELF ? closing : weakest(at, cycle);
        var owner = victim.owner();
        var held = table.rows.holds(owner).stream()
                .limit(LockQueries.SHOWN_MAX)
                .map(Hold::grant)
                .toList();
        int times = defeats.note(owner, born(at, victim), at.millis());
        found++;
        record(new Deadlock(
                found,
                at.millis(),
                closing.owner(),
                owner,
                victim.ticket(),
                cycle.stream().map(Deadlock.Link::of).toList(),
                held,
                RETRY_MILLIS << Math.min(times - 1, RETRY_DOUBLED_MAX)));
        table.endWait(victim, TicketState.DEADLOCKED, found, events);
        events.add(new LockEvent.DeadlockBroken(victim.wants().getFirst().lock(), owner, found));
        if (victim.terms().onDeadlock() == OnDeadlock.END_SESSION) {
            events.add(new LockEvent.SessionGivenUp(owner));
        }
        table.promoteAll(at, victim.wants(), events);
    }

    /** The lowest priority; of those the youngest; of those the one with the fewest locks; of those the last in line. */
    private Waiter weakest(Stamp at, List<WaitForGraph.Edge> cycle) {
        return cycle.stream()
                .map(WaitForGraph.Edge::waiter)
                .min(Comparator.comparingInt((Waiter waiter) -> waiter.terms().deadlockPriority())
                        .thenComparing(Comparator.comparingLong((Waiter waiter) -> born(at, waiter))
                                .reversed())
                        .thenComparingInt(
                                waiter -> table.rows.holds(waiter.owner()).size())
                        .thenComparing(Waiter::ticket, Comparator.reverseOrder()))
                .orElseThrow();
    }

    /** When the owner began: its first step of all it holds and waits for, or of what it was given up in before. */
    private long born(Stamp at, Waiter waiter) {
        long first = waiter.ticket().value();
        for (var hold : table.rows.holds(waiter.owner())) {
            first = Math.min(first, hold.sequence);
        }
        return defeats.born(waiter.owner(), at.millis(), first);
    }

    private void record(Deadlock deadlock) {
        records.addLast(deadlock);
        recordedLinks += deadlock.cycle().size();
        while (records.size() > LockLimits.RECORDS_MAX
                || (recordedLinks > LockLimits.RECORDED_LINKS_MAX && records.size() > 1)) {
            recordedLinks -= records.removeFirst().cycle().size();
        }
    }

    /** Those kept, the latest last. */
    Collection<Deadlock> records() {
        return records;
    }

    @Nullable
    Deadlock record(long number) {
        for (var record : records) {
            if (record.number() == number) {
                return record;
            }
        }
        return null;
    }

    /** How many were ever found in this cluster. */
    long found() {
        return found;
    }

    /** How many searches this node gave up because there were too many owners. */
    long truncated() {
        return truncated;
    }

    Defeats defeats() {
        return defeats;
    }

    /** Takes up what a snapshot kept. */
    void restore(long foundBefore, Collection<Deadlock> kept) {
        found = foundBefore;
        kept.forEach(this::record);
    }
}
