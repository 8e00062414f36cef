package io.holdfast.process;

import io.holdfast.process.Answer.Unavailable;
import io.holdfast.process.Answer.Unknown;
import io.holdfast.process.Answer.Waiting;
import io.holdfast.process.Reply.Answered;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * How a careful client goes on after an answer that decides nothing: it sends the same request under the same key to the
 * next node, until one answers or its time is over.
 */
final class Persistence {

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration SESSION_LIMIT = Duration.ofSeconds(60);

    private Persistence() {}

    /**
     * The first answer that decides something. If the time is over before one comes, it is unknown if any of the attempts
     * may have had an effect, and unavailable if none can have had one.
     */
    static Answer decided(List<String> nodes, Duration limit, Function<String, Answer> attempt) {
        return decided(nodes, limit, true, attempt);
    }

    /** As above, but gives up at once as long as it is certain that nothing has happened. */
    static Answer decidedIfBegun(List<String> nodes, Duration limit, Function<String, Answer> attempt) {
        return decided(nodes, limit, false, attempt);
    }

    /** The id of a session that was surely opened. */
    static String opened(LocksApi locks, List<String> nodes, String name, Duration ttl) {
        var key = name.substring(0, Math.min(name.length(), 60)) + "-" + System.nanoTime();
        var turn = new AtomicInteger();
        var reply = Await.until(
                SESSION_LIMIT,
                "a session for " + name,
                () -> locks.open(nodes.get(turn.getAndIncrement() % nodes.size()), name, ttl, key),
                answer -> answer instanceof Answered answered && answered.status() == 201);
        return ((Answered) reply).body().path("session").asString();
    }

    private static Answer decided(
            List<String> nodes, Duration limit, boolean untilBegun, Function<String, Answer> attempt) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        Answer doubt = null;
        for (int turn = 0; ; turn++) {
            var answer = attempt.apply(nodes.get(turn % nodes.size()));
            switch (answer) {
                case Unknown _, Waiting _ -> doubt = answer;
                case Unavailable _ -> {
                    if (!untilBegun && doubt == null) {
                        return answer;
                    }
                }
                default -> {
                    return answer;
                }
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                return doubt == null ? answer : new Unknown("undecided after " + limit + ": " + doubt);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
