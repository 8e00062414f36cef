package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.linearizability.LockMode;
import io.holdfast.linearizability.LockOutput;
import io.holdfast.process.Answer.Granted;
import io.holdfast.process.Answer.Seen;
import io.holdfast.process.LocksApi.AcquireRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Locks that one owner has been granted and keeps: they have to be there whatever happens to the nodes. */
final class Holdings {

    private static final Duration TTL = Duration.ofMinutes(30);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ProcessCluster cluster;
    private final List<String> nodes;
    private final LocksApi locks;
    private final String owner;
    private final String session;
    private final Map<String, Long> tokens = new TreeMap<>();

    Holdings(ProcessCluster cluster, LocksApi locks, String owner) {
        this(cluster, locks, owner, cluster.names());
    }

    /** @param nodes through which the locks are taken, as long as they run */
    Holdings(ProcessCluster cluster, LocksApi locks, String owner, List<String> nodes) {
        this.cluster = cluster;
        this.nodes = nodes;
        this.locks = locks;
        this.owner = owner;
        this.session = Persistence.opened(locks, reachable(), owner, TTL);
    }

    /** Takes so many more locks; returns once every grant is known. */
    void take(int count) {
        for (int i = 0; i < count; i++) {
            take("%s-%04d".formatted(owner, tokens.size()));
        }
    }

    private void take(String lock) {
        var request = new AcquireRequest(lock, session, owner, LockMode.X, Duration.ZERO, TTL);
        var key = session + "-" + tokens.size();
        List<String> asked = new ArrayList<>(reachable());
        Collections.rotate(asked, tokens.size());
        var answer = Persistence.decided(asked, LIMIT, node -> locks.acquire(node, request, key));
        assertThat(answer).as("%s takes %s", owner, lock).isInstanceOf(Granted.class);
        tokens.put(lock, ((Granted) answer).token());
    }

    /** All are held once by their owner, with the tokens of their grants, as linearizable reads at this node tell. */
    void assertAllToldBy(String node) {
        tokens.forEach((lock, token) -> {
            var told = Await.until(
                    LIMIT, node + " to tell of " + lock, () -> locks.inspect(node, lock), Seen.class::isInstance);
            assertThat(told)
                    .as("%s at %s", lock, node)
                    .isEqualTo(new Seen(LockOutput.Seen.held(LockMode.X, token, Map.of(owner, 1))));
        });
    }

    private List<String> reachable() {
        return nodes.stream()
                .filter(node -> cluster.isRunning(node) && !cluster.isPaused(node))
                .toList();
    }
}
