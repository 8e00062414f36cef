package io.holdfast.lock.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.lock.FencingToken;
import io.holdfast.lock.Holder;
import io.holdfast.lock.LockName;
import io.holdfast.lock.LockQueries.HeldLock;
import io.holdfast.lock.LockResult.Converted;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockView;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Revocation;
import io.holdfast.lock.TicketView;
import io.holdfast.lock.Waiter;
import io.holdfast.web.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of locks. Durations are milliseconds; tokens and tickets are strings, because they have 64 bits. */
final class LockAnswers {

    private LockAnswers() {}

    /** A lock that its owner holds. */
    @Schema(name = "HeldLock")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HeldView(
            String lock,
            @Schema(allowableValues = "HELD") String state,
            Mode mode,
            String owner,
            String session,

            @Schema(description = "Proves the grant; grows with every grant")
            String token,

            @Schema(description = "How many times the owner has to release it")
            int holdCount,

            @Schema(description = "How long the hold lasts; null if it lasts as long as the session")
            @JsonInclude
            @Nullable
            Long leaseMillis,

            @Schema(description = "How long the implicit session lives without a sign of life") @Nullable
            Long ttlMillis,

            @Schema(description = "The ticket that was granted") @Nullable
            String ticket) {

        static HeldView of(Granted granted, @Nullable Long ttlMillis) {
            return new HeldView(
                    granted.lock().value(),
                    "HELD",
                    granted.mode(),
                    granted.owner().name(),
                    granted.owner().session().toString(),
                    granted.token().toString(),
                    granted.holdCount(),
                    granted.leaseMillis() == 0 ? null : granted.leaseMillis(),
                    ttlMillis,
                    null);
        }

        static HeldView of(Converted converted) {
            return new HeldView(
                    converted.lock().value(),
                    "HELD",
                    converted.mode(),
                    converted.owner().name(),
                    converted.owner().session().toString(),
                    converted.token().toString(),
                    converted.holdCount(),
                    converted.leaseMillis() == 0 ? null : converted.leaseMillis(),
                    null,
                    null);
        }

        static HeldView of(TicketView ticket, Holder hold, long nowMillis, @Nullable Long ttlMillis) {
            return new HeldView(
                    ticket.lock().value(),
                    "HELD",
                    hold.mode(),
                    hold.owner().name(),
                    hold.owner().session().toString(),
                    hold.token().toString(),
                    hold.holdCount(),
                    leaseRemaining(hold, nowMillis),
                    ttlMillis,
                    ticket.ticket().toString());
        }
    }

    /** Whether a token is the current one. */
    @Schema(name = "Fence")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FenceView(
            String lock,

            @Schema(description = "Whether the token that was shown is the current one; left out where none was")
            @Nullable
            Boolean valid,

            @Schema(description = "The current token; null while nobody holds the lock") @JsonInclude @Nullable
            String token,

            List<HolderView> holders) {

        static FenceView of(LockView lock, @Nullable FencingToken shown, long nowMillis) {
            var current =
                    lock.holders().isEmpty() ? null : lock.holders().getFirst().token();
            return new FenceView(
                    lock.lock().value(),
                    shown == null ? null : shown.equals(current),
                    current == null ? null : current.toString(),
                    holdersOf(lock, nowMillis));
        }
    }

    /** Somebody who holds a lock. */
    @Schema(name = "Holder")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HolderView(
            String owner,
            String session,
            Mode mode,
            String token,
            int holdCount,
            long heldMillis,

            @Schema(description = "Only of a hold that has a lease") @Nullable
            Long leaseRemainingMillis,

            @Schema(description = "The remark it was acquired with, if any") @Nullable
            String comment,

            @Schema(description = "False while the grant came by waiting and nobody has asked for it yet") @Nullable
            Boolean claimed,

            @Schema(description = "What the holder was asked, if it was") @Nullable
            RevocationView revoke) {

        static HolderView of(Holder holder, long nowMillis) {
            return new HolderView(
                    holder.owner().name(),
                    holder.owner().session().toString(),
                    holder.mode(),
                    holder.token().toString(),
                    holder.holdCount(),
                    Math.max(0, nowMillis - holder.sinceMillis()),
                    leaseRemaining(holder, nowMillis),
                    holder.comment().isEmpty() ? null : holder.comment(),
                    holder.claimed() ? null : false,
                    RevocationView.of(holder.revocation(), nowMillis));
        }
    }

