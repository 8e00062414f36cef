package io.holdfast.semaphore.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.semaphore.Holder;
import io.holdfast.semaphore.SemaphoreQueries.HeldPermits;
import io.holdfast.semaphore.SemaphoreResult.Granted;
import io.holdfast.semaphore.SemaphoreView;
import io.holdfast.semaphore.TicketView;
import io.holdfast.semaphore.Waiter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of semaphores. Durations are milliseconds; tokens and tickets are strings, because they have 64 bits. */
final class SemaphoreAnswers {

    private SemaphoreAnswers() {}

    /** The size a semaphore has now. */
    @Schema(name = "DefinedSemaphore")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DefinedView(
            String semaphore,
            int permits,

            @Schema(description = "The size it had; left out where it is new") @Nullable
            Integer before) {}

    /** A semaphore that grants nothing, or grants again. */
    @Schema(name = "SemaphoreState")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SwitchedView(
            String semaphore,

            @Schema(allowableValues = {"DRAINED", "OPEN", "DELETED"})
            String state,

            @Schema(description = "Permits that were still out when it was drained") @Nullable
            Integer held) {}

    /** Permits that their owner holds. */
    @Schema(name = "HeldPermits")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HeldView(
            String semaphore,
            @Schema(allowableValues = "HELD") String state,
            int permits,
            String owner,
            String session,

            @Schema(description = "Proves the grant; grows from grant to grant")
            String token,

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
                    granted.semaphore().value(),
                    "HELD",
                    granted.permits(),
                    granted.owner().name(),
                    granted.owner().session().toString(),
                    granted.token().toString(),
                    granted.leaseMillis() == 0 ? null : granted.leaseMillis(),
                    ttlMillis,
                    null);
        }

        static HeldView of(TicketView ticket, Holder hold, long nowMillis, @Nullable Long ttlMillis) {
            return new HeldView(
                    ticket.semaphore().value(),
                    "HELD",
                    hold.permits(),
                    hold.owner().name(),
                    hold.owner().session().toString(),
                    hold.token().toString(),
                    leaseRemaining(hold, nowMillis),
                    ttlMillis,
                    ticket.ticket().toString());
        }
    }

    /** A place in a semaphore's queue. */
    @Schema(name = "WaitingForPermits")
    record WaitingView(
            String semaphore,
            @Schema(allowableValues = "WAITING") String state,
            String ticket,
            int permits,
            String owner,
            String session,

            @Schema(description = "1 is the next in the queue")
            int position,

            @Schema(description = "Permits that are there now; whoever is first needs more")
            int available,

            List<AheadView> ahead) {

        static WaitingView of(TicketView ticket) {
            return new WaitingView(
                    ticket.semaphore().value(),
                    "WAITING",
                    ticket.ticket().toString(),
                    ticket.permits(),
                    ticket.owner().name(),
                    ticket.owner().session().toString(),
                    ticket.position(),
                    ticket.available(),
                    ticket.ahead().stream().map(AheadView::of).toList());
        }
    }

    /** Somebody earlier in the queue. */
    @Schema(name = "AheadForPermits")
    record AheadView(String owner, String session, int permits) {

        static AheadView of(Waiter waiter) {
            return new AheadView(waiter.owner().name(), waiter.owner().session().toString(), waiter.permits());
        }
    }

    /** Somebody who holds permits. */
    @Schema(name = "PermitHolder")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HolderView(
            String owner,
            String session,
            String token,
            int permits,
            long heldMillis,

            @Schema(description = "Whether the owner has been told of the grant; if it is not in time, it is passed on")
            boolean claimed,

            @Schema(description = "Only of a hold that has a lease") @Nullable
            Long leaseRemainingMillis) {

        static List<HolderView> of(SemaphoreView semaphore, long nowMillis) {
            return semaphore.holders().stream()
                    .map(holder -> new HolderView(
                            holder.owner().name(),
                            holder.owner().session().toString(),
                            holder.token().toString(),
                            holder.permits(),
                            Math.max(0, nowMillis - holder.sinceMillis()),
                            holder.claimed(),
                            leaseRemaining(holder, nowMillis)))
                    .toList();
        }
    }

    /** Somebody who waits for permits. */
    @Schema(name = "PermitWaiter")
    record WaiterView(
            String ticket,
            String owner,
            String session,
            int permits,
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
                        waiter.permits(),
                        views.size() + 1,
                        Math.max(0, nowMillis - waiter.sinceMillis()),
                        Math.max(0, waiter.untilMillis() - nowMillis)));
            }
            return views;
        }
    }

    /** A semaphore as it stands. */
    @Schema(name = "Semaphore")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StateView(
            String semaphore,

            @Schema(description = "Its size") int permits,

            int available,

            @Schema(description = "Permits that are out; more than its size while it shrinks")
            int held,

            @Schema(description = "Whether it grants nothing at present")
            boolean drained,

            int holderCount,
            int waiterCount,

            @Schema(description = "The hundred oldest; left out in lists") @Nullable
            List<HolderView> holders,

            @Schema(description = "The first hundred in the queue; left out in lists") @Nullable
            List<WaiterView> waiters) {

        static StateView whole(SemaphoreView semaphore, long nowMillis) {
            return of(semaphore, HolderView.of(semaphore, nowMillis), WaiterView.of(semaphore.waiters(), nowMillis));
        }

        static StateView row(SemaphoreView semaphore) {
            return of(semaphore, null, null);
        }

        private static StateView of(
                SemaphoreView semaphore, @Nullable List<HolderView> holders, @Nullable List<WaiterView> waiters) {
            return new StateView(
                    semaphore.semaphore().value(),
                    semaphore.permits(),
                    semaphore.available(),
                    semaphore.held(),
                    semaphore.drained(),
                    semaphore.holderCount(),
                    semaphore.waiterCount(),
                    holders,
                    waiters);
        }
    }

    /** A page of semaphores. */
    @Schema(name = "SemaphorePage")
    record PageView(
            List<StateView> semaphores,

            @Schema(description = "Where the next page starts; null after the last") @JsonInclude @Nullable
            String cursor) {}

    /** Permits that were given back. */
    @Schema(name = "ReleasedPermits")
    record ReleasedView(
            String semaphore,

            @Schema(allowableValues = {"RELEASED", "HELD"}) String state,

            @Schema(description = "How many of the grant are still held")
            int permits) {

        static ReleasedView of(String semaphore, int permits) {
            return new ReleasedView(semaphore, permits == 0 ? "RELEASED" : "HELD", permits);
        }
    }

    /** A hold that lasts longer now. */
    @Schema(name = "ExtendedPermits")
    record ExtendedView(
            String semaphore,
            @Schema(allowableValues = "HELD") String state,
            long leaseMillis) {}

    /** A wait that its owner ended. */
    @Schema(name = "CancelledPermitTicket")
    record CancelledView(
            String ticket,

            @Schema(allowableValues = {"CANCELLED", "RELEASED"})
            String state) {}

    /** Permits among the things that a session owns. */
    @Schema(name = "SessionPermits")
    record SessionHoldView(String semaphore, String owner, String token, int permits) {

        static SessionHoldView of(HeldPermits held) {
            var holder = held.holder();
            return new SessionHoldView(
                    held.semaphore().value(),
                    holder.owner().name(),
                    holder.token().toString(),
                    holder.permits());
        }
    }

    /** A wait among the things that a session owns. */
    @Schema(name = "SessionPermitWait")
    record SessionWaitView(String ticket, String semaphore, String owner, int permits, int position) {

        static SessionWaitView of(TicketView ticket) {
            return new SessionWaitView(
                    ticket.ticket().toString(),
                    ticket.semaphore().value(),
                    ticket.owner().name(),
                    ticket.permits(),
                    ticket.position());
        }
    }

    private static @Nullable Long leaseRemaining(Holder holder, long nowMillis) {
        return holder.hasLease() ? Math.max(0, holder.untilMillis() - nowMillis) : null;
    }
}
