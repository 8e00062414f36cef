package io.holdfast.process;

import io.holdfast.linearizability.FencedResource;
import io.holdfast.linearizability.History;
import io.holdfast.linearizability.LockInput;
import io.holdfast.linearizability.LockMode;
import io.holdfast.linearizability.LockOutput;
import io.holdfast.process.Answer.Deadlocked;
import io.holdfast.process.Answer.Granted;
import io.holdfast.process.Answer.Held;
import io.holdfast.process.Answer.Lost;
import io.holdfast.process.Answer.Refused;
import io.holdfast.process.Answer.Released;
import io.holdfast.process.Answer.Seen;
import io.holdfast.process.Answer.TimedOut;
import io.holdfast.process.Answer.Unavailable;
import io.holdfast.process.Answer.Unclaimed;
import io.holdfast.process.Answer.Unknown;
import io.holdfast.process.Answer.Waiting;
import io.holdfast.process.LocksApi.AcquireRequest;
import io.holdfast.process.LocksApi.ConvertRequest;
import io.holdfast.process.LocksApi.ReleaseRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client that takes locks, holds them in other modes, looks at them and gives them back, in an order that its seed decides, and writes down what
 * it asked and was told. What it holds when it is stopped it keeps.
 */
final class Contender implements Runnable {

    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final Duration PERSISTENCE = Duration.ofSeconds(60);
    private static final int THINK_MILLIS_MAX = 12;

    /** A client mostly keeps to its node, so that one which answers late keeps a part of the clients waiting, not all. */
    private static final int STRAYS_ONE_IN = 40;

    /** What all contenders of a run have in common. */
    record Arena(
            LocksApi locks,
            List<String> nodes,
            List<String> names,
            History<LockInput, LockOutput> history,
            FencedResource resource,
            Queue<String> surprises,
            AtomicBoolean stopping) {}

    private record Hold(String lock, LockMode mode, long token) {}

    private final Arena arena;
    private final int number;
    private final String owner;
    private final String session;
    private final SplittableRandom random;
    private final Set<String> inDoubt = new HashSet<>();
    private int requests;

    Contender(Arena arena, int number, String session, SplittableRandom random) {
        this.arena = arena;
        this.number = number;
        this.owner = "c" + number;
        this.session = session;
        this.random = random;
    }

    @Override
    public void run() {
        while (!arena.stopping().get()) {
            var lock = arena.names().get(random.nextInt(arena.names().size()));
            if (random.nextInt(4) == 0) {
                inspect(lock);
            } else if (!inDoubt.contains(lock)) {
                contendFor(lock);
            }
            LockSupport.parkNanos(random.nextLong(THINK_MILLIS_MAX * 1_000_000L));
        }
    }

    private void contendFor(String lock) {
        var mode = mode();
        if (!(acquire(lock, mode, patience()) instanceof Granted granted)) {
            return;
        }
        var hold = new Hold(lock, mode, granted.token());
        boolean again = random.nextInt(4) == 0;
        if (!used(hold, again)) {
            return;
        }
        for (int turns = random.nextInt(3); turns > 0; turns--) {
            hold = converted(hold, mode());
            if (hold == null || !used(hold, false)) {
                return;
            }
        }
        if (again && random.nextBoolean()) {
            release(lock, hold.token(), false);
        }
        release(lock, hold.token(), true);
    }

    private LockMode mode() {
        return switch (random.nextInt(4)) {
            case 0 -> LockMode.S;
            case 1 -> LockMode.U;
            default -> LockMode.X;
        };
    }

    private Duration patience() {
        return random.nextInt(5) == 0 ? PATIENCE : Duration.ZERO;
    }

    /** Whether to go on. */
    private boolean used(Hold hold, boolean again) {
        try (var tenure = arena.resource().enter(hold.lock(), owner, hold.token(), hold.mode())) {
            tenure.write();
            if (random.nextInt(4) == 0) {
                inspect(hold.lock());
            }
            if (again) {
                acquire(hold.lock(), random.nextBoolean() ? hold.mode() : LockMode.S, Duration.ZERO);
            }
            return !arena.stopping().get();
        }
    }

    /** The hold after it was asked to be in another mode; null if nobody knows what it is then. */
    private @Nullable Hold converted(Hold hold, LockMode to) {
        var weaker = hold.mode().covers(to) ? to : hold.mode();
        try (var _ = arena.resource().enter(hold.lock(), owner, hold.token(), weaker)) {
            return switch (convert(hold, to)) {
                case Granted granted -> new Hold(hold.lock(), to, granted.token());
                case Held _, TimedOut _, Deadlocked _, Unavailable _ -> hold;
                default -> null;
            };
        }
    }

    private Answer acquire(String lock, LockMode mode, Duration patience) {
        var request = new AcquireRequest(lock, session, owner, mode, patience, TTL);
        var key = nextKey();
        var input = new LockInput.Acquire(lock, owner, mode, !patience.isZero());
        return note(input, node -> arena.locks().acquire(node, request, key));
    }

    private Answer convert(Hold hold, LockMode to) {
        var request = new ConvertRequest(hold.lock(), session, owner, hold.token(), to, patience());
        var key = nextKey();
        var input = new LockInput.Convert(hold.lock(), owner, hold.token(), to);
        return note(input, node -> arena.locks().convert(node, request, key));
    }

    private void release(String lock, long token, boolean all) {
        var request = new ReleaseRequest(lock, session, owner, token, all);
        var key = nextKey();
        var input = new LockInput.Release(lock, owner, token, all);
        note(input, node -> arena.locks().release(node, request, key));
    }

    private void inspect(String lock) {
        note(new LockInput.Inspect(lock), node -> arena.locks().inspect(node, lock));
    }

    private Answer note(LockInput input, Function<String, Answer> attempt) {
        List<String> nodes = new ArrayList<>(arena.nodes());
        Collections.rotate(nodes, random.nextInt(STRAYS_ONE_IN) == 0 ? random.nextInt(nodes.size()) : number);
        var invocation = arena.history().invoke(number, input);
        var answer = input instanceof LockInput.Release
                ? Persistence.decided(nodes, PERSISTENCE, attempt)
                : Persistence.decidedIfBegun(nodes, PERSISTENCE, attempt);
        switch (answer) {
            case Granted granted -> invocation.completed(new LockOutput.Granted(granted.token(), granted.holdCount()));
            case Held _, TimedOut _, Deadlocked _ -> invocation.completed(new LockOutput.Refused());
            case Released released -> invocation.completed(new LockOutput.Released(released.holdCount()));
            case Lost _ -> invocation.completed(new LockOutput.Lost());
            case Seen seen -> invocation.completed(seen.seen());
            case Unavailable _ -> invocation.withdrawn();
            case Unknown _, Waiting _ -> inDoubt.add(input.lock());
            case Unclaimed _ -> {
                // It was granted and is gone: two moments, which an operation that stays open may have.
            }
            case Refused refused -> arena.surprises().add(owner + ": " + input + " -> " + refused);
        }
        return answer;
    }

    private String nextKey() {
        return "%s-%s-%d".formatted(session, owner, ++requests);
    }
}