    /** A request to give a lock up. */
    @Schema(name = "RevokeRequested")
    record RevocationView(
            String reason,

            @Schema(description = "How much longer the holder is given")
            long remainingMillis,

            @Schema(description = "Whether the lock is taken then")
            boolean force) {

        static @Nullable RevocationView of(@Nullable Revocation revocation, long nowMillis) {
            return revocation == null
                    ? null
                    : new RevocationView(
                            revocation.reason(), Math.max(0, revocation.untilMillis() - nowMillis), revocation.force());
        }
    }

    /** Somebody who waits for a lock. */
    @Schema(name = "Waiter")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record WaiterView(
            String ticket,
            String owner,
            String session,
            Mode mode,

            @Schema(description = "1 is the next in the queue; who lets others pass does not count")
            int position,

            long waitingMillis,

            @Schema(description = "How much longer it will wait")
            long remainingMillis,

            @Schema(description = "True of a holder that waits to hold the lock in another mode") @Nullable
            Boolean conversion,

            @Schema(description = "Only of one that lets later requests pass", allowableValues = "skip") @Nullable
            String strategy,

            @Schema(description = "How many locks it waits for together, if it is more than one") @Nullable
            Integer locks,

            @Schema(description = "The remark it waits with, if any") @Nullable
            String comment) {

        static List<WaiterView> of(LockName lock, List<Waiter> queue, long nowMillis) {
            var views = new ArrayList<WaiterView>(queue.size());
            int position = 1;
            for (var waiter : queue) {
                views.add(new WaiterView(
                        waiter.ticket().toString(),
                        waiter.owner().name(),
                        waiter.owner().session().toString(),
                        waiter.mode(lock),
                        position,
                        Math.max(0, nowMillis - waiter.sinceMillis()),
                        Math.max(0, waiter.untilMillis() - nowMillis),
                        waiter.conversion() ? true : null,
                        waiter.reserves() ? null : Input.word(waiter.terms().strategy()),
                        waiter.wants().size() == 1 ? null : waiter.wants().size(),
                        waiter.terms().comment().isEmpty()
                                ? null
                                : waiter.terms().comment()));
                position += waiter.reserves() ? 1 : 0;
            }
            return views;
        }
    }

    /** A lock as it stands. */
    @Schema(name = "Lock")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StateView(
            String lock,

            @Schema(allowableValues = {"FREE", "HELD", "DELAYED"})
            String state,

            @Schema(description = "The strongest mode it is held in") @Nullable
            Mode mode,

            @Nullable String token,
            List<HolderView> holders,
            int waiterCount,

            @Schema(description = "How much longer others are kept out, after somebody lost the lock") @Nullable
            Long delayRemainingMillis,

            @Schema(description = "The first hundred in the queue; left out in lists") @Nullable
            List<WaiterView> waiters) {

        static StateView whole(LockView lock, long nowMillis) {
            return of(lock, nowMillis, WaiterView.of(lock.lock(), lock.waiters(), nowMillis));
        }

        static StateView row(LockView lock, long nowMillis) {
            return of(lock, nowMillis, null);
        }

        private static StateView of(LockView lock, long nowMillis, @Nullable List<WaiterView> waiters) {
            var holders = lock.holders();
            long delayMillis = Math.max(0, lock.shutUntilMillis() - nowMillis);
            return new StateView(
                    lock.lock().value(),
                    !holders.isEmpty() ? "HELD" : delayMillis > 0 ? "DELAYED" : "FREE",
                    holders.isEmpty() ? null : strongest(holders),
                    holders.isEmpty() ? null : holders.getFirst().token().toString(),
                    holdersOf(lock, nowMillis),
                    lock.waiterCount(),
                    delayMillis == 0 ? null : delayMillis,
                    waiters);
        }

        private static Mode strongest(List<Holder> holders) {
            var modes = EnumSet.noneOf(Mode.class);
            holders.forEach(holder -> modes.add(holder.mode()));
            return modes.contains(Mode.X) ? Mode.X : modes.contains(Mode.U) ? Mode.U : Mode.S;
        }
    }

