package io.holdfast.lock;

import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import java.util.ArrayList;
import java.util.List;

/** How the state of locks is written: counts of what follows, then each kind in an order all replicas have. */
final class LockRows {

    private record Counts(
            int locks,
            int waiters,
            int unclaimed,
            int ended,
            int defeats,
            int deadlocks,
            int forced,
            long deadlocksFound) {}

    private record LockRow(LockName lock, List<Hold.Row> holders, List<ShutRow> shut) {}

    private record ShutRow(Mode gone, long untilMillis) {}

    private LockRows() {}

    static void save(LockMachine machine, RowSink sink) {
        var table = machine.table;
        var waits = table.waits;
        var deadlocks = machine.deadlocks;
        sink.put(new Counts(
                table.locks.size(),
                waits.count(),
                waits.unclaimed().size(),
                waits.ended().size(),
                deadlocks.defeats().all().size(),
                deadlocks.records().size(),
                machine.revoking.records().size(),
                deadlocks.found()));
        table.locks.values().forEach(lock -> sink.put(row(lock)));
        waits.waiting().forEach(sink::put);
        waits.unclaimed().forEach(sink::put);
        waits.ended().forEach(sink::put);
        deadlocks.defeats().all().forEach(sink::put);
        deadlocks.records().forEach(sink::put);
        machine.revoking.records().forEach(sink::put);
    }

    private static LockRow row(Lock lock) {
        var shut = new ArrayList<ShutRow>(0);
        for (var mode : Mode.values()) {
            if (lock.shutUntilMillis(mode) > 0) {
                shut.add(new ShutRow(mode, lock.shutUntilMillis(mode)));
            }
        }
        return new LockRow(lock.name, lock.holders().stream().map(Hold::row).toList(), shut);
    }

    static void load(LockMachine machine, RowSource source) {
        var table = machine.table;
        var counts = source.take(Counts.class);
        for (int i = 0; i < counts.locks; i++) {
            load(table, source.take(LockRow.class));
        }
        for (int i = 0; i < counts.waiters; i++) {
            table.add(source.take(Waiter.class));
        }
        for (int i = 0; i < counts.unclaimed; i++) {
            table.waits.awaitClaim(source.take(Waits.Unclaimed.class));
        }
        for (int i = 0; i < counts.ended; i++) {
            table.waits.remember(source.take(EndedTicket.class));
        }
        for (int i = 0; i < counts.defeats; i++) {
            machine.deadlocks.defeats().add(source.take(Defeats.Defeat.class));
        }
        var records = new ArrayList<Deadlock>();
        for (int i = 0; i < counts.deadlocks; i++) {
            records.add(source.take(Deadlock.class));
        }
        machine.deadlocks.restore(counts.deadlocksFound, records);
        for (int i = 0; i < counts.forced; i++) {
            machine.revoking.record(source.take(ForcedRelease.class));
        }
    }

    private static void load(LockTable table, LockRow row) {
        var lock = table.ensure(row.lock);
        row.holders.forEach(holder -> table.add(new Hold(lock, holder)));
        for (var shut : row.shut) {
            lock.shut(shut.gone, shut.untilMillis);
            table.shuts.set(new LockTable.Shut(lock.name, shut.gone), shut.untilMillis);
        }
    }
}
