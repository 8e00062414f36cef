package io.holdfast.web;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/** Does several things at once that each block, such as asking all shards of a queue. */
public final class Together implements AutoCloseable {

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("together-", 0).factory());

    /** What came of each, in their order; where one fails, all have ended before it is told. */
    public <T, R> List<R> all(List<T> of, Function<T, R> each) {
        if (of.size() == 1) {
            return List.of(each.apply(of.getFirst()));
        }
        var futures = new ArrayList<Future<R>>(of.size());
        for (var one : of) {
            Supplier<R> work = () -> each.apply(one);
            futures.add(threads.submit(work::get));
        }
        var results = new ArrayList<R>(of.size());
        RuntimeException failure = null;
        for (var future : futures) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                failure = e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
            } catch (InterruptedException e) {
                futures.forEach(one -> one.cancel(true));
                Thread.currentThread().interrupt();
                throw new IllegalStateException("this node is stopping", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
