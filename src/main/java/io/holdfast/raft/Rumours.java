package io.holdfast.raft;

import io.holdfast.cluster.Member;
import io.holdfast.raft.PeerAnswer.Led;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who leads the data groups of which this node has no copy, and who is in them, by what their leaders say of themselves when
 * they are asked whether they are there. It is about a second old, so it says where to ask, and decides nothing.
 */
final class Rumours {

    /** What was not said again for so long is forgotten. */
    private static final long LASTING_MILLIS = 5_000;

    /** @param node the leader */
    private record Rumour(String node, Led led, long heardMillis) {}

    private final Members members;
    private final Map<String, Rumour> byGroup = new ConcurrentHashMap<>();

    Rumours(Members members) {
        this.members = members;
    }

    /** Takes over what a node says; of two that say they lead, the one of the later term is right. */
    void heard(PeerAnswer.Present present, long nowMillis) {
        var said = present.led().stream().map(Led::group).toList();
        byGroup.values()
                .removeIf(known -> known.node().equals(present.node())
                        && !said.contains(known.led().group()));
        for (var led : present.led()) {
            byGroup.merge(
                    led.group(),
                    new Rumour(present.node(), led, nowMillis),
                    (known, heard) -> known.led().term() > led.term() ? known : heard);
        }
    }

    /** Forgets what is old; called about every second with a monotonic time. */
    void look(long nowMillis) {
        byGroup.values().removeIf(rumour -> nowMillis - rumour.heardMillis() > LASTING_MILLIS);
    }

    /** Who is said to lead the group; null if nobody is. */
    @Nullable
    Member leader(String group) {
        var rumour = byGroup.get(group);
        return rumour == null ? null : members.node(rumour.node());
    }

    /** What is said of a group; null if nothing is. */
    @Nullable
    Led of(String group) {
        var rumour = byGroup.get(group);
        return rumour == null ? null : rumour.led();
    }

    /** What this node says of itself. */
    static List<Led> own(Collection<GroupNode> groups) {
        return groups.stream()
                .filter(group -> !NodeGroups.isCoordination(group) && group.leads())
                .map(Rumours::led)
                .toList();
    }

    private static Led led(GroupNode group) {
        var here = group.division();
        return here == null
                ? new Led(group.name(), 0, List.of())
                : new Led(group.name(), here.getInfo().getCurrentTerm(), Roll.peers(here));
    }
}
