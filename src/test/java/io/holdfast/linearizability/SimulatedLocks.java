package io.holdfast.linearizability;

import io.holdfast.linearizability.LockInput.Acquire;
import io.holdfast.linearizability.LockInput.Convert;
import io.holdfast.linearizability.LockInput.Inspect;
import io.holdfast.linearizability.LockInput.Release;
import io.holdfast.linearizability.LockOutput.Granted;
import io.holdfast.linearizability.LockOutput.Lost;
import io.holdfast.linearizability.LockOutput.Refused;
import io.holdfast.linearizability.LockOutput.Released;
import io.holdfast.linearizability.LockOutput.Seen;
import io.holdfast.linearizability.LockOutput.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;

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
    private final Set<String> used = new HashSet<>();
    private long nowNanos;
    private long order;
    private long lastToken;
    private int toInvoke;

    private record Event(long nanos, long order, Runnable action) {}

    /** A lock as it is, which no client can see. */
    private static final class Truth {
        private long token;
        private final Map<String, Share> holders = new LinkedHashMap<>();

        boolean admits(String owner, LockMode mode) {
            return holders.entrySet().stream()
                    .allMatch(holder -> holder.getKey().equals(owner)
                            || mode.agreesWith(holder.getValue().mode()));
        }

        Seen seen() {
            return holders.isEmpty()
                    ? Seen.free()
                    : new Seen(
                            holders.values().stream()
                                    .map(Share::mode)
                                    .max(LockMode::compareTo)
                                    .orElseThrow(),
                            token,
                            holders);
        }
    }

    /** What a client knows that it holds. */
    private record Held(String lock, String owner, long token, Share share) {}

    private static final class Client {
        private final int number;
        private final List<Held> holds = new ArrayList<>();

        Client(int number) {
            this.number = number;
        }

        void knows(String lock, String owner, long token, Share share) {
            holds.removeIf(held -> held.lock().equals(lock) && held.owner().equals(owner));
            holds.add(new Held(lock, owner, token, share));
        }

        boolean is(String owner) {
            return owner.equals("c" + number) || owner.startsWith("c" + number + "-");
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
        var lock = operation.input().lock();
        switch (operation.input()) {
            case Acquire acquire
            when operation.output() instanceof Granted granted ->
                client.knows(lock, acquire.owner(), granted.token(), new Share(acquire.mode(), granted.holdCount()));
            case Convert convert
            when operation.output() instanceof Granted granted ->
                client.knows(lock, convert.owner(), granted.token(), new Share(convert.to(), granted.holdCount()));
            case Inspect _
            when operation.output() instanceof Seen seen ->
                seen.holders().forEach((owner, share) -> {
                    if (client.is(owner)) {
                        client.knows(lock, owner, seen.token(), share);
                    }
                });
            default -> {
                // Nothing is held by this that was not before.
            }
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
            int index = random.nextInt(client.holds.size());
            var held = client.holds.get(index);
            if (die < 4) {
                return new Convert(held.lock(), held.owner(), held.token(), mode());
            }
            client.holds.remove(index);
            return new Release(
                    held.lock(), held.owner(), held.token(), held.share().count() > 1);
        }
        if (random.nextInt(4) == 0) {
            return new Acquire(lock, "c" + client.number, LockMode.X, false);
        }
        return new Acquire(lock, "c" + client.number + "-" + order, mode(), isMostlySo());
    }

    private LockMode mode() {
        return switch (random.nextInt(4)) {
            case 0 -> LockMode.S;
            case 1 -> LockMode.U;
            default -> LockMode.X;
        };
    }

    private LockOutput apply(LockInput input) {
        var truth = truths.computeIfAbsent(input.lock(), _ -> new Truth());
        return switch (input) {
            case Acquire acquire -> acquire(truth, acquire);
            case Convert convert -> convert(truth, convert);
            case Release release -> release(truth, release);
            case Inspect _ -> truth.seen();
        };
    }

    /** A fleeting grant nobody heard of is taken back some time later, unless its owner saw and used it. */
    private void applyUnheard(LockInput input) {
        if (apply(input) instanceof Granted granted && input instanceof Acquire acquire && acquire.fleeting()) {
            var takenBack = new Release(acquire.lock(), acquire.owner(), granted.token(), true);
            events.add(new Event(nowNanos + FLEETING_NANOS, order++, () -> {
                if (!used.contains(acquire.owner())) {
                    apply(takenBack);
                }
            }));
        }
    }

    private boolean isMostlySo() {
        return random.nextInt(20) != 0;
    }

    private LockOutput acquire(Truth truth, Acquire acquire) {
        var mine = truth.holders.get(acquire.owner());
        if (mine == null
                ? !truth.admits(acquire.owner(), acquire.mode())
                : !mine.mode().covers(acquire.mode())) {
            return new Refused();
        }
        if (truth.holders.isEmpty()) {
            truth.token = nextToken();
        }
        var share = mine == null ? new Share(acquire.mode(), 1) : new Share(mine.mode(), mine.count() + 1);
        truth.holders.put(acquire.owner(), share);
        return new Granted(truth.token, share.count());
    }

    private LockOutput convert(Truth truth, Convert convert) {
        var mine = truth.holders.get(convert.owner());
        used.add(convert.owner());
        if (mine == null || truth.token != convert.token()) {
            return new Lost();
        }
        if (!truth.admits(convert.owner(), convert.to())) {
            return new Refused();
        }
        if (mine.mode() != convert.to() && (mine.mode() == LockMode.X || convert.to() == LockMode.X)) {
            truth.token = nextToken();
        }
        truth.holders.put(convert.owner(), new Share(convert.to(), mine.count()));
        return new Granted(truth.token, mine.count());
    }

    private long nextToken() {
        return lastToken += 1 + random.nextInt(3);
    }

    private LockOutput release(Truth truth, Release release) {
        var mine = truth.holders.get(release.owner());
        used.add(release.owner());
        if (mine == null || truth.token != release.token()) {
            return new Lost();
        }
        int left = release.all() ? 0 : mine.count() - 1;
        if (left == 0) {
            truth.holders.remove(release.owner());
        } else {
            truth.holders.put(release.owner(), new Share(mine.mode(), left));
        }
        return new Released(left);
    }
}
