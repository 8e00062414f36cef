package io.holdfast.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Simulated clients take permits in virtual time; each request takes effect between its invocation and its answer. */
class PermitAuditTest {

    private static final int SEEDS = 30;
    private static final int SIZE = 6;
    private static final int CLIENTS = 8;
    private static final int REQUESTS = 1_500;

    private enum Fault {
        ONE_TOO_MANY,
        GIVES_BACK_TWICE,
        TOKEN_STANDS_STILL
    }

    @Test
    void aSemaphoreThatKeepsTheRulesPasses() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var audit = new Simulation(seed, null).run();
            assertThat(audit.findings()).as("seed %d", seed).isEmpty();
            assertThat(audit.most()).isEqualTo(SIZE);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void eachFaultIsFound(Fault fault) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertThat(new Simulation(seed, fault).run().findings())
                    .as("seed %d", seed)
                    .isNotEmpty();
        }
    }

    @Test
    void grantsThatOverlapMayHaveTheSameToken() {
        var audit = new PermitAudit(2);
        audit.granted("a", 1, 5, 0, 20);
        audit.granted("b", 1, 5, 10, 30);

        assertThat(audit.findings()).isEmpty();
    }

    private static final class Simulation {

        private record Event(long nanos, Runnable action) {}

        private final SplittableRandom random;
        private final @Nullable Fault fault;
        private final PermitAudit audit = new PermitAudit(SIZE);
        private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::nanos));
        private long now;
        private long token;
        private int out;
        private int requests;

        Simulation(long seed, @Nullable Fault fault) {
            this.random = new SplittableRandom(seed);
            this.fault = fault;
        }

        PermitAudit run() {
            for (int number = 0; number < CLIENTS; number++) {
                int client = number;
                later(() -> ask(client));
            }
            for (var event = events.poll(); event != null; event = events.poll()) {
                now = event.nanos();
                event.action().run();
            }
            return audit;
        }

        private void later(Runnable action) {
            events.add(new Event(now + 1 + random.nextInt(1_000), action));
        }

        private void ask(int client) {
            if (requests++ >= REQUESTS) {
                return;
            }
            long invoked = now;
            int permits = 1 + random.nextInt(3);
            later(() -> {
                int limit = fault == Fault.ONE_TOO_MANY ? SIZE + 1 : SIZE;
                if (out + permits > limit) {
                    later(() -> ask(client));
                    return;
                }
                out += permits;
                token += fault == Fault.TOKEN_STANDS_STILL && random.nextInt(5) == 0 ? 0 : 1;
                long granted = token;
                later(() -> use(client, permits, audit.granted("c" + client, permits, granted, invoked, now)));
            });
        }

        private void use(int client, int permits, PermitAudit.Grant grant) {
            List<Integer> parts = new ArrayList<>();
            if (permits > 1 && random.nextBoolean()) {
                parts.add(1);
            }
            parts.add(permits - parts.size());
            giveBack(client, parts, grant);
        }

        private void giveBack(int client, List<Integer> parts, PermitAudit.Grant grant) {
            if (parts.isEmpty()) {
                later(() -> ask(client));
                return;
            }
            later(() -> {
                int part = parts.removeFirst();
                grant.givesBack(part, now);
                later(() -> {
                    out -= part + (fault == Fault.GIVES_BACK_TWICE && random.nextInt(10) == 0 ? part : 0);
                    later(() -> giveBack(client, parts, grant));
                });
            });
        }
    }
}
