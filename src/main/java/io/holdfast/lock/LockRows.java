package io.holdfast.lock;

import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import java.util.Collection;
import java.util.List;

/** How the state of locks is written: a count of locks, the locks in order of name, the ended tickets by age. */
final class LockRows {

    private record Count(int locks) {}

    private record LockRow(LockName lock, List<Holder> holders, List<Waiter> waiters) {}

    /** Takes up what is read. */
    interface Reader {

        Lock lock(LockName name);

        void hold(Lock lock, Hold hold);

        void waiter(Lock lock, Waiter waiter);

        void ended(EndedTicket ticket);
    }

    private LockRows() {}

    static void save(Collection<Lock> locks, Collection<EndedTicket> ended, RowSink sink) {
        sink.put(new Count(locks.size()));
        for (var lock : locks) {
            sink.put(new LockRow(
                    lock.name, lock.holders().stream().map(Hold::view).toList(), List.copyOf(lock.queue())));
        }
        ended.forEach(sink::put);
    }

    static void load(RowSource source, Reader reader) {
        int locks = source.take(Count.class).locks();
        for (int i = 0; i < locks; i++) {
            var row = source.take(LockRow.class);
            var lock = reader.lock(row.lock());
            for (var holder : row.holders()) {
                reader.hold(
                        lock,
                        new Hold(
                                new Hold.Key(row.lock(), holder.owner()),
                                holder.mode(),
                                holder.token(),
                                holder.sinceMillis(),
                                holder.holdCount(),
                                holder.leaseUntilMillis()));
            }
            row.waiters().forEach(waiter -> reader.waiter(lock, waiter));
        }
        while (source.hasNext()) {
            reader.ended(source.take(EndedTicket.class));
        }
    }
}
