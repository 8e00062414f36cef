package io.holdfast.lock.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.lock.Holder;
import io.holdfast.lock.LockQueries.HeldLock;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockView;
import io.holdfast.lock.Mode;
import io.holdfast.lock.TicketView;
import io.holdfast.lock.Waiter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
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

    /** A place in a lock's queue. */
    @Schema(name = "WaitingTicket")
    record WaitingView(
            String lock,
            @Schema(allowableValues = "WAITING") String state,
            String ticket,
            Mode mode,
            String owner,
            String session,

            @Schema(description = "1 is the next in the queue")
            int position,

            List<AheadView> ahead,
            List<HolderView> holders) {

        static WaitingView of(TicketView ticket, long nowMillis) {
            return new WaitingView(
                    ticket.lock().value(),
                    "WAITING",
                    ticket.ticket().toString(),
                    ticket.mode(),
                    ticket.owner().name(),
                    ticket.owner().session().toString(),
                    ticket.position(),
                    ticket.ahead().stream().map(AheadView::of).toList(),
                    ticket.holders().stream()
                            .map(holder -> HolderView.of(holder, nowMillis))
                            .toList());
        }
    }

    /** Somebody earlier in the queue. */
    @Schema(name = "Ahead")
    record AheadView(String owner, String session, Mode mode) {

        static AheadView of(Waiter waiter) {
            return new AheadView(waiter.owner().name(), waiter.owner().session().toString(), waiter.mode());
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
            Long leaseRemainingMillis) {

        static HolderView of(Holder holder, long nowMillis) {
            return new HolderView(
                    holder.owner().name(),
                    holder.owner().session().toString(),
                    holder.mode(),
                    holder.token().toString(),
                    holder.holdCount(),
                    Math.max(0, nowMillis - holder.sinceMillis()),
                    leaseRemaining(holder, nowMillis));
        }
    }

    /** Somebody who waits for a lock. */
    @Schema(name = "Waiter")
    record WaiterView(
            String ticket,
            String owner,
            String session,
            Mode mode,
            int position,
            long waitingMillis,

            @Schema(description = "How much longer it will wait")
            long remainingMillis) {

        static List<WaiterView> of(List<Waiter> queue, long nowMillis) {
            var views = new ArrayList<WaiterView>(queue.size());
            for (var waiter : queue) {
                views.add(new WaiterView(
                        waiter.ticket().toString(),
                        waiter.owner().name(),
                        waiter.owner().session().toString(),
                        waiter.mode(),
                        views.size() + 1,
                        Math.max(0, nowMillis - waiter.sinceMillis()),
                        Math.max(0, waiter.untilMillis() - nowMillis)));
            }
            return views;
        }
    }

    /** A lock as it stands. */
    @Schema(name = "Lock")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StateView(
            String lock,
            @Schema(allowableValues = {"FREE", "HELD"}) String state,
            @Nullable Mode mode,
            @Nullable String token,
            List<HolderView> holders,
            int waiterCount,

            @Schema(description = "The first hundred in the queue; left out in lists") @Nullable
            List<WaiterView> waiters) {

        static StateView whole(LockView lock, long nowMillis) {
            return of(lock, nowMillis, WaiterView.of(lock.waiters(), nowMillis));
        }

        static StateView row(LockView lock, long nowMillis) {
            return of(lock, nowMillis, null);
        }

        private static StateView of(LockView lock, long nowMillis, @Nullable List<WaiterView> waiters) {
            var first = lock.isFree() ? null : lock.holders().getFirst();
            return new StateView(
                    lock.lock().value(),
                    first == null ? "FREE" : "HELD",
                    first == null ? null : first.mode(),
                    first == null ? null : first.token().toString(),
                    holdersOf(lock, nowMillis),
                    lock.waiterCount(),
                    waiters);
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

    /** A hold that lasts longer now. */
    @Schema(name = "ExtendedLock")
    record ExtendedView(
            String lock, @Schema(allowableValues = "HELD") String state, long leaseMillis) {}

    /** A wait that its owner ended. */
    @Schema(name = "CancelledTicket")
    record CancelledView(
            String ticket,

            @Schema(allowableValues = {"CANCELLED", "RELEASED"})
            String state) {}

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

    private static @Nullable Long leaseRemaining(Holder holder, long nowMillis) {
        return holder.hasLease() ? Math.max(0, holder.leaseUntilMillis() - nowMillis) : null;
    }
}
