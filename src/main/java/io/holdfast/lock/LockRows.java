package io.holdfast.lock;

import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** How the state of locks is written: a count of locks, the locks in order of name, the ended tickets by age. */
final class LockRows {

    private record Count(int locks) {}

    private record LockRow(LockName lock, List<Holder> holders, List<Waiter> waiters) {}

    private LockRows() {}

    static void save(Collection<Lock> locks, Collection<EndedTicket> ended, RowSink sink) {
        sink.put(new Count(locks.size()));
        for (var lock : locks) {
            sink.put(new LockRow(
                    lock.name, lock.holders().stream().map(Hold::view).toList(), List.copyOf(lock.queue())));
        }
        ended.forEach(sink::put);
    }

    static void load(
            RowSource source,
            Consumer<Lock> locks,
            BiConsumer<Lock, Hold> holds,
            BiConsumer<Lock, Waiter> waiters,
            Consumer<EndedTicket> ended) {
        int left = source.take(Count.class).locks();
        for (; left > 0; left--) {
            var row = source.take(LockRow.class);
            var lock = new Lock(row.lock());
            locks.accept(lock);
            row.holders().forEach(holder -> holds.accept(lock, Hold.of(row.lock(), holder)));
            row.waiters().forEach(waiter -> waiters.accept(lock, waiter));
        }
        while (source.hasNext()) {
            ended.accept(source.take(EndedTicket.class));
        }
    }
}
