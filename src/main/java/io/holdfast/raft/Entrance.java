package io.holdfast.raft;

import io.holdfast.raft.PeerQuestion.Part;
import io.holdfast.store.Identity;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.ratis.protocol.RaftPeer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node gets into the coordination group: a founder opens it with the other founders; whoever joins later, or lost its
 * disk, opens it once none of its older selves is left, and is then added. Where all places are taken it stands by and asks
 * again.
 */
final class Entrance {

    private static final long ASK_AGAIN_MILLIS = 250;

    /** Whoever stands by waits for an event that is rare. */
    private static final long STAND_BY_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

    private final GroupNode group;
    private final Identity identity;
    private final Members members;
    private final Formation formation;
    private final BooleanSupplier leaving;
    private String told = "";

    /** @param leaving whether this node is about to end, or was taken out */
    Entrance(GroupNode group, Identity identity, Members members, Formation formation, BooleanSupplier leaving) {
        this.group = group;
        this.identity = identity;
        this.members = members;
        this.formation = formation;
        this.leaving = leaving;
    }

    private boolean isLeaving() {
        return leaving.getAsBoolean();
    }

    private boolean isFounder() {
        return identity.peer().equals(identity.node());
    }

    /** Returns once this node is a member, or leaves. What fails is tried again. */
    void enter(Engine engine, boolean isOnDisk) {
        boolean isOpen = isOnDisk;
        while (!isLeaving()) {
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
        while (!isFounder() && !isLeaving() && !reached(PeerAnswer.Stage.REMOVED, Part.NOTHING)) {
            pause();
        }
        if (isLeaving()) {
            return;
        }
        var peers = isFounder()
                ? identity.founders().keySet().stream().map(members::founder).toList()
                : List.<RaftPeer>of();
        engine.open(group.id(), peers);
        group.attach(engine);
    }

    /** Asks to be added until the group's configuration has this peer. */
    private void ensureMembership() {
        while (!isLeaving() && !group.isMember()) {
            if (!isFounder() && reached(PeerAnswer.Stage.ADDED, Part.OPEN)) {
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

    private boolean reached(PeerAnswer.Stage wanted, Part part) {
        var answer = formation.askAdmission(group.name(), identity, part, 0);
        if (answer instanceof PeerAnswer.Admission full && full.stage() == PeerAnswer.Stage.FULL) {
            tell("all places are taken; this node stands by");
            pause(STAND_BY_MILLIS);
            return false;
        }
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
        pause(ASK_AGAIN_MILLIS);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