    static List<HolderView> holdersOf(LockView lock, long nowMillis) {
        return lock.holders().stream()
                .map(holder -> HolderView.of(holder, nowMillis))
                .toList();
    }

    /** A page of locks. */
    @Schema(name = "LockPage")
    record PageView(
            List<StateView> locks,

            @Schema(description = "Where the next page starts; null after the last") @JsonInclude @Nullable
            String cursor) {}

    /** What is left of a hold that was given back. */
    @Schema(name = "ReleasedLock")
    record ReleasedView(
            String lock,
            @Schema(allowableValues = {"RELEASED", "HELD"}) String state,
            int holdCount) {

        static ReleasedView of(String lock, int holdCount) {
            return new ReleasedView(lock, holdCount == 0 ? "RELEASED" : "HELD", holdCount);
        }
    }

    /** Holders that were asked to give a lock up, or that it was taken from. */
    @Schema(name = "RevokedLock")
    record RevokedView(
            String lock,

            @Schema(allowableValues = {"REVOKE_REQUESTED", "FORCE_RELEASED"})
            String state,

            @Schema(description = "How many holders it was") int holders) {}

    /** A hold that lasts longer now. */
    @Schema(name = "ExtendedLock")
    record ExtendedView(
            String lock, @Schema(allowableValues = "HELD") String state, long leaseMillis) {}

    /** A wait that its owner ended. */
    @Schema(name = "CancelledTicket")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CancelledView(
            String ticket,

            @Schema(
                    description = "HELD where the ticket was a conversion that came first: the hold is as told here",
                    allowableValues = {"CANCELLED", "RELEASED", "HELD"})
            String state,

            @Schema(description = "Only where a conversion came first") @Nullable
            String lock,

            @Schema(description = "The mode it is held in; only where a conversion came first") @Nullable
            Mode mode,

            @Schema(description = "The token it is held under; only where a conversion came first") @Nullable
            String token) {

        static CancelledView of(String ticket, boolean released) {
            return new CancelledView(ticket, released ? "RELEASED" : "CANCELLED", null, null, null);
        }

        static CancelledView tooLate(String ticket, Converted converted) {
            return new CancelledView(
                    ticket,
                    "HELD",
                    converted.lock().value(),
                    converted.mode(),
                    converted.token().toString());
        }
    }

    /** A lock among the things that a session owns. */
    @Schema(name = "SessionHold")
    record SessionHoldView(String lock, String owner, Mode mode, String token, int holdCount) {

        static SessionHoldView of(HeldLock held) {
            var holder = held.holder();
            return new SessionHoldView(
                    held.lock().value(),
                    holder.owner().name(),
                    holder.mode(),
                    holder.token().toString(),
                    holder.holdCount());
        }
    }

    /** A wait among the things that a session owns. */
    @Schema(name = "SessionWait")
    record SessionWaitView(String ticket, String lock, String owner, Mode mode, int position) {

        static SessionWaitView of(TicketView ticket) {
            return new SessionWaitView(
                    ticket.ticket().toString(),
                    ticket.lock().value(),
                    ticket.owner().name(),
                    ticket.mode(),
                    ticket.position());
        }
    }

    static @Nullable Long leaseRemaining(Holder holder, long nowMillis) {
        return holder.hasLease() ? Math.max(0, holder.leaseUntilMillis() - nowMillis) : null;
    }
}
