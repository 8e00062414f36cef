package io.holdfast.process;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import tools.jackson.databind.JsonNode;

/** What a node says about the coordination group: its own part in it, and, if it leads, that of its peers. */
record RaftView(
        String node,
        String peer,
        String role,
        long term,
        String leader,
        long commitIndex,
        long appliedIndex,
        long snapshotIndex,
        String stateDigest,
        List<PeerView> peers) {

    private static final String COORDINATION = "coordination";

    record PeerView(String node, String peer, long matchIndex, String state) {}

    static RaftView of(JsonNode endpoint) {
        for (var group : endpoint.path("groups")) {
            if (group.path("group").asString("").equals(COORDINATION)) {
                return of(endpoint.path("node").asString(""), group);
            }
        }
        throw new NoSuchElementException("no group " + COORDINATION + " in " + endpoint);
    }

    private static RaftView of(String node, JsonNode group) {
        List<PeerView> peers = new ArrayList<>();
        for (var peer : group.path("peers")) {
            peers.add(new PeerView(
                    peer.path("node").asString(""),
                    peer.path("peer").asString(""),
                    peer.path("matchIndex").asLong(-1),
                    peer.path("state").asString("")));
        }
        return new RaftView(
                node,
                group.path("peer").asString(""),
                group.path("role").asString(""),
                group.path("term").asLong(-1),
                group.path("leader").asString(""),
                group.path("commitIndex").asLong(-1),
                group.path("appliedIndex").asLong(-1),
                group.path("snapshotIndex").asLong(-1),
                group.path("stateDigest").asString(""),
                peers);
    }

    boolean leads() {
        return role.equals("LEADER");
    }
}
