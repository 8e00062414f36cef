package io.holdfast.linearizability;

import io.holdfast.linearizability.LockInput.Acquire;
import io.holdfast.linearizability.LockInput.Inspect;
import io.holdfast.linearizability.LockInput.Release;
import io.holdfast.linearizability.LockOutput.Granted;
import io.holdfast.linearizability.LockOutput.Lost;
import io.holdfast.linearizability.LockOutput.Refused;
import io.holdfast.linearizability.LockOutput.Released;
import io.holdfast.linearizability.LockOutput.Seen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Clients that use perfect locks in virtual time: every request takes effect at one instant between its invocation and its
 * answer, and now and then the answer never comes. What they record is linearizable by construction.
 */
final class SimulatedLocks {

    private static final int STEP_NANOS_MAX = 1_000;
    private static final int FLEETING_NANOS = 20_000;
    private static final int UNKNOWN_PER_THOUSAND = 8;

    private final SplittableRandom random;
    private final List<String> locks;
    private final Map<String, Truth> truths = new LinkedHashMap<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::nanos).thenComparingLong(Event::order));
    private final List<Operation<LockInput, LockOutput>> history = new ArrayList<>();
    private long nowNanos;
    private long order;
    private long lastToken;
    private int toInvoke;

    private record Event(long nanos, long order, Runnable action) {}

    /** A lock as it is, which no client can see. */
    private static final class Truth {
        private @Nullable LockMode mode;
        private long token;
        private final Map<String, Integer> holders = new LinkedHashMap<>();
    }

    private static final class Client {
        private final int number;
        private final List<Release> holds = new ArrayList<>();

        Client(int number) {
            this.number = number;
        }
    }

    private SimulatedLocks(long seed, List<String> locks, int operations) {
        this.random = new SplittableRandom(seed);
        this.locks = locks;
        this.toInvoke = operations;
    }

    static List<Operation<LockInput, LockOutput>> history(long seed, int clients, List<String> locks, int operations) {
        var simulation = new SimulatedLocks(seed, locks, operations);
        for (int number = 0; number < clients; number++) {
            var client = new Client(number);
            simulation.later(() -> simulation.invoke(client));
        }
        simulation.run();
        return simulation.history;
    }

    private void run() {
        for (var event = events.poll(); event != null; event = events.poll()) {
            nowNanos = event.nanos();
            event.action().run();
        }
    }

    private void later(Runnable action) {
        events.add(new Event(nowNanos + 1 + random.nextInt(STEP_NANOS_MAX), order++, action));
    }

    private void invoke(Client client) {
        if (toInvoke-- <= 0) {
            return;
        }
        var input = choose(client);
        long invokedNanos = nowNanos;
        if (random.nextInt(1_000) < UNKNOWN_PER_THOUSAND) {
            history.add(Operation.unknown(client.number, input, invokedNanos));
            if (random.nextBoolean()) {
                later(() -> applyUnheard(input));
            }
            if (input instanceof Release release) {
                client.holds.add(release);
            }
            later(() -> invoke(client));
            return;
        }
        later(() -> {
            var output = apply(input);
            later(() -> answer(client, new Operation<>(client.number, input, output, invokedNanos, nowNanos)));
        });
    }

    private void answer(Client client, Operation<LockInput, LockOutput> operation) {
        history.add(operation);
        if (operation.input() instanceof Acquire acquire && operation.output() instanceof Granted granted) {
            client.holds.add(new Release(acquire.lock(), acquire.owner(), granted.token(), granted.holdCount() > 1));
        }
        later(() -> invoke(client));
    }

    private LockInput choose(Client client) {
        var lock = locks.get(random.nextInt(locks.size()));
        int die = random.nextInt(10);
        if (die < 2) {
            return new Inspect(lock);
        }
        if (!client.holds.isEmpty() && die < 7) {
            return client.holds.remove(random.nextInt(client.holds.size()));
        }
        if (random.nextInt(4) == 0) {
            return new Acquire(lock, "c" + client.number, LockMode.X, false);
        }
        var mode = random.nextBoolean() ? LockMode.X : LockMode.S;
        return new Acquire(lock, "c" + client.number + "-" + order, mode, isMostlySo());
    }

    private LockOutput apply(LockInput input) {
        var truth = truths.computeIfAbsent(input.lock(), _ -> new Truth());
        return switch (input) {
            case Acquire acquire -> acquire(truth, acquire);
            case Release release -> release(truth, release);
            case Inspect _ -> truth.holders.isEmpty() ? Seen.free() : new Seen(truth.mode, truth.token, truth.holders);
        };
    }

    /** A fleeting grant nobody heard of is taken back some time later. */
    private void applyUnheard(LockInput input) {
        if (apply(input) instanceof Granted granted && input instanceof Acquire acquire && acquire.fleeting()) {
            var takenBack = new Release(acquire.lock(), acquire.owner(), granted.token(), true);
            events.add(new Event(nowNanos + FLEETING_NANOS, order++, () -> apply(takenBack)));
        }
    }

    private boolean isMostlySo() {
        return random.nextInt(20) != 0;
    }

    private LockOutput acquire(Truth truth, Acquire acquire) {
        boolean again = truth.holders.containsKey(acquire.owner());
        boolean joins = truth.mode == LockMode.S && acquire.mode() == LockMode.S;
        if (truth.holders.isEmpty()) {
            truth.token = lastToken += 1 + random.nextInt(3);
            truth.mode = acquire.mode();
        } else if (again ? truth.mode != acquire.mode() : !joins) {
            return new Refused();
        }
        return new Granted(truth.token, truth.holders.merge(acquire.owner(), 1, Integer::sum));
    }

    private static LockOutput release(Truth truth, Release release) {
        var count = truth.holders.get(release.owner());
        if (count == null || truth.token != release.token()) {
            return new Lost();
        }
        int left = release.all() ? 0 : count - 1;
        if (left == 0) {
            truth.holders.remove(release.owner());
        } else {
            truth.holders.put(release.owner(), left);
        }
        return new Released(left);
    }
}
