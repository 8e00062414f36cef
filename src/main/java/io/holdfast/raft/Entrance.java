package io.holdfast.raft;

import io.holdfast.store.Identity;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.ratis.protocol.RaftPeer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node gets into one group: a founder opens it with the other founders; whoever lost its disk opens it once its older
 * selves were removed, and is then added.
 */
final class Entrance {

    private static final long ASK_AGAIN_MILLIS = 250;
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

    private final GroupNode group;
    private final Identity identity;
    private final Members members;
    private final Formation formation;
    private final BooleanSupplier leaving;
    private String told = "";

    Entrance(GroupNode group, Identity identity, Members members, Formation formation, BooleanSupplier leaving) {
        this.group = group;
        this.identity = identity;
        this.members = members;
        this.formation = formation;
        this.leaving = leaving;
    }

    private boolean isFounder() {
        return identity.peer().equals(identity.node());
    }

    /** Returns once this node is a member, or leaves. What fails is tried again. */
    void enter(Engine engine, boolean isOnDisk) {
        boolean isOpen = isOnDisk;
        while (!leaving.getAsBoolean()) {
            try {
                if (!isOpen) {
                    open(engine);
                    isOpen = true;
                }
                ensureMembership();
                return;
            } catch (RuntimeException e) {
                tell(String.valueOf(e.getMessage()));
                pause();
            }
        }
    }

    /** Opens the group on an empty disk. A newcomer does so only after its older selves were removed. */
    private void open(Engine engine) {
        while (!isFounder() && !leaving.getAsBoolean() && !reached(PeerAnswer.Stage.REMOVED, false)) {
            pause();
        }
        if (leaving.getAsBoolean()) {
            return;
        }
        var peers = isFounder()
                ? identity.founders().keySet().stream()
                        .map(node -> members.peer(node, node))
                        .toList()
                : List.<RaftPeer>of();
        engine.open(group.id(), peers);
        group.attach(engine);
    }

    /** Asks to be added until the group's configuration has this peer. */
    private void ensureMembership() {
        while (!leaving.getAsBoolean() && !group.isMember()) {
            if (!isFounder() && reached(PeerAnswer.Stage.ADDED, true)) {
                LOG.info(
                        "joined node={} peer={} cluster={} group={}",
                        identity.node(),
                        identity.peer(),
                        identity.clusterId(),
                        group.name());
                return;
            }
            pause();
        }
    }

    private boolean reached(PeerAnswer.Stage wanted, boolean ready) {
        var answer = formation.askAdmission(group.name(), identity, ready);
        if (answer instanceof PeerAnswer.Admission admitted) {
            return admitted.stage() == wanted || admitted.stage() == PeerAnswer.Stage.ADDED;
        }
        if (answer instanceof PeerAnswer.Declined declined) {
            tell(declined.reason());
        }
        return false;
    }

    private void tell(String reason) {
        if (!reason.equals(told)) {
            told = reason;
            LOG.info("waiting to join group={}: {}", group.name(), reason);
        }
    }

    static void pause() {
        try {
            Thread.sleep(ASK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
