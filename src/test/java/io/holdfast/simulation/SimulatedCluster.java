package io.holdfast.simulation;

import io.holdfast.core.Declined.KeyReused;
import io.holdfast.core.Request;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.replica.Step;
import io.holdfast.simulation.SimulatedLeader.Call;
import io.holdfast.simulation.invariant.AnswersNeverChange;
import io.holdfast.simulation.invariant.ImplicitSessionsStandForSomething;
import io.holdfast.simulation.invariant.Invariant;
import io.holdfast.simulation.invariant.KeptAliveStaysAlive;
import io.holdfast.simulation.invariant.NoConflictingHolders;
import io.holdfast.simulation.invariant.NobodyIsOvertaken;
import io.holdfast.simulation.invariant.NothingIsOverdue;
import io.holdfast.simulation.invariant.OneLeadsAtATime;
import io.holdfast.simulation.invariant.OnlyTheLivingHoldOrWait;
import io.holdfast.simulation.invariant.OwnersWaitOnce;
import io.holdfast.simulation.invariant.PermitsAreNotExceeded;
import io.holdfast.simulation.invariant.PermitsGoByTurns;
import io.holdfast.simulation.invariant.RepetitionsChangeNothing;
import io.holdfast.simulation.invariant.ReplicasAgree;
import io.holdfast.simulation.invariant.Seen;
import io.holdfast.simulation.invariant.TicksActOnSomething;
import io.holdfast.simulation.invariant.TimeNeverRunsBack;
import io.holdfast.simulation.invariant.TokensOnlyGrow;
import io.holdfast.simulation.invariant.VersionsGrow;
import io.holdfast.testing.Seeded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, their log, their clients and the time, turn by turn. What the turns do not say is drawn from their dice, so that a
 * run is repeated by its turns alone. Every promise is checked after every entry that anybody applies.
 */
final class SimulatedCluster {

    private static final int CLIENTS = 6;
    private static final int REST_SECONDS = 120;

    private final Build build;
    private final FaultPlan faults;
    private final Tally tally;
    private final ReplicasAgree replicasAgree;
    private final List<Invariant> promises = new ArrayList<>(List.of(
            new NoConflictingHolders(),
            new TokensOnlyGrow(),
            new NobodyIsOvertaken(),
            new OwnersWaitOnce(),
            new PermitsAreNotExceeded(),
            new PermitsGoByTurns(),
            new OneLeadsAtATime(),
            new VersionsGrow(),
            new OnlyTheLivingHoldOrWait(),
            new ImplicitSessionsStandForSomething(),
            new NothingIsOverdue(),
            new TimeNeverRunsBack(),
            new TicksActOnSomething(),
            new RepetitionsChangeNothing(),
            new AnswersNeverChange(),
            new KeptAliveStaysAlive()));
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final SimulatedLog log = new SimulatedLog();
    private @Nullable SimulatedLeader leader;
    private long now;
    private long minted;
    private int happened;

