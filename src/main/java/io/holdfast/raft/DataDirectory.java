package io.holdfast.raft;

import io.holdfast.store.Absence;
import io.holdfast.store.DurableMarker;
import io.holdfast.store.Identity;
import io.holdfast.store.Leftovers;
import io.holdfast.store.LogDoctor;
import io.holdfast.store.RefusedStorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.ratis.protocol.RaftGroupId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a node keeps what it must not lose: its identity, the Raft logs and snapshots, a durable marker a group. */
final class DataDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);

    private final Path root;

    DataDirectory(Path root) {
        this.root = root;
    }

    /** The identity on disk, or a new one, which is on disk when this returns. */
    Identity identity(String node) {
        try {
            Files.createDirectories(raft());
            var known = Identity.load(root);
            if (known == null) {
                known = Identity.mint(node);
                known.store(root);
            }
            if (!known.node().equals(node)) {
                throw new ConfigurationRefusedException(root + " belongs to node " + known.node() + ", and this is "
                        + node + "; set holdfast.node.data-dir to a directory of this node's own");
            }
            return known;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UncheckedIOException e) {
            throw new StorageRefusedException(
                    root + " cannot be used: " + e.getMessage() + "; make it a directory this user can write", e);
        } catch (RefusedStorageException e) {
            throw new StorageRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    void store(Identity identity) {
        identity.store(root);
    }

    Path raft() {
        return root.resolve("raft");
    }

    /** The group's durable marker; it is there if and only if the group's log is. */
    DurableMarker marker(String name, RaftGroupId group) {
        var file = root.resolve("durable-" + name);
        if (hasLog(group) && !Files.exists(file)) {
            throw new StorageRefusedException(
                    file + " is missing, so nobody can tell what this node has acknowledged; " + "delete the whole of "
                            + root + " and start the node: it rejoins as a new member",
                    null);
        }
        try {
            return DurableMarker.open(file);
        } catch (RefusedStorageException | UncheckedIOException e) {
            throw new StorageRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private Path absenceFile(String name) {
        return root.resolve("absent-" + name);
    }

    /** Since when this node is no member of the group that it once was in; null if it is, or never was. */
    @Nullable
    Absence absence(String name) {
        try {
            return Absence.load(absenceFile(name));
        } catch (RefusedStorageException | UncheckedIOException e) {
            throw new StorageRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Gives up all there is of a group that does without this node, but for what must not be forgotten. If it is cut short, it
     * is done again when the node starts.
     *
     * @param term of the leader who confirmed that
     * @param index of the configuration that is meant
     */
    void giveUp(String name, RaftGroupId group, DurableMarker marker, long term, long index) {
        var known = absence(name);
        var absence = known == null
                ? Absence.of(directory(group), term, index)
                : known.until(term, index).withVoteOf(directory(group));
        giveUp(name, group, marker, absence);
    }

    private void giveUp(String name, RaftGroupId group, DurableMarker marker, Absence absence) {
        absence.store(absenceFile(name));
        Absence.giveUp(directory(group));
        marker.lower(DurableMarker.NONE);
    }

    /**
     * Makes ready for the engine to open a group again that was given up; a leader has confirmed that it does without. What
     * may be left of it, because giving it up was cut short, goes first.
     *
     * @return how far the log has to be before this node may vote
     */
    long comeBack(String name, RaftGroupId group, DurableMarker marker, long term, long index) {
        var known = absence(name);
        if (known == null) {
            throw new IllegalStateException("the group " + name + " was never given up");
        }
        var absence = known.until(term, index).withVoteOf(directory(group));
        giveUp(name, group, marker, absence);
        var returning = absence.returning();
        returning.store(absenceFile(name));
        returning.begin(directory(group));
        return returning.index();
    }

    /**
     * Puts in order what is on disk of a group that was given up: a node that did not get far enough after it came back has
     * never had a vote, and begins anew, as its log may name it a member of long ago.
     */
    private void settleAbsence(String name, RaftGroupId group, DurableMarker marker) {
        var absence = absence(name);
        if (absence == null) {
            return;
        }
        if (absence.isReturning() && marker.value() >= absence.index()) {
            Absence.end(absenceFile(name));
        } else {
            giveUp(name, group, marker, absence.withVoteOf(directory(group)));
        }
    }

    private boolean hasLog(RaftGroupId group) {
        return Files.isDirectory(directory(group).resolve("current"));
    }

    private Path directory(RaftGroupId group) {
        return raft().resolve(group.getUuid().toString());
    }

    /**
     * Whether the group's log is on disk, sound as far as can be told without Ratis; damage that nobody relies on has
     * been cut off.
     */
    boolean examine(String name, RaftGroupId group, DurableMarker marker) {
        settleAbsence(name, group, marker);
        if (!hasLog(group) && marker.value() <= 0) {
            return false;
        }
        try {
            Leftovers.undoReplacement(directory(group));
            var diagnosis = LogDoctor.examine(directory(group), marker.value(), root);
            LOG.debug("log of group {}: {}", group, diagnosis);
            Leftovers.remove(directory(group));
            return true;
        } catch (IOException e) {
            throw new StorageRefusedException(
                    directory(group) + " cannot be put in order: " + e + "; make it a directory this user can write",
                    e);
        } catch (RefusedStorageException | UncheckedIOException e) {
            throw new StorageRefusedException(String.valueOf(e.getMessage()), e);
        }
    }
}
