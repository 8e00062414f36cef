package io.holdfast.simulation.invariant;

import io.holdfast.semaphore.SemaphoreEvent;
import io.holdfast.semaphore.SemaphoreEvent.Defined;
import io.holdfast.semaphore.SemaphoreEvent.Deleted;
import io.holdfast.semaphore.SemaphoreEvent.Drained;
import io.holdfast.semaphore.SemaphoreEvent.Granted;
import io.holdfast.semaphore.SemaphoreEvent.Lost;
import io.holdfast.semaphore.SemaphoreEvent.Released;
import io.holdfast.semaphore.SemaphoreEvent.Resized;
import io.holdfast.semaphore.SemaphoreEvent.Undrained;
import io.holdfast.semaphore.SemaphoreEvent.WaitEnded;
import io.holdfast.semaphore.SemaphoreName;
import java.util.Map;
import java.util.TreeMap;

/**
 * INV-1 of semaphores: no grant makes more permits out than there are, and none is made of a drained one. Kept in books of
 * its own, from what is told of each semaphore; at the end of each entry they have to agree with what it shows.
 */
public final class PermitsAreNotExceeded implements Invariant {

    private record Book(int permits, int held, boolean drained) {}

    private final Map<SemaphoreName, Book> books = new TreeMap<>();

    @Override
    public void happened(Seen seen) {
        for (var event : seen.step().events()) {
            if (event instanceof SemaphoreEvent told) {
                enter(told);
            }
        }
        claim(books.size() == seen.scene().semaphores().size(), "semaphores come and go untold", seen.scene());
        for (var view : seen.scene().semaphores()) {
            var shown = new Book(view.permits(), view.held(), view.drained());
            claim(shown.equals(books.get(view.semaphore())), "the books differ", books, view);
        }
    }

    private void enter(SemaphoreEvent event) {
        var book = books.getOrDefault(event.semaphore(), new Book(0, 0, false));
        switch (event) {
            case Defined defined -> put(event, new Book(defined.permits(), 0, false));
            case Resized resized -> put(event, new Book(resized.permits(), book.held, book.drained));
            case Drained _ -> put(event, new Book(book.permits, book.held, true));
            case Undrained _ -> put(event, new Book(book.permits, book.held, false));
            case Deleted _ -> books.remove(event.semaphore());
            case Granted granted -> {
                int held = book.held + granted.permits();
                claim(held <= book.permits && !book.drained, "granted what is not there", granted, book);
                put(event, new Book(book.permits, held, false));
            }
            case Released back -> put(event, new Book(book.permits, book.held - back.permits(), book.drained));
            case Lost lost -> put(event, new Book(book.permits, book.held - lost.permits(), book.drained));
            case WaitEnded _ -> {}
        }
    }

    private void put(SemaphoreEvent event, Book book) {
        books.put(event.semaphore(), book);
    }
}
