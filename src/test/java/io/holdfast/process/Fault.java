package io.holdfast.process;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Something that happens to one node of a cluster and is over when it is healed.
 *
 * @param strike does it, and tells to which node
 */
record Fault(String name, Supplier<String> strike, Consumer<String> heal) {

    /** The leader is killed, another one leads, and it starts again. */
    static Fault kill(ProcessCluster cluster) {
        return new Fault("kill", () -> theLeader(cluster, cluster::kill), cluster::start);
    }

    /** All nodes are killed at the same time, and start again. */
    static Fault blackout(ProcessCluster cluster) {
        return new Fault(
                "blackout",
                () -> {
                    cluster.names().forEach(cluster::kill);
                    cluster.names().forEach(cluster::start);
                    cluster.awaitReady();
                    return "all";
                },
                _ -> {});
    }

    /** The leader stands still for longer than an election takes. */
    static Fault pause(ProcessCluster cluster) {
        return new Fault("pause", () -> theLeader(cluster, cluster::pause), cluster::resume);
    }

    /** The leader is cut off from its peers, while clients still reach it. */
    static Fault isolate(ProcessCluster cluster) {
        return new Fault("isolate", () -> theLeader(cluster, cluster::isolate), _ -> cluster.healAll());
    }

    /** A follower hears its peers and is not heard by them. */
    static Fault mute(ProcessCluster cluster) {
        return new Fault(
                "mute",
                () -> {
                    var follower = cluster.namesWithout(cluster.awaitLeader()).getFirst();
                    cluster.namesWithout(follower).forEach(peer -> cluster.mute(follower, peer));
                    return follower;
                },
                _ -> cluster.healAll());
    }

    private static String theLeader(ProcessCluster cluster, Consumer<String> strike) {
        var leader = cluster.awaitLeader();
        strike.accept(leader);
        cluster.awaitLeaderOtherThan(leader);
        return leader;
    }
}
