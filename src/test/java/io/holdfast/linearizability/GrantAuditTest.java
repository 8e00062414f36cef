package io.holdfast.linearizability;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.linearizability.GrantAudit.Part;
import io.holdfast.linearizability.GrantAudit.Stay;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Simulated clients take pairs of simulated locks, of which some have a fault. */
class GrantAuditTest {

    private static final int SEEDS = 30;
    private static final int TURNS = 600;
    private static final int CLIENTS = 8;
    private static final List<String> LOCKS = List.of("a", "b", "c", "d");

    private enum Fault {
        GRANTS_ONE_OF_TWO,
        TAKES_ONE_AFTER_THE_OTHER,
        LETS_UPDATERS_MEET,
        KEEPS_THE_TOKEN,
        TURNS_TOKENS_BACK,
        FORGETS_ONE_IN_A_RELEASE
    }

    @Test
    void locksThatKeepTheRulesPass() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var audit = simulate(seed, null);
            assertThat(audit.findings()).as("seed %d", seed).isEmpty();
            assertThat(audit.grants()).isGreaterThan(100);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void eachFaultIsFound(Fault fault) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertThat(simulate(seed, fault).findings()).as("seed %d", seed).isNotEmpty();
        }
    }

    private static final class Lock {
        private long token;
        private final Map<Integer, LockMode> holders = new LinkedHashMap<>();
    }

    private record Holding(Map<String, LockMode> modes, Stay stay) {}

    private static GrantAudit simulate(long seed, @Nullable Fault fault) {
        var random = new SplittableRandom(seed);
        var audit = new GrantAudit();
        var locks = new LinkedHashMap<String, Lock>();
        LOCKS.forEach(name -> locks.put(name, new Lock()));
        var holding = new LinkedHashMap<Integer, Holding>();
        long token = 1_000;
        for (int turn = 0; turn < TURNS; turn++) {
            int client = random.nextInt(CLIENTS);
            var mine = holding.remove(client);
            if (mine != null) {
                mine.stay().close();
                release(locks, client, fault, turn);
                continue;
            }
            var asked = pair(random);
            token += fault == Fault.TURNS_TOKENS_BACK ? -1 : 1;
            if (!isFree(locks, asked, client, fault)) {
                if (fault == Fault.TAKES_ONE_AFTER_THE_OTHER) {
                    var first = locks.get(asked.keySet().iterator().next());
                    boolean got = first.holders.isEmpty();
                    if (got) {
                        audit.looked("c" + client, 2, 1);
                    }
                }
                continue;
            }
            holding.put(client, new Holding(asked, grant(audit, locks, client, asked, token, fault)));
            audit.looked("c" + client, 2, 2);
        }
        holding.forEach((client, mine) -> {
            mine.stay().close();
            release(locks, client, fault, 0);
        });
        locks.forEach((name, lock) -> audit.left(name, lock.holders.isEmpty()));
        return audit;
    }

    private static Map<String, LockMode> pair(SplittableRandom random) {
        var names = new ArrayList<>(LOCKS);
        var asked = new LinkedHashMap<String, LockMode>();
        for (int i = 0; i < 2; i++) {
            asked.put(names.remove(random.nextInt(names.size())), LockMode.values()[random.nextInt(3)]);
        }
        return asked;
    }

    private static boolean isFree(
            Map<String, Lock> locks, Map<String, LockMode> asked, int client, @Nullable Fault fault) {
        return asked.entrySet().stream()
                .allMatch(want -> locks.get(want.getKey()).holders.entrySet().stream()
                        .allMatch(holder -> holder.getKey() == client
                                || want.getValue().agreesWith(holder.getValue())
                                || (fault == Fault.LETS_UPDATERS_MEET
                                        && want.getValue() == LockMode.U
                                        && holder.getValue() == LockMode.U)));
    }

    private static Stay grant(
            GrantAudit audit,
            Map<String, Lock> locks,
            int client,
            Map<String, LockMode> asked,
            long token,
            @Nullable Fault fault) {
        var told = new LinkedHashMap<String, Part>();
        asked.forEach((name, mode) -> {
            var lock = locks.get(name);
            if (lock.holders.isEmpty() && (fault != Fault.KEEPS_THE_TOKEN || lock.token == 0)) {
                lock.token = token;
            }
            if (told.isEmpty() || fault != Fault.GRANTS_ONE_OF_TWO) {
                lock.holders.put(client, mode);
                told.put(name, new Part(mode, lock.token));
            }
        });
        var stay = audit.granted("c" + client, asked, told);
        stay.write();
        return stay;
    }

    private static void release(Map<String, Lock> locks, int client, @Nullable Fault fault, int turn) {
        boolean forgets = fault == Fault.FORGETS_ONE_IN_A_RELEASE && turn > TURNS / 2;
        for (var lock : locks.values()) {
            if (lock.holders.containsKey(client) && forgets) {
                forgets = false;
            } else {
                lock.holders.remove(client);
            }
        }
    }
}
