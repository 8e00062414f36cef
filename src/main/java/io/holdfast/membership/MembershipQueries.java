package io.holdfast.membership;

import io.holdfast.core.SessionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What can be asked of groups without changing them. Answers are copies; ask on the thread that may read the machine. */
public final class MembershipQueries {

    /** Memberships of a session that one answer shows at most. */
    public static final int SHOWN_MAX = 100;

    private final MembershipMachine machine;
    private final TreeMap<GroupName, Group> groups;

    MembershipQueries(MembershipMachine machine, TreeMap<GroupName, Group> groups) {
        this.machine = machine;
        this.groups = groups;
    }

    /**
     * A group without members is empty, and has a version all the same.
     *
     * @param after only members that joined later; 0 is all
     * @param limit at most so many of them
     */
    public GroupView inspect(GroupName name, long after, int limit) {
        var group = groups.get(name);
        return group == null
                ? new GroupView(name, machine.version(name), List.of(), 0)
                : new GroupView(
                        name,
                        group.version,
                        group.byAge.tailMap(after, false).values().stream()
                                .limit(limit)
                                .toList(),
                        group.size());
    }

    /** Lists groups that have members by name, after {@code after}, without their members. */
    public List<GroupView> list(String prefix, @Nullable GroupName after, int limit) {
        var found = new ArrayList<GroupView>();
        for (var group : startingAt(prefix, after)) {
            if (found.size() == limit || !group.name.value().startsWith(prefix)) {
                break;
            }
            found.add(new GroupView(group.name, group.version, List.of(), group.size()));
        }
        return found;
    }

    private Collection<Group> startingAt(String prefix, @Nullable GroupName after) {
        if (after != null && after.value().compareTo(prefix) >= 0) {
            return groups.tailMap(after, false).values();
        }
        return prefix.isEmpty()
                ? groups.values()
                : groups.tailMap(new GroupName(prefix)).values();
    }

    /** A group and one of its members. */
    public record Membership(GroupName group, Member member) {}

    /** What the session is a member of, by name of group. */
    public List<Membership> of(SessionId session) {
        return machine.membershipsOf(session, SHOWN_MAX);
    }
}