    private SimulatedCluster(int size, FaultPlan faults, Build build, Tally tally) {
        this.tally = tally;
        this.replicasAgree = new ReplicasAgree(build.image());
        promises.add(replicasAgree);
        promises.add(tally);
        this.build = build;
        this.faults = faults;
        for (int i = 0; i < size; i++) {
            nodes.add(new SimulatedNode(build));
        }
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new SimulatedClient("client-" + i, this::mint));
        }
    }

    /** Plays the turns, then lets everything come to rest. */
    static void run(Schedule schedule, List<Turn> turns, Build build) {
        run(schedule, turns, build, new Tally());
    }

    static void run(Schedule schedule, List<Turn> turns, Build build, Tally tally) {
        var cluster = new SimulatedCluster(schedule.nodes(), schedule.faults(), build, tally);
        turns.forEach(cluster::turn);
        cluster.comeToRest();
    }

    /** Ids that are in no order of time. */
    private SessionId mint() {
        minted++;
        return new SessionId(minted * 0x9e3779b97f4a7c15L, minted);
    }

    private void turn(Turn turn) {
        now += turn.millis();
        var dice = new Seeded(turn.dice());
        act(turn.act(), dice);
        if (leader == null) {
            elect(dice.below(nodes.size()), dice.below(3));
        }
        if (leader != null && leader.isReady(now)) {
            leader.look(now);
            leader.propose(log, build.wire(), now);
        }
        if (isMajorityUp() && !dice.percent(faults.hold())) {
            log.commit(1 + dice.below(4));
        }
        for (var node : nodes) {
            if (node.isUp() && !dice.percent(faults.lag())) {
                apply(node, 1 + dice.below(8), dice);
            }
        }
    }

    private void act(Act act, Seeded dice) {
        switch (act) {
            case Act.Ask(int client) -> send(client, dice);
            case Act.Repeat(int client) -> repeat(client, client(client).repeat(now));
            case Act.Misuse(int client) -> repeat(client, client(client).misuse(now));
            case Act.KeepAlive(int client) -> keepAlive(client(client), dice);
            case Act.Elect(int node, int kept) -> elect(node, kept);
            case Act.Crash(int node) -> crash(node(node));
            case Act.Start(int node) -> start(node(node));
            case Act.TakeSnapshot(int node, boolean purge) -> takeSnapshot(node(node), purge);
            case Act.Skew(int node, long millis) -> node(node).skew(millis);
            case Act.Stall(long millis) -> now += millis;
        }
    }

    private SimulatedNode node(int number) {
        return nodes.get(number % nodes.size());
    }

    private SimulatedClient client(int number) {
        return clients.get(number % clients.size());
    }

    private void withLeader(Consumer<SimulatedLeader> action) {
        if (leader != null && leader.isReady(now)) {
            action.accept(leader);
        }
    }

    private void send(int client, Seeded dice) {
        withLeader(ready -> {
            var request = client(client).ask(dice, ready.node().questions(), now);
            if (request != null) {
                ready.accept(new Call(client(client), request));
            }
        });
    }

    private void repeat(int client, @Nullable Request request) {
        if (request != null) {
            withLeader(ready -> ready.accept(new Call(client(client), request)));
        }
    }

    /** The read barrier: whatever was committed before is applied before the answer. */
    private void keepAlive(SimulatedClient client, Seeded dice) {
        var session = client.session();
        withLeader(ready -> {
            if (session == null || !isMajorityUp()) {
                return;
            }
            apply(ready.node(), Integer.MAX_VALUE, dice);
            var until = ready.keepAlive(session, now);
            if (until != null) {
                promises.forEach(promise -> promise.promised(session, until));
            }
        });
    }

    private void elect(int node, int kept) {
        var candidate = node(node);
        if (candidate.isUp() && isMajorityUp()) {
            tally.count(log.hasPending() ? "election with entries at stake" : "election");
            log.keep(kept);
            leader = new SimulatedLeader(candidate, log.committed());
        }
    }

    private boolean isMajorityUp() {
        return nodes.stream().filter(SimulatedNode::isUp).count() * 2 > nodes.size();
    }

    private void crash(SimulatedNode node) {
        node.crash();
        if (leader != null && leader.node() == node) {
            leader = null;
        }
    }

    private void start(SimulatedNode node) {
        if (!node.isUp()) {
            node.start();
            tally.count("restart");
        }
    }

    private void takeSnapshot(SimulatedNode node, boolean purge) {
        if (node.isUp()) {
            node.takeSnapshot();
            if (purge) {
                log.purge(node.snapshotIndex());
            }
        }
    }

    private void apply(SimulatedNode node, int most, Seeded dice) {
        for (int left = most; left > 0 && node.applied() < log.committed(); left--) {
            int index = node.applied() + 1;
            if (log.isPurged(index)) {
                node.install(newestSnapshot());
                tally.count("snapshot installed");
                continue;
            }
            var before = node.replica().last();
            var step = node.apply(log.entry(index));
            if (index > happened) {
                happened = index;
                see(node, index, step, before);
            }
            promises.forEach(promise -> promise.applied(node.replica(), index, step));
            if (leader != null && leader.node() == node) {
                answer(leader, index, step, dice);
            }
        }
    }

    private SimulatedNode newestSnapshot() {
        return nodes.stream()
                .max(Comparator.comparingInt(SimulatedNode::snapshotIndex))
                .orElseThrow();
    }

    private void see(SimulatedNode node, int index, Step step, Stamp before) {
        var replica = node.replica();
        var seen = new Seen(
                index,
                now,
                log.entry(index),
                step,
                before,
                replica.last(),
                node.questions().scene(),
                replica.sessions().list("", null, Integer.MAX_VALUE));
        promises.forEach(promise -> promise.happened(seen));
    }

    private void answer(SimulatedLeader ready, int index, Step step, Seeded dice) {
        var calls = ready.applied(index, step);
        for (int place = 0; place < calls.size(); place++) {
            var call = calls.get(place);
            var outcome = step.outcomes().get(place);
            var session = call.request().command().session();
            boolean acted = !outcome.replayed() && !(outcome.result() instanceof KeyReused) && call.client() != null;
            if (acted && session != null && ready.node().replica().sessions().isAlive(session)) {
                long until = ready.acted(session, now);
                promises.forEach(promise -> promise.promised(session, until));
            }
            var key = call.request().key();
            if (call.client() != null && key != null && !dice.percent(faults.lostReplies())) {
                promises.forEach(promise -> promise.answered(key, outcome.result()));
                call.client().hear(key, outcome.result());
            }
        }
    }

    /** Everybody starts, clients are silent, clocks are right: all that anybody held must come free, and then all is quiet. */
    private void comeToRest() {
        nodes.forEach(node -> node.skew(0));
        nodes.forEach(this::start);
        elect(0, Integer.MAX_VALUE);
        var dice = new Seeded(0);
        var first = nodes.getFirst();
        for (int second = 0; second < REST_SECONDS; second++) {
            passASecond(dice);
        }
        int entries = log.committed();
        passASecond(dice);
        rest(log.committed() == entries, "an idle cluster appends entries");
        rest(
                first.replica().sessions().count() == 0,
                "sessions stay: " + first.replica().sessions().list("", null, 9));
        rest(first.replica().nextDeadline().isEmpty(), "deadlines stay");
        rest(
                first.questions().scene().isDeserted(),
                "something stays: " + first.questions().scene());
        replay(entries);
    }

    private void passASecond(Seeded dice) {
        now += 1_000;
        withLeader(ready -> {
            ready.look(now);
            ready.propose(log, build.wire(), now);
        });
        log.keep(Integer.MAX_VALUE);
        nodes.forEach(node -> apply(node, Integer.MAX_VALUE, dice));
    }

    /** Who lives through the whole log from its beginning is where everybody else is, snapshots or not. */
    private void replay(int index) {
        var fresh = build.newReplica();
        int at = 0;
        for (var entry : log.history()) {
            var step = fresh.apply(entry);
            replicasAgree.applied(fresh, ++at, step);
        }
        replicasAgree.agree(fresh, index);
        nodes.forEach(node -> replicasAgree.agree(node.replica(), index));
    }

    private static void rest(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("at rest " + what);
        }
    }
}
