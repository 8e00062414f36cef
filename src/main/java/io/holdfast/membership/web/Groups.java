package io.holdfast.membership.web;

import static io.holdfast.membership.MembershipPrimitive.GROUPS;

import io.holdfast.core.Command;
import io.holdfast.membership.GroupName;
import io.holdfast.membership.GroupView;
import io.holdfast.membership.MembershipEvent.GroupTopic;
import io.holdfast.membership.MembershipMachine;
import io.holdfast.membership.web.GroupAnswers.StateView;
import io.holdfast.web.Page;
import io.holdfast.web.Parking;
import io.holdfast.web.Parking.Spot;
import io.holdfast.web.Place;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Watches groups. */
final class Groups {

    /** A group, for whoever knows its state up to a version. */
    private record Watched(GroupView group, long nowMillis, long after) implements Place {

        @Override
        public boolean isWaiting() {
            return group.version() <= after;
        }

        @Override
        public @Nullable Command claim() {
            return null;
        }
    }

    /**
     * Which members to show.
     *
     * @param joinedAfter only those that joined later
     */
    record Rows(long joinedAfter, int limit) {}

    private final Parking parking;

    Groups(Parking parking) {
        this.parking = parking;
    }

    /** The group as soon as its version is greater, or as it is when patience runs out. */
    StateView watch(GroupName name, Rows rows, long after, Duration patience) {
        Spot<MembershipMachine, Watched> spot = new Spot<>(
                GROUPS,
                (groups, now) ->
                        new Watched(groups.queries().inspect(name, rows.joinedAfter(), rows.limit()), now, after),
                new GroupTopic(name));
        var watched = parking.look(spot, patience);
        var members = watched.group().members();
        var cursor = Page.cursorAfter(
                members.size() < rows.limit() ? null : members.getLast().joined());
        return StateView.of(watched.group(), watched.nowMillis(), cursor);
    }
}
