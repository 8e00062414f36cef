package io.holdfast.raft;

import io.holdfast.cluster.Member;
import io.holdfast.raft.PeerAnswer.Introduction;
import io.holdfast.store.Identity;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How a node with an empty disk finds out what it is. Each disk has a birth, a number drawn when it was first used. A
 * cluster is formed by the births of all its initial members, so it needs them all, empty, at the same time; a member
 * that finds itself named with another birth has lost its disk, and one that finds its own is merely late.
 */
final class Formation {

    /** What to do with an empty disk. */
    sealed interface Verdict {

        /** All initial members are new, or formed the cluster with this very disk: be a founder. */
        record Found(Identity identity) implements Verdict {}

        /** The cluster exists and this disk is not one that formed it: join under a new name. */
        record Rejoin(Identity identity) implements Verdict {}

        /** The cluster exists and is not as this node was told; it cannot take part in it. */
        record Refuse(String reason) implements Verdict {}

        /** Not decided; ask again. */
        record Wait(String reason) implements Verdict {}
    }

    private static final long ASK_MILLIS = 1_000;

    private final Members members;
    private final String clusterName;
    private final int dataGroups;
    private final PeerLinks links;

    Formation(Members members, String clusterName, int dataGroups, PeerLinks links) {
        this.members = members;
        this.clusterName = clusterName;
        this.dataGroups = dataGroups;
        this.links = links;
    }

    Verdict ask(Identity self) {
        return members.joins() ? askForCluster(self) : askFounders(self);
    }

    /** A node that was told to join asks whoever answers, and never forms a cluster. */
    private Verdict askForCluster(Identity self) {
        for (var introduction : introductions(self)) {
            if (!introduction.clusterId().isEmpty()) {
                return join(self, introduction);
            }
        }
        return new Verdict.Wait("no member of cluster " + clusterName + " answers at " + members.doors());
    }

    /** What members of this cluster's name say, of those that answer. */
    List<Introduction> introductions(Identity self) {
        var question = new PeerQuestion.Introduce(clusterName, self.node(), self.birth());
        var answers = members.doors().stream()
                .map(door -> links.ask(door, question, ASK_MILLIS))
                .toList();
        var introductions = new ArrayList<Introduction>();
        for (var answer : answers) {
            var introduction = introductionOf(answer);
            if (introduction != null && introduction.cluster().equals(clusterName)) {
                introductions.add(introduction);
            }
        }
        return introductions;
    }

    private Verdict askFounders(Identity self) {
        var question = new PeerQuestion.Introduce(clusterName, self.node(), self.birth());
        var answers = new ArrayList<CompletableFuture<PeerAnswer>>();
        for (var other : members.others()) {
            answers.add(links.ask(other.address(), question, ASK_MILLIS));
        }
        var births = new TreeMap<>(Map.of(self.node(), self.birth()));
        var silent = new ArrayList<String>();
        var different = new ArrayList<String>();
        var others = members.others();
        for (int i = 0; i < answers.size(); i++) {
            var introduction = introductionOf(answers.get(i));
            if (introduction == null || !isExpected(introduction, others.get(i))) {
                silent.add(others.get(i).node());
            } else if (!introduction.clusterId().isEmpty()) {
                return join(self, introduction);
            } else if (introduction.dataGroups() != dataGroups) {
                different.add(introduction.node() + " has " + introduction.dataGroups());
            } else {
                births.put(introduction.node(), introduction.birth());
            }
        }
        if (!different.isEmpty()) {
            return new Verdict.Wait("holdfast.data-groups is " + dataGroups + " here, and "
                    + String.join(", ", different) + "; write the same number on all nodes");
        }
        return silent.isEmpty()
                ? new Verdict.Found(founder(self, clusterId(clusterName, births), births))
                : new Verdict.Wait("forming needs every initial member; no answer from " + String.join(", ", silent));
    }

    /** Why a node that was told this number cannot take part in the cluster; null if it can. */
    static @Nullable String refusal(int configured, int formedWith) {
        return configured == formedWith
                ? null
                : "holdfast.data-groups is " + configured + ", but the cluster was formed with " + formedWith
                        + ", which cannot be changed; write holdfast.data-groups=" + formedWith;
    }

    private static @Nullable Introduction introductionOf(CompletableFuture<PeerAnswer> answer) {
        return answer.handle((value, failure) -> value instanceof Introduction introduction ? introduction : null)
                .join();
    }

    private boolean isExpected(Introduction introduction, Member member) {
        return introduction.cluster().equals(clusterName) && introduction.node().equals(member.node());
    }

    private Verdict join(Identity self, Introduction known) {
        var refusal = refusal(dataGroups, known.dataGroups());
        if (refusal != null) {
            return new Verdict.Refuse(refusal);
        }
        members.learn(known.roster());
        if (self.birth().equals(known.founders().get(self.node()))) {
            return new Verdict.Found(founder(self, known.clusterId(), known.founders()));
        }
        var incarnation = new byte[4];
        new SecureRandom().nextBytes(incarnation);
        return new Verdict.Rejoin(new Identity(
                self.node(),
                self.birth(),
                Members.incarnation(self.node(), HexFormat.of().formatHex(incarnation)),
                known.clusterId(),
                dataGroups,
                known.founders()));
    }

    private Identity founder(Identity self, String clusterId, Map<String, String> births) {
        return new Identity(self.node(), self.birth(), self.node(), clusterId, dataGroups, births);
    }

    /** The same births give the same cluster on every founder, without a word between them. */
    static String clusterId(String clusterName, Map<String, String> births) {
        return nameBased(clusterName + new TreeMap<>(births)).toString();
    }

    /** The Raft group of a cluster's part. */
    static UUID groupId(String clusterId, String group) {
        return nameBased(clusterId + "/" + group);
    }

    private static UUID nameBased(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Asks whoever leads to admit this peer; the stage reached, or why not. */
    PeerAnswer askAdmission(String group, Identity self, PeerQuestion.Part part, long term) {
        var question = new PeerQuestion.Admit(group, members.place(self.peer()), part, term);
        var reasons = new ArrayList<String>();
        for (var door : members.doors()) {
            var answer = links.ask(door, question, Admission.PATIENCE.toMillis())
                    .handle((value, failure) ->
                            value != null ? value : new PeerAnswer.Declined(String.valueOf(failure.getMessage())))
                    .join();
            if (answer instanceof PeerAnswer.Declined declined) {
                reasons.add(door + ": " + declined.reason());
            } else {
                return answer;
            }
        }
        return new PeerAnswer.Declined(String.join("; ", List.copyOf(reasons)));
    }
}
