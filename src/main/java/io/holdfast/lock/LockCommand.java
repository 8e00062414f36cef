package io.holdfast.lock;

import io.holdfast.core.Command;
import io.holdfast.core.SessionId;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that can be asked of a lock. */
public sealed interface LockCommand extends Command {

    /**
     * Take the locks, all or none, or join all their queues with one ticket. An owner that holds the one lock it asks for
     * is granted it once more (counted).
     *
     * @param wants each lock once; kept in order of name
     */
    record Acquire(List<Want> wants, Owner owner, Terms terms) implements LockCommand {

        public Acquire {
            wants = wants.stream().sorted(Comparator.comparing(Want::lock)).toList();
            if (wants.isEmpty() || wants.size() > LockLimits.WANTS_MAX) {
                throw new IllegalArgumentException("a request asks for 1 to " + LockLimits.WANTS_MAX + " locks");
            }
            for (int i = 1; i < wants.size(); i++) {
                if (wants.get(i).lock().equals(wants.get(i - 1).lock())) {
                    throw new IllegalArgumentException(
                            "a request names each lock once: " + wants.get(i).lock());
                }
            }
        }

        public Acquire(LockName lock, Owner owner, Mode mode, long waitMillis, long leaseMillis) {
            this(List.of(new Want(lock, mode)), owner, Terms.plain(waitMillis, leaseMillis));
        }

        @Override
        public SessionId session() {
            return owner.session();
        }
    }

    /**
     * Give locks up, all or none, once or several times over. The tokens must be those the grants carried, so that a late
     * release cannot end a newer hold.
     *
     * @param owner which of the session's owners; null where only one of them holds the lock
     * @param count how many of its counted holds to give back; more than there are gives all back
     */
    record Release(
            List<Grip> grips, SessionId session, @Nullable String owner, int count) implements LockCommand {

        public Release {
            grips = checked(grips);
            Owner.checkName(owner);
            if (count < 1 || count > LockLimits.HOLD_COUNT_MAX) {
                throw new IllegalArgumentException("count must be between 1 and " + LockLimits.HOLD_COUNT_MAX);
            }
        }

        public Release(LockName lock, SessionId session, @Nullable String owner, FencingToken token, int count) {
            this(List.of(new Grip(lock, token)), session, owner, count);
        }
    }

    /**
     * Let the leases of holds, all or none, last at least this much longer, from now. A hold that had no lease has one
     * from then on.
     */
    record Extend(
            List<Grip> grips, SessionId session, @Nullable String owner, long leaseMillis) implements LockCommand {

        public Extend {
            grips = checked(grips);
            Owner.checkName(owner);
            LockLimits.check("lease", leaseMillis, LockLimits.LEASE_MILLIS_MAX);
            if (leaseMillis == 0) {
                throw new IllegalArgumentException("lease must be longer than 0");
            }
        }

        public Extend(LockName lock, SessionId session, @Nullable String owner, FencingToken token, long leaseMillis) {
            this(List.of(new Grip(lock, token)), session, owner, leaseMillis);
        }
    }

    /**
     * Hold the lock in another mode. To a weaker one at once; to a stronger one when no other holder conflicts, before all
     * who wait for the lock. Until then, and where it fails, the hold stays as it was.
     *
     * @param terms how long to wait and what to do in a deadlock; its lease, minimum hold, claim and strategy do not count
     */
    record Convert(Grip grip, SessionId session, @Nullable String owner, Mode to, Terms terms) implements LockCommand {

        public Convert {
            Owner.checkName(owner);
        }
    }

    /** Leave the queue; a ticket that was granted already is released. A conversion that came first stands. */
    record Cancel(TicketId ticket, SessionId session) implements LockCommand {}

    /** Tell that the grant of this ticket has been seen; a grant that nobody claims passes on. */
    record Claim(TicketId ticket, SessionId session) implements LockCommand {}

    /**
     * Ask the holders to give the lock up.
     *
     * @param graceMillis how long they are given
     * @param force whether the lock is taken from those that hold it still when that time is over
     */
    record RequestRevoke(LockName lock, String reason, long graceMillis, boolean force) implements LockCommand {

        public RequestRevoke {
            LockLimits.checkText("reason", reason);
            LockLimits.check("grace", graceMillis, LockLimits.REVOKE_GRACE_MILLIS_MAX);
        }
    }

    /**
     * Take the lock from its holders.
     *
     * @param token only from the holders of this epoch; null is of any
     * @param owner only from the owner of this name; null is from all
     * @param by who does it
     * @param delayMillis how long others are kept out, at least
     */
    record ForceRelease(
            LockName lock,
            @Nullable FencingToken token,
            @Nullable String owner,
            String reason,
            String by,
            long delayMillis)
            implements LockCommand {

        public ForceRelease {
            Owner.checkName(owner);
            LockLimits.checkText("reason", reason);
            LockLimits.checkText("by", by);
            LockLimits.check("lockDelay", delayMillis, LockLimits.DELAY_MILLIS_MAX);
        }
    }

    private static List<Grip> checked(List<Grip> grips) {
        if (grips.isEmpty() || grips.size() > LockLimits.WANTS_MAX) {
            throw new IllegalArgumentException("a request names 1 to " + LockLimits.WANTS_MAX + " locks");
        }
        var sorted = grips.stream().sorted(Comparator.comparing(Grip::lock)).toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).lock().equals(sorted.get(i - 1).lock())) {
                throw new IllegalArgumentException(
                        "a request names each lock once: " + sorted.get(i).lock());
            }
        }
        return sorted;
    }
}
