package io.holdfast.raft;

import io.holdfast.cluster.Courier;
import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.DataGroups;
import io.holdfast.cluster.Gates;
import io.holdfast.core.Primitive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Nodes of one cluster in this JVM, with one data group, for those who know only the ports. */
public final class LocalPorts implements AutoCloseable {

    /** Gets the ports of each node before it is started. */
    public interface Tenant {
        void moveIn(String node, DataGroups groups, Courier courier, Gates gates);
    }

    private final LocalCluster cluster;

    public LocalPorts(Path root, int nodes, List<Primitive<?, ?>> primitives, Tenant tenant) throws IOException {
        cluster = new LocalCluster(root, nodes, primitives)
                .prepare((node, participation) ->
                        tenant.moveIn(node, participation.ports(), participation.courier(), participation.gates()));
    }

    public LocalPorts startAll() {
        cluster.startAll();
        return this;
    }

    public void start(String node) {
        cluster.start(node);
    }

    public void stop(String node) {
        cluster.stop(node);
    }

    public DataGroup group(String node) {
        return cluster.group(node, 0);
    }

    /** The node that leads the data group; waits until one does. */
    public String leader() {
        LocalCluster.await(() -> leading() != null, () -> "nobody leads the data group");
        return java.util.Objects.requireNonNull(leading());
    }

    private String leading() {
        for (var node : cluster.running()) {
            if (cluster.group(node, 0).leads()) {
                return node;
            }
        }
        return null;
    }

    /** Lets another node lead. */
    public void handOver(String to) {
        var group = cluster.participation(leader()).groups().getLast();
        group.handOver(to, 5_000);
    }

    /** How many entries the data group's log has, as the node knows. */
    public long logLength(String node) {
        return cluster.node(node).view().groups().getLast().commitIndex();
    }

    public static void await(java.util.function.BooleanSupplier condition, String what) {
        LocalCluster.await(condition, () -> what);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
