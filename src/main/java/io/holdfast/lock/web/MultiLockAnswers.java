package io.holdfast.lock.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.lock.Grant;
import io.holdfast.lock.LockResult.GrantedAll;
import io.holdfast.lock.Mode;
import io.holdfast.lock.TicketView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of several locks at once. */
final class MultiLockAnswers {

    private MultiLockAnswers() {}

    /** One of several locks that an owner holds. */
    @Schema(name = "GrantedLock")
    record GrantView(String lock, Mode mode, String token) {

        /** The holds as they are now: one of them may have been converted since. */
        static List<GrantView> of(TicketView ticket) {
            var views = new ArrayList<GrantView>();
            for (int i = 0; i < ticket.holds().size(); i++) {
                var hold = ticket.holds().get(i);
                views.add(of(new Grant(ticket.grants().get(i).lock(), hold.mode(), hold.token())));
            }
            return views;
        }

        static GrantView of(Grant grant) {
            return new GrantView(
                    grant.lock().value(), grant.mode(), grant.token().toString());
        }
    }

    /** Locks that were granted together. */
    @Schema(name = "HeldLocks")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HeldAllView(
            List<GrantView> locks,
            @Schema(allowableValues = "HELD") String state,
            String owner,
            String session,

            @Schema(description = "How long the holds last; null if they last as long as the session")
            @JsonInclude
            @Nullable
            Long leaseMillis,

            @Schema(description = "How long the implicit session lives without a sign of life") @Nullable
            Long ttlMillis,

            @Schema(description = "The ticket that was granted") @Nullable
            String ticket) {

        static HeldAllView of(GrantedAll granted, @Nullable Long ttlMillis) {
            return new HeldAllView(
                    granted.grants().stream().map(GrantView::of).toList(),
                    "HELD",
                    granted.owner().name(),
                    granted.owner().session().toString(),
                    granted.leaseMillis() == 0 ? null : granted.leaseMillis(),
                    ttlMillis,
                    null);
        }

        static HeldAllView of(TicketView ticket, long nowMillis, @Nullable Long ttlMillis) {
            return new HeldAllView(
                    GrantView.of(ticket),
                    "HELD",
                    ticket.owner().name(),
                    ticket.owner().session().toString(),
                    LockAnswers.leaseRemaining(ticket.holds().getFirst(), nowMillis),
                    ttlMillis,
                    ticket.ticket().toString());
        }
    }

    /** What is left of several holds that were given back. */
    @Schema(name = "ReleasedLocks")
    record ReleasedAllView(
            @Schema(allowableValues = {"RELEASED", "HELD"}) String state, int holdCount) {

        static ReleasedAllView of(int holdCount) {
            return new ReleasedAllView(holdCount == 0 ? "RELEASED" : "HELD", holdCount);
        }
    }

    /** Holds that last longer now. */
    @Schema(name = "ExtendedLocks")
    record ExtendedAllView(@Schema(allowableValues = "HELD") String state, long leaseMillis) {}
}
