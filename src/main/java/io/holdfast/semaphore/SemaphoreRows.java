package io.holdfast.semaphore;

import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** How the state is written: a count of semaphores, the semaphores in order of name, the ended tickets by age. */
final class SemaphoreRows {

    private record Count(int semaphores) {}

    private record SemaphoreRow(
            SemaphoreName semaphore, int permits, boolean drained, List<Holder> holders, List<Waiter> waiters) {}

    private SemaphoreRows() {}

    static void save(Collection<Semaphore> semaphores, Collection<EndedTicket> ended, RowSink sink) {
        sink.put(new Count(semaphores.size()));
        for (var semaphore : semaphores) {
            sink.put(new SemaphoreRow(
                    semaphore.name,
                    semaphore.permits,
                    semaphore.drained,
                    semaphore.holds().stream().map(Hold::view).toList(),
                    List.copyOf(semaphore.queue())));
        }
        ended.forEach(sink::put);
    }

    static void load(
            RowSource source,
            Consumer<Semaphore> semaphores,
            BiConsumer<Semaphore, Hold> holds,
            BiConsumer<Semaphore, Waiter> waiters,
            Consumer<EndedTicket> ended) {
        int left = source.take(Count.class).semaphores();
        for (; left > 0; left--) {
            var row = source.take(SemaphoreRow.class);
            var semaphore = new Semaphore(row.semaphore(), row.permits(), row.drained());
            semaphores.accept(semaphore);
            row.holders().forEach(holder -> holds.accept(semaphore, new Hold(row.semaphore(), holder)));
            row.waiters().forEach(waiter -> waiters.accept(semaphore, waiter));
        }
        while (source.hasNext()) {
            ended.accept(source.take(EndedTicket.class));
        }
    }
}
