package io.holdfast.lock.web;

import io.holdfast.lock.Deadlock;
import io.holdfast.lock.ForcedRelease;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Owner;
import io.holdfast.lock.web.MultiLockAnswers.GrantView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of what is kept on record: deadlocks, and locks that were taken by force. */
final class DeadlockAnswers {

    private DeadlockAnswers() {}

    /** An owner by its name and its session. */
    @Schema(name = "Owner")
    record OwnerView(String owner, String session) {

        static OwnerView of(Owner owner) {
            return new OwnerView(owner.name(), owner.session().toString());
        }
    }

    /** One owner of a cycle, and what keeps it. */
    @Schema(name = "DeadlockLink")
    record LinkView(
            String owner,
            String session,
            String ticket,

            @Schema(description = "The lock it waits for") String waitsFor,

            @Schema(description = "How it wants the lock") Mode mode,

            @Schema(description = "Whom it waits for: the next in the cycle")
            OwnerView next,

            @Schema(description = "Whether that one holds the lock; it is before it in the queue otherwise")
            boolean nextHolds,

            @Schema(description = "How that one holds or wants the lock")
            Mode nextMode) {

        static LinkView of(Deadlock.Link link) {
            return new LinkView(
                    link.owner().name(),
                    link.owner().session().toString(),
                    link.ticket().toString(),
                    link.lock().value(),
                    link.mode(),
                    OwnerView.of(link.next()),
                    link.nextHolds(),
                    link.nextMode());
        }
    }

    /** A deadlock that was found and broken. */
    @Schema(name = "Deadlock")
    record DeadlockView(
            long deadlock,
            long agoMillis,

            @Schema(description = "Whose request closed the cycle")
            OwnerView closedBy,

            @Schema(description = "Whose wait was given up") OwnerView victim,

            String ticket,
            List<LinkView> cycle,

            @Schema(description = "What the victim held; releasing it lets the others go on")
            List<GrantView> heldByVictim,

            long retryAfterMillis) {

        static @Nullable DeadlockView of(@Nullable Deadlock deadlock, long nowMillis) {
            return deadlock == null ? null : known(deadlock, nowMillis);
        }

        static DeadlockView known(Deadlock deadlock, long nowMillis) {
            return new DeadlockView(
                    deadlock.number(),
                    Math.max(0, nowMillis - deadlock.atMillis()),
                    OwnerView.of(deadlock.closedBy()),
                    OwnerView.of(deadlock.victim()),
                    deadlock.ticket().toString(),
                    deadlock.cycle().stream().map(LinkView::of).toList(),
                    deadlock.heldByVictim().stream().map(GrantView::of).toList(),
                    deadlock.retryAfterMillis());
        }
    }

    /** The last deadlocks. */
    @Schema(name = "Deadlocks")
    record DeadlocksView(
            @Schema(description = "How many were ever found")
            long found,

            @Schema(description = "The last hundred, the latest first")
            List<DeadlockView> deadlocks) {}

    /** A lock that was taken from its holder. */
    @Schema(name = "ForcedRelease")
    record ForcedView(
            String lock,
            long agoMillis,
            OwnerView holder,
            Mode mode,
            String token,
            String reason,

            @Schema(description = "Who did it, as it was said; empty where a request to revoke ran out")
            String by) {

        static ForcedView of(ForcedRelease release, long nowMillis) {
            return new ForcedView(
                    release.lock().value(),
                    Math.max(0, nowMillis - release.atMillis()),
                    OwnerView.of(release.owner()),
                    release.mode(),
                    release.token().toString(),
                    release.reason(),
                    release.by());
        }
    }

    /** The last locks that were taken from their holders. */
    @Schema(name = "ForcedReleases")
    record ForcedReleasesView(
            @Schema(description = "The last hundred, the latest first")
            List<ForcedView> forcedReleases) {}
}
