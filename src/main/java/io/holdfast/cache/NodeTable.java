package io.holdfast.cache;

import io.holdfast.cache.CacheAnswer.NodeLease;
import io.holdfast.cache.CacheResult.NodeKnown;
import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CacheResult.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The leases under which nodes keep lines. When they end is reckoned by the leader, which says so here before it goes on
 * without the node: a renewal that was applied meanwhile makes that void.
 */
final class NodeTable {

    private final TreeMap<String, NodeLease> nodes = new TreeMap<>();

    /** A greater incarnation takes the place of a lesser; a lesser comes too late. */
    CacheResult open(Moment moment, CacheCommand.OpenNode command) {
        var known = nodes.get(command.node());
        if (known == null && nodes.size() >= CacheLimits.NODES_MAX) {
            return new Refused(Reason.NODES_MAX, 0);
        }
        if (known == null || known.incarnation() < command.incarnation()) {
            known = new NodeLease(command.node(), command.incarnation(), 0);
            nodes.put(command.node(), known);
            moment.tell(new NodeEvent.Opened(command.node(), command.incarnation()));
        }
        return said(known.incarnation() == command.incarnation(), known);
    }

    CacheResult renew(Moment moment, CacheCommand.RenewNode command) {
        var known = nodes.get(command.node());
        if (known == null || known.incarnation() != command.incarnation()) {
            return known == null ? new NodeKnown(false, 0, 0) : said(false, known);
        }
        if (command.renewal() > known.renewal()) {
            known = new NodeLease(command.node(), command.incarnation(), command.renewal());
            nodes.put(command.node(), known);
            moment.tell(new NodeEvent.Renewed(command.node(), command.incarnation(), command.renewal()));
        }
        return said(true, known);
    }

    CacheResult expire(Moment moment, CacheCommand.ExpireNode command) {
        var known = nodes.get(command.node());
        if (known == null) {
            return new NodeKnown(true, 0, 0);
        }
        if (known.incarnation() != command.incarnation() || known.renewal() != command.renewal()) {
            return said(known.incarnation() > command.incarnation(), known);
        }
        nodes.remove(command.node());
        moment.tell(new NodeEvent.Expired(command.node(), command.incarnation()));
        return new NodeKnown(true, 0, 0);
    }

    private static NodeKnown said(boolean done, NodeLease known) {
        return new NodeKnown(done, known.incarnation(), known.renewal());
    }

    List<NodeLease> all() {
        return new ArrayList<>(nodes.values());
    }

    void load(NodeLease lease) {
        nodes.put(lease.node(), lease);
    }
}
