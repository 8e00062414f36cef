package io.holdfast.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Simulated clients take two of four simulated locks one after the other, and some do not see deadlocks. */
class ProgressAuditTest {

    private static final int SEEDS = 30;
    private static final int CLIENTS = 6;
    private static final int LOCKS = 4;
    private static final int TURNS = 5_000;
    private static final int WAIT_TURNS = 1_000;
    private static final int ROUNDS_MIN = 20;

    private enum Detection {
        RIGHT,
        NONE,
        /** Gives a wait up that closes no cycle. */
        JUMPY,
        /** One client is never granted what it waits for. */
        UNFAIR
    }

    @Test
    void deadlocksThatAreFoundLetEverybodyGetOn() {
        int deadlocks = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            var audit = simulate(seed, Detection.RIGHT);
            assertThat(audit.findings(ROUNDS_MIN)).as("seed %d", seed).isEmpty();
            deadlocks += audit.deadlocks();
        }
        assertThat(deadlocks).isGreaterThan(SEEDS);
    }

    @Test
    void aDeadlockThatIsNotFoundIsAWaitInVain() {
        assertEachFound(Detection.NONE, "in vain");
    }

    @Test
    void aFalseAlarmIsFound() {
        assertEachFound(Detection.JUMPY, "held nothing");
    }

    @Test
    void whoStarvesIsFound() {
        assertEachFound(Detection.UNFAIR, "c0 ");
    }

    private static void assertEachFound(Detection detection, String finding) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertThat(simulate(seed, detection).findings(ROUNDS_MIN))
                    .as("seed %d", seed)
                    .anyMatch(found -> found.contains(finding));
        }
    }

    private static final class Client {
        private final List<Integer> wanted = new ArrayList<>();
        private int held;
        private int since = -1;

        private @Nullable Integer waitsFor() {
            return since < 0 ? null : wanted.get(held);
        }
    }

    private static ProgressAudit simulate(long seed, Detection detection) {
        return new Simulation(seed, detection).run();
    }

    private static final class Simulation {
        private final SplittableRandom random;
        private final Detection detection;
        private final ProgressAudit audit = new ProgressAudit(
                IntStream.range(0, CLIENTS).mapToObj(number -> "c" + number).toList());
        private final List<Client> clients = new ArrayList<>();
        private final int[] holder = new int[LOCKS];
        private final List<Deque<Integer>> queues = new ArrayList<>();

        Simulation(long seed, Detection detection) {
            this.random = new SplittableRandom(seed);
            this.detection = detection;
            for (int lock = 0; lock < LOCKS; lock++) {
                holder[lock] = -1;
                queues.add(new ArrayDeque<>());
            }
            for (int number = 0; number < CLIENTS; number++) {
                clients.add(new Client());
            }
        }

        ProgressAudit run() {
            for (int turn = 0; turn < TURNS; turn++) {
                step(random.nextInt(CLIENTS), turn);
            }
            return audit;
        }

        private void step(int number, int turn) {
            var client = clients.get(number);
            if (client.since >= 0) {
                look(number, client, turn);
            } else if (client.held == 2) {
                audit.completed("c" + number);
                releaseAll(client);
            } else {
                ask(number, client, turn);
            }
        }

        private void look(int number, Client client, int turn) {
            int lock = client.wanted.get(client.held);
            var waited = Duration.ofMillis(turn - client.since);
            boolean passedOver = detection == Detection.UNFAIR && number == 0 && client.held == 1;
            if (holder[lock] < 0 && queues.get(lock).peek() == number && !passedOver) {
                queues.get(lock).remove();
                take(number, client, lock);
                audit.granted(waited);
            } else if (turn - client.since > WAIT_TURNS) {
                audit.timedOut("c" + number, "lock " + lock, waited);
                giveUp(number, client);
            }
        }

        private void ask(int number, Client client, int turn) {
            if (client.held == 0) {
                client.wanted.clear();
                int first = random.nextInt(LOCKS);
                client.wanted.addAll(List.of(first, (first + 1 + random.nextInt(LOCKS - 1)) % LOCKS));
            }
            int lock = client.wanted.get(client.held);
            if (holder[lock] < 0 && queues.get(lock).isEmpty()) {
                take(number, client, lock);
                return;
            }
            client.since = turn;
            queues.get(lock).add(number);
            boolean closes = detection != Detection.NONE && closesACycle(number);
            if (closes || (detection == Detection.JUMPY && random.nextInt(5) == 0)) {
                audit.gaveUp("c" + number, Duration.ZERO, client.held > 0);
                giveUp(number, client);
            }
        }

        private void take(int number, Client client, int lock) {
            holder[lock] = number;
            client.held++;
            client.since = -1;
        }

        private void giveUp(int number, Client client) {
            queues.get(client.wanted.get(client.held)).remove(number);
            releaseAll(client);
        }

        private void releaseAll(Client client) {
            for (int i = 0; i < client.held; i++) {
                holder[client.wanted.get(i)] = -1;
            }
            client.held = 0;
            client.since = -1;
        }

        private boolean closesACycle(int start) {
            var seen = new boolean[CLIENTS];
            var next = new ArrayDeque<>(List.of(start));
            while (!next.isEmpty()) {
                int number = next.remove();
                var lock = clients.get(number).waitsFor();
                if (lock == null) {
                    continue;
                }
                var ahead = new ArrayList<Integer>();
                if (holder[lock] >= 0) {
                    ahead.add(holder[lock]);
                }
                for (int other : queues.get(lock)) {
                    if (other == number) {
                        break;
                    }
                    ahead.add(other);
                }
                for (int other : ahead) {
                    if (other == start) {
                        return true;
                    }
                    if (!seen[other]) {
                        seen[other] = true;
                        next.add(other);
                    }
                }
            }
            return false;
        }
    }
}
