package io.holdfast.simulation;

import io.holdfast.replica.Entry;
import java.util.ArrayList;
import java.util.List;

/** What Raft promises and no more: a committed part that never changes, and a rest that a change of leader may cut off. */
final class SimulatedLog {

    private final List<Entry> entries = new ArrayList<>();
    private int committed;
    private int purged;

    /** Returns the entry's index; the first is 1. */
    int append(Entry entry) {
        entries.add(entry);
        return entries.size();
    }

    void commit(int count) {
        committed += Math.min(entries.size() - committed, count);
    }

    /** A new leader has the first so many of the entries that were not committed; the others never happened. */
    void keep(int count) {
        commit(count);
        entries.subList(committed, entries.size()).clear();
    }

    int committed() {
        return committed;
    }

    boolean hasPending() {
        return committed < entries.size();
    }

    Entry entry(int index) {
        return entries.get(index - 1);
    }

    List<Entry> history() {
        return List.copyOf(entries.subList(0, committed));
    }

    /** Whoever needs an entry up to this one has to be sent a snapshot. */
    void purge(int upTo) {
        purged = Math.max(purged, upTo);
    }

    boolean isPurged(int index) {
        return index <= purged;
    }
}
