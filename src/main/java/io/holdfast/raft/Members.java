package io.holdfast.raft;

import io.holdfast.cluster.Member;
import io.holdfast.roster.RosterCommand.Enlist;
import io.holdfast.roster.RosterRow;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that configuration names, or the roster does as soon as this node has heard of it, and how their names relate to
 * Raft's. A founder's peer is called as its node; a node that joins later, or lost its disk, comes as
 * {@code node.incarnation}, a name no configuration has ever held.
 */
final class Members {

    private static final char INCARNATION_MARK = '.';

    private final Member self;
    private final Map<String, Member> configured;
    private final List<String> gates;
    private volatile Map<String, Member> byNode;

    private Members(Member self, Map<String, Member> configured, List<String> gates) {
        this.self = self;
        this.configured = configured;
        this.gates = gates;
        this.byNode = configured;
    }

    /** Reads the properties, or throws what to write instead. */
    static Members of(NodeProperties node, ClusterProperties cluster, int httpPort) {
        var byNode = new LinkedHashMap<String, Member>();
        for (var text : cluster.members()) {
            var member = parse(text.strip());
            if (byNode.put(member.node(), member) != null) {
                throw new ConfigurationRefusedException(
                        "holdfast.cluster.members names " + member.node() + " twice; write each node once");
            }
        }
        if (byNode.isEmpty()) {
            int port = node.peerPort() == 0 ? 7080 : node.peerPort();
            var client = URI.create("http://127.0.0.1:" + httpPort);
            byNode.put(node.id(), new Member(node.id(), node.id(), "127.0.0.1:" + port, client));
        }
        var self = byNode.get(node.id());
        if (self == null) {
            throw new ConfigurationRefusedException("holdfast.cluster.members has no entry for this node, " + node.id()
                    + "; write one such as " + node.id() + "/127.0.0.1:7080/http://127.0.0.1:8080");
        }
        for (var gate : cluster.join()) {
            checkGate(gate);
        }
        if (!cluster.join().isEmpty() && (cluster.members().size() != 1)) {
            throw new ConfigurationRefusedException("with holdfast.cluster.join, holdfast.cluster.members names this"
                    + " node alone; write its own entry, such as " + node.id()
                    + "/10.0.0.4:7080/http://10.0.0.4:8080");
        }
        return new Members(self, Map.copyOf(byNode), cluster.join());
    }

    private static void checkGate(String gate) {
        try {
            portOf(gate);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationRefusedException("holdfast.cluster.join has '" + gate
                    + "'; write PEER_HOST:PEER_PORT of nodes of the cluster, for example 10.0.0.1:7080,10.0.0.2:7080");
        }
    }

    /** Takes over what the roster says: it knows better than configuration, but of this node. */
    void learn(List<RosterRow> rows) {
        var known = new TreeMap<>(configured);
        for (var row : rows) {
            if (row.node().equals(self.node())) {
                continue;
            }
            if (row.standing() == RosterRow.Standing.REMOVED) {
                known.remove(row.node());
            } else {
                var place = row.place();
                known.put(
                        row.node(),
                        new Member(
                                row.node(),
                                row.peer(),
                                place.address(),
                                URI.create(place.client()),
                                URI.create(place.forward())));
            }
        }
        byNode = known;
    }

    /** Whether this node was told to join a cluster that is there already, so that it never forms one. */
    boolean joins() {
        return !gates.isEmpty();
    }

    /** Where other members may be asked: those that are known, and those that this node was told to join by. */
    List<String> doors() {
        var doors = new LinkedHashSet<String>();
        others().forEach(other -> doors.add(other.address()));
        doors.addAll(gates);
        return List.copyOf(doors);
    }

    private static Member parse(String text) {
        var parts = text.split("/", 3);
        try {
            if (parts.length == 3 && !parts[0].isEmpty()) {
                portOf(parts[1]);
                var urls = parts[2].split("\\|", 2);
                return new Member(parts[0], parts[0], parts[1], url(urls[0]), url(urls[urls.length - 1]));
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw refused(text);
        }
        throw refused(text);
    }

    private static URI url(String text) throws URISyntaxException {
        var url = new URI(text.replaceFirst("/+$", ""));
        if (url.getHost() == null || url.getScheme() == null) {
            throw new IllegalArgumentException("not a URL: " + text);
        }
        return url;
    }

    private static ConfigurationRefusedException refused(String text) {
        return new ConfigurationRefusedException("holdfast.cluster.members has '" + text
                + "'; write ID/PEER_HOST:PEER_PORT/CLIENT_URL, for example n1/10.0.0.1:7080/http://10.0.0.1:8080");
    }

    static int portOf(String address) {
        int colon = address.lastIndexOf(':');
        int port = colon <= 0 ? -1 : Integer.parseInt(address, colon + 1, address.length(), 10);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("no port in " + address);
        }
        return port;
    }

    Member self() {
        return self;
    }

    /** The addresses of nodes that configuration has, this node's own included. */
    List<String> written() {
        var written = new ArrayList<>(gates);
        configured.values().forEach(member -> written.add(member.address()));
        return List.copyOf(written);
    }

    List<Member> others() {
        return byNode.values().stream()
                .filter(member -> !member.node().equals(self.node()))
                .sorted(Comparator.comparing(Member::node))
                .toList();
    }

    @Nullable
    Member node(String node) {
        return byNode.get(node);
    }

    /** The node that a Raft peer belongs to. */
    static String nodeOf(String peer) {
        int mark = peer.indexOf(INCARNATION_MARK);
        return mark < 0 ? peer : peer.substring(0, mark);
    }

    static String incarnation(String node, String suffix) {
        return node + INCARNATION_MARK + suffix;
    }

    /** The member behind a Raft peer; null if configuration does not name its node. */
    @Nullable
    Member behind(@Nullable RaftPeerId peer) {
        if (peer == null) {
            return null;
        }
        var member = byNode.get(nodeOf(peer.toString()));
        return member == null
                ? null
                : new Member(member.node(), peer.toString(), member.address(), member.client(), member.forward());
    }

    /** The peer of a founder. */
    RaftPeer founder(String node) {
        var member = byNode.get(node);
        if (member == null) {
            throw new IllegalArgumentException("holdfast.cluster.members does not name " + node);
        }
        return peer(node, member.address());
    }

    static RaftPeer peer(String peer, String address) {
        return RaftPeer.newBuilder()
                .setId(RaftPeerId.valueOf(peer))
                .setAddress(address)
                .build();
    }

    /** This node's own place, as the roster is to know it. */
    Enlist place(String peer) {
        return new Enlist(
                self.node(),
                peer,
                self.address(),
                self.client().toString(),
                self.forward().toString());
    }
}
