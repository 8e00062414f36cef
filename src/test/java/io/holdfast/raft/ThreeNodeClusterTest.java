package io.holdfast.raft;

import static io.holdfast.lock.LockPrimitive.LOCKS;
import static io.holdfast.session.SessionPrimitive.SESSIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.NotLeaderException;
import io.holdfast.cluster.OutcomeUnknownException;
import io.holdfast.cluster.PeerView;
import io.holdfast.core.Command;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.core.SessionId;
import io.holdfast.lock.FencingToken;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockName;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockResult.Waiting;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Owner;
import io.holdfast.lock.TicketState;
import io.holdfast.session.SessionCommand.OpenSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreeNodeClusterTest {

    private static final SessionId ALICE = new SessionId(1, 1);
    private static final SessionId BOB = new SessionId(2, 2);
    private static final LockName PRINTER = new LockName("printer");
    private static final int HANDOVERS = 6;

    @TempDir
    private Path data;

    private long keys;

    @Test
    void aLockAndItsTokenSurviveTheirLeader() throws IOException {
        try (var cluster = new LocalCluster(data, 3).startAll()) {
            open(cluster.leader(), ALICE);
            var granted = (Granted) submit(cluster.leader(), acquire(ALICE, 0));
            var first = cluster.awaitLeader();

            cluster.stop(first);

            assertThat(holderToken(cluster.leader())).isEqualTo(granted.token());
            assertThat(((Granted) submit(cluster.leader(), acquire(ALICE, 0))).holdCount())
                    .isEqualTo(2);

            var back = cluster.start(first);
            cluster.awaitReady(first);
            assertThat(holderToken(back)).isEqualTo(granted.token());
        }
    }

    @Test
    void everyNodeReadsWhatTheLeaderAcknowledged() throws IOException {
        try (var cluster = new LocalCluster(data, 3).startAll()) {
            open(cluster.leader(), ALICE);
            for (int round = 0; round < 50; round++) {
                var token = ((Granted) submit(cluster.leader(), acquire(ALICE, 0))).token();
                for (var follower : cluster.followers()) {
                    assertThat(holderToken(cluster.node(follower))).isEqualTo(token);
                }
                submit(cluster.leader(), new Release(PRINTER, ALICE, null, token, 1));
            }
        }
    }

    @Test
    void aFollowerSendsChangesToTheLeader() throws IOException {
        try (var cluster = new LocalCluster(data, 3).startAll()) {
            var leader = cluster.awaitLeader();
            var follower = cluster.node(cluster.followers().getFirst());

            assertThatThrownBy(() -> open(follower, ALICE))
                    .isInstanceOfSatisfying(
                            NotLeaderException.class,
                            e -> assertThat(e.leader().node()).isEqualTo(leader));
        }
    }

    /** Whoever believed it would bring the request back to this node at once, or tell its client to give up. */
    @Test
    void aLeaderThatRefusesRequestsBecauseItHandsTheLeadOverDoesNotSayThatItLeads() throws Exception {
        try (var cluster = new LocalCluster(data, 3).startAll()) {
            open(cluster.leader(), ALICE);
            var refused = new AtomicInteger();
            var refusedByLeaders = new AtomicInteger();
            var rounds = new AtomicInteger();
            var clients = new ArrayList<Thread>();
            for (int client = 0; client < 8; client++) {
                var session = new SessionId(100 + client, 1);
                clients.add(Thread.ofVirtual().start(() -> {
                    for (long number = 0; rounds.get() < HANDOVERS; number++) {
                        for (var name : cluster.running()) {
                            var node = cluster.node(name);
                            var key = new RequestKey("", session.high() + "-" + name + "-" + number);
                            int round = rounds.get();
                            boolean led = node.leads();
                            try {
                                node.submit(new Request(key, 1, null, new OpenSession(session, "s", 60_000, Map.of())));
                            } catch (NoLeaderException | NotLeaderException _) {
                                refused.incrementAndGet();
                                refusedByLeaders.addAndGet(led && node.leads() && round == rounds.get() ? 1 : 0);
                            } catch (OutcomeUnknownException _) {
                                // in the log of the one that led before
                            }
                        }
                    }
                }));
            }
            while (rounds.get() < HANDOVERS) {
                var next = cluster.followers().getFirst();
                cluster.participation(cluster.awaitLeader()).groups().getFirst().handOver(next, 5_000);
                rounds.incrementAndGet();
            }
            for (var client : clients) {
                client.join();
            }

            assertThat(refused).hasPositiveValue();
            assertThat(refusedByLeaders).hasValue(0);
        }
    }

    @Test
    void everyNodeTellsHowMuchOfTheLogItHas() throws IOException {
        try (var cluster = new LocalCluster(data, 3).startAll()) {
            open(cluster.leader(), ALICE);
            long committed = cluster.leader().view().coordination().commitIndex();

            for (var name : cluster.followers()) {
                var follower = cluster.node(name);
                LocalCluster.await(
                        () -> ownMatchIndex(follower, name) >= committed,
                        () -> "not yet " + committed + ": " + follower.view());
            }
        }
    }

    /** -1 also while the node does not know of itself yet, as it has not heard who belongs to the group. */
    private static long ownMatchIndex(Consensus node, String name) {
        return node.view().coordination().peers().stream()
                .filter(peer -> peer.member().node().equals(name))
                .mapToLong(PeerView::matchIndex)
                .findFirst()
                .orElse(-1);
    }

    @Test
    void aWaiterOnAFollowerHearsOfItsTurn() throws Exception {
        try (var cluster = new LocalCluster(data, 3).startAll()) {
            open(cluster.leader(), ALICE);
            open(cluster.leader(), BOB);
            var token = ((Granted) submit(cluster.leader(), acquire(ALICE, 0))).token();
            var ticket = ((Waiting) submit(cluster.leader(), acquire(BOB, 60_000))).ticket();
            var follower = cluster.node(cluster.followers().getFirst());

            // Not on the common pool: Ratis replicates with its help, and it may have one thread only.
            var turn = CompletableFuture.supplyAsync(
                    () -> follower.await(
                            LOCKS,
                            (locks, now) -> locks.queries().ticket(ticket),
                            view -> view != null && view.state() == TicketState.GRANTED,
                            ticket,
                            Duration.ofSeconds(20)),
                    Thread::startVirtualThread);
            submit(cluster.leader(), new Release(PRINTER, ALICE, null, token, 1));

            assertThat(turn.get().hold().token().value()).isGreaterThan(token.value());
        }
    }

    @Test
    void aNodeThatLostItsDiskComesBackUnderANewNameOnAnIdleCluster() throws IOException {
        try (var cluster = new LocalCluster(data, 3).startAll()) {
            open(cluster.leader(), ALICE);
            var token = ((Granted) submit(cluster.leader(), acquire(ALICE, 0))).token();
            var victim = cluster.followers().getFirst();
            cluster.stop(victim);
            cluster.wipe(victim);

            var back = cluster.start(victim);

            LocalCluster.await(
                    () -> back.view().coordination().ready()
                            && back.view().coordination().peers().size() == 3,
                    () -> back.view().toString());
            assertThat(back.view().coordination().peer()).matches(victim + "\\.[0-9a-f]{8}");
            assertThat(holderToken(back)).isEqualTo(token);
            assertThat(cluster.leader().view().coordination().peers())
                    .noneMatch(peer -> peer.member().peer().equals(victim));
        }
    }

    @Test
    void aFollowerThatFellFarBehindCatchesUpBySnapshot() throws IOException {
        try (var cluster = new LocalCluster(data, 3).startAll()) {
            open(cluster.leader(), ALICE);
            var victim = cluster.followers().getFirst();
            cluster.stop(victim);
            FencingToken token = new FencingToken(0);
            for (int i = 0; i < 700; i++) {
                token = ((Granted) submit(cluster.leader(), acquire(ALICE, 0))).token();
                submit(cluster.leader(), new Release(PRINTER, ALICE, null, token, 1));
            }
            var last = ((Granted) submit(cluster.leader(), acquire(ALICE, 0))).token();

            var back = cluster.start(victim);

            cluster.awaitReady(victim);
            assertThat(holderToken(back)).isEqualTo(last);
            assertThat(back.view().coordination().sequence())
                    .isEqualTo(cluster.leader().view().coordination().sequence());
        }
    }

    @Test
    void aClusterOfOneNeedsNobody() throws IOException {
        try (var cluster = new LocalCluster(data, 1).startAll()) {
            open(cluster.leader(), ALICE);
            var token = ((Granted) submit(cluster.leader(), acquire(ALICE, 0))).token();
            cluster.stop("n1");
            cluster.start("n1");

            assertThat(holderToken(cluster.leader())).isEqualTo(token);
        }
    }

    @Test
    void aSilentSessionExpiresAndItsLockIsFree() throws IOException {
        try (var cluster = new LocalCluster(data, 1).startAll()) {
            submit(cluster.leader(), new OpenSession(ALICE, "alice", 2_000, Map.of()));
            submit(cluster.leader(), acquire(ALICE, 0));
            var node = cluster.leader();

            LocalCluster.await(
                    () -> node.readLocal(SESSIONS, (sessions, now) -> sessions.count()) == 0,
                    () -> node.view().toString());

            assertThat(node.read(LOCKS, (locks, now) -> locks.queries().inspect(PRINTER))
                            .isFree())
                    .isTrue();
            assertThat(node.keepAlive(ALICE)).isEmpty();
        }
    }

    private static FencingToken holderToken(Consensus node) {
        return node.read(LOCKS, (locks, now) -> locks.queries().inspect(PRINTER))
                .holders()
                .getFirst()
                .token();
    }

    private void open(Consensus node, SessionId session) {
        submit(node, new OpenSession(session, "s", 3_600_000, Map.of()));
    }

    private static Acquire acquire(SessionId session, long waitMillis) {
        return new Acquire(PRINTER, new Owner(session, ""), Mode.X, waitMillis, 0);
    }

    private Object submit(Consensus node, Command command) {
        var key = new RequestKey("", "k" + keys++);
        return node.submit(new Request(key, 1, null, command)).result();
    }
}
