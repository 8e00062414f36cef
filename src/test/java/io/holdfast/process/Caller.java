package io.holdfast.process;

import io.holdfast.process.Reply.Answered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** A client that keeps to one node as long as that answers, and asks the next if it does not. One thread uses it. */
final class Caller {

    private static final Duration PAUSE = Duration.ofMillis(30);
    private static final int ACCEPTED = 202;

    private final List<String> nodes;

    /** @param number at which of the nodes it begins */
    Caller(List<String> nodes, int number) {
        this.nodes = new ArrayList<>(nodes);
        Collections.rotate(this.nodes, number);
    }

    /** What was answered, be it a place in a queue; nothing if no node knows for so long. */
    Optional<Answered> answered(Duration limit, Function<String, Reply> attempt) {
        long askedNanos = System.nanoTime();
        while (System.nanoTime() - askedNanos < limit.toNanos()) {
            if (attempt.apply(nodes.getFirst()) instanceof Answered answered) {
                return Optional.of(answered);
            }
            Collections.rotate(nodes, -1);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return Optional.empty();
    }

    /**
     * What was decided; nothing if that stayed unknown for so long. A wait is followed until it is over, however long it
     * takes, as long as some node tells that it goes on.
     */
    Optional<Answered> decided(Duration limit, Function<String, Reply> attempt) {
        long heardNanos = System.nanoTime();
        while (System.nanoTime() - heardNanos < limit.toNanos()) {
            var reply = attempt.apply(nodes.getFirst());
            if (reply instanceof Answered answered) {
                if (answered.status() != ACCEPTED) {
                    return Optional.of(answered);
                }
                heardNanos = System.nanoTime();
            } else {
                Collections.rotate(nodes, -1);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
        return Optional.empty();
    }
}
