package io.holdfast.raft;

import io.holdfast.raft.NodeGroups.Prepared;
import io.holdfast.raft.PeerAnswer.Admission;
import io.holdfast.raft.PeerAnswer.Stage;
import io.holdfast.raft.PeerQuestion.Part;
import io.holdfast.store.Identity;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.ratis.protocol.RaftPeer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's part in one data group for as long as the node lives: it gets into the group when it is to have it, and out of it
 * when it is not. Both are decided by the group's leader, which is asked; what this node has heard only says when to ask.
 *
 * <p>A founder opens the group with the other founders. Everybody else opens it without members, when the leader has confirmed
 * that the group does without this peer, and is caught up before it is added. When the group does without it again, it closes
 * the group and gives up what it has of it.
 */
final class Tenancy {

    private static final long ASK_AGAIN_MILLIS = 250;
    private static final long LOOK_AGAIN_MILLIS = 500;

    /** A member that hears of no leader for so long may have been taken out while it was away. */
    private static final long LEADERLESS_MILLIS = 3_000;

    /** A group that closed by itself, and of which nobody says why, is broken after so long and so many questions. */
    private static final long CLOSED_MILLIS_MAX = 30_000;

    private static final int CLOSED_QUESTIONS_MIN = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Tenancy.class);

    private final String name;
    private final Identity identity;
    private final Ground ground;
    private long leaderMillis = now();
    private long openMillis = now();
    private int unanswered;
    private volatile boolean broken;
    /** What was said of the group that is being given up; null if none is. */
    private @Nullable Admission unfinished;

    private String told = "";

    /**
     * What it stands on.
     *
     * @param leaving whether this node is about to end, or was taken out
     * @param isSeated whether this node has a place in the coordination group, without which it gets none elsewhere
     */
    record Ground(
            NodeGroups groups,
            Members members,
            Roll roll,
            Formation formation,
            BooleanSupplier leaving,
            BooleanSupplier isSeated) {}

    Tenancy(String name, Identity identity, Ground ground) {
        this.name = name;
        this.identity = identity;
        this.ground = ground;
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }

    private boolean isFounder() {
        return identity.peer().equals(identity.node());
    }

    /** Whether the group has closed here by itself though this node is a member, so that it cannot go on. */
    boolean isBroken() {
        return broken;
    }

    /** Goes on until this node leaves. What fails is tried again. */
    void live(Engine engine, Prepared prepared) {
        boolean isFounding = prepared.isNew() && isFounder();
        while (!ground.leaving().getAsBoolean()) {
            try {
                if (isFounding) {
                    found(engine, prepared.group());
                    isFounding = false;
                }
                pause(look(engine));
            } catch (RuntimeException e) {
                tell(String.valueOf(e.getMessage()));
                pause(ASK_AGAIN_MILLIS);
            }
        }
    }

    private void found(Engine engine, GroupNode group) {
        List<RaftPeer> founders = identity.founders().keySet().stream()
                .map(ground.members()::founder)
                .toList();
        engine.open(group.id(), founders);
        group.attach(engine);
    }

    private GroupNode group() {
        var group = ground.groups().named(name);
        if (group == null) {
            throw new IllegalStateException("there is no group " + name);
        }
        return group;
    }

    /** Does what is due, and says how long it can wait for the next look. */
    private long look(Engine engine) {
        var group = group();
        var confirmed = unfinished;
        if (confirmed != null) {
            leave(engine, group, confirmed);
            return ASK_AGAIN_MILLIS;
        }
        var here = group.division();
        if (here == null) {
            return enter(engine, group);
        }
        if (!here.getInfo().isAlive()) {
            return afterItClosed(engine, group);
        }
        openMillis = now();
        unanswered = 0;
        if (here.getInfo().getLeaderId() != null) {
            leaderMillis = now();
        }
        return isAtEase(group)
                ? LOOK_AGAIN_MILLIS
                : ask(engine, group, here.getInfo().getCurrentTerm());
    }

    /** Whether it is a member of a group that it is to have. */
    private boolean isAtEase(GroupNode group) {
        var allotted = ground.roll().allotted(name);
        if (!group.isMember()) {
            return isFounder() && allotted == null;
        }
        return allotted == null
                || (allotted.contains(identity.node()) && now() - leaderMillis < LEADERLESS_MILLIS)
                || ground.roll().isLeaving(identity.node());
    }

    private long enter(Engine engine, GroupNode group) {
        if (!ground.isSeated().getAsBoolean() || !ground.roll().wants(name, identity.node())) {
            return LOOK_AGAIN_MILLIS;
        }
        var answer = admission(Part.NOTHING, 0);
        boolean isConfirmed =
                answer != null && (answer.term() > 0 || !ground.groups().wasGivenUp(name));
        boolean mayOpen = answer != null && (answer.stage() == Stage.REMOVED || answer.stage() == Stage.ADDED);
        if (answer != null && isConfirmed && mayOpen) {
            ground.groups().open(engine, group, answer);
            leaderMillis = now();
        }
        return ASK_AGAIN_MILLIS;
    }

    private long ask(Engine engine, GroupNode group, long term) {
        boolean wasMember = group.isMember();
        var answer = admission(Part.OPEN, term);
        if (answer != null && answer.stage() == Stage.ADDED) {
            if (!wasMember) {
                tellJoined();
            }
            return LOOK_AGAIN_MILLIS;
        }
        if (answer != null && answer.stage() == Stage.ELSEWHERE && answer.term() > 0) {
            leave(engine, group, answer);
        }
        return ASK_AGAIN_MILLIS;
    }

    /**
     * Ratis closes a group whose leader tells a candidate that it is no member; and when something is broken. What this node
     * has heard of the roster does not tell which: it may have been away when the group was moved.
     */
    private long afterItClosed(Engine engine, GroupNode group) {
        if (!isCoordinated()) {
            openMillis = now();
        }
        var answer = admission(Part.CLOSED, 0);
        unanswered++;
        boolean isOut = answer != null && answer.stage() != Stage.ADDED;
        if (answer != null && isOut && answer.term() > 0) {
            leave(engine, group, answer);
        } else if ((answer != null && !isOut)
                || (unanswered >= CLOSED_QUESTIONS_MIN && now() - openMillis > CLOSED_MILLIS_MAX)) {
            broken = true;
        }
        return ASK_AGAIN_MILLIS;
    }

    /** Whether this node is up to date in the coordination group. */
    private boolean isCoordinated() {
        var coordination = ground.groups().named(NodeGroups.COORDINATION);
        return coordination != null
                && GroupViews.of(coordination, ground.members()).ready();
    }

    /** @param confirmed what its leader said, confirmed by a majority */
    private void leave(Engine engine, GroupNode group, Admission confirmed) {
        unfinished = confirmed;
        LOG.info(
                "membership group={} left peer={} term={} index={}: what there is of it here is deleted",
                name,
                identity.peer(),
                confirmed.term(),
                confirmed.index());
        if (group.division() != null) {
            engine.close(group.id());
        }
        if (ground.leaving().getAsBoolean() || Thread.currentThread().isInterrupted()) {
            // It may not have been waited for until the group was closed. The next start asks again.
            return;
        }
        ground.groups().giveUp(group, confirmed.term(), confirmed.index());
        unfinished = null;
        told = "";
    }

    /** What the leader says; null if none was found, or it declines. */
    private @Nullable Admission admission(Part part, long term) {
        return switch (ground.formation().askAdmission(name, identity, part, term)) {
            case Admission admission -> admission;
            case PeerAnswer.Declined declined -> {
                tell(declined.reason());
                yield null;
            }
            default -> null;
        };
    }

    private void tellJoined() {
        LOG.info(
                "joined node={} peer={} cluster={} group={}",
                identity.node(),
                identity.peer(),
                identity.clusterId(),
                name);
        told = "";
    }

    private void tell(String reason) {
        if (!reason.equals(told)) {
            told = reason;
            LOG.info("waiting to join group={}: {}", name, reason);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
