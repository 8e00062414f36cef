package io.holdfast.membership;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.Machine;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.membership.MembershipCommand.Join;
import io.holdfast.membership.MembershipCommand.Leave;
import io.holdfast.membership.MembershipQueries.Membership;
import io.holdfast.membership.MembershipResult.Reason;
import io.holdfast.membership.MembershipResult.Refused;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Groups of members that are there as long as their sessions live.
 *
 * <p>Invariants, checked by the model under these numbers:
 *
 * <ul>
 *   <li>INV-1 a member is one session, and that session lives;
 *   <li>INV-2 members stand in the order in which they joined; saying something else does not move them;
 *   <li>INV-3 a group's version never goes back, and grows with each change of its members, also of the last one's leaving.
 * </ul>
 */
public final class MembershipMachine implements Machine<MembershipCommand> {

    /** What a session is a member of. */
    private record Place(GroupName group, MemberName member) implements Comparable<Place> {

        @Override
        public int compareTo(Place other) {
            int byGroup = group.compareTo(other.group);
            return byGroup != 0 ? byGroup : member.compareTo(other.member);
        }
    }

    /** @param floor the greatest version of a group without members that is not remembered any more */
    private record Head(int groups, int empty, long floor) {}

    /** Its members follow. */
    private record GroupRow(GroupName group, long version, int members) {}

    private record EmptyRow(GroupName group, long version) {}

    private static final SortedSet<Place> NOWHERE = Collections.emptySortedSet();

    private final TreeMap<GroupName, Group> groups = new TreeMap<>();
    /** Versions of groups without members, so that those who watch them are told that. */
    private final Map<GroupName, Long> empty = new LinkedHashMap<>();

    private final Map<SessionId, SortedSet<Place>> bySession = new LinkedHashMap<>();
    private long floor;
    private int members;

    @Override
    public Applied<MembershipResult> apply(Stamp at, MembershipCommand command) {
        return switch (command) {
            case Join join -> join(at, join);
            case Leave leave -> leave(at, leave);
        };
    }

    private Applied<MembershipResult> join(Stamp at, Join command) {
        var group = groups.get(command.group());
        var present = group == null ? null : group.member(command.member());
        if (group != null && present != null) {
            return update(at, command, group, present);
        }
        if (count(command.session()) >= MembershipLimits.SESSION_ROWS_MAX) {
            return refused(Reason.SESSION_ROWS_MAX);
        }
        if (group == null && groups.size() >= MembershipLimits.GROUPS_MAX) {
            return refused(Reason.GROUPS_MAX);
        }
        if (group != null && group.size() >= MembershipLimits.MEMBERS_MAX) {
            return refused(Reason.MEMBERS_MAX);
        }
        var joined = group == null ? begin(command.group()) : group;
        add(
                joined,
                new Member(
                        command.member(),
                        command.session(),
                        command.value(),
                        at.sequence(),
                        at.sequence(),
                        at.millis()));
        joined.version = at.sequence();
        return Applied.of(
                new MembershipResult.Joined(at.sequence(), at.sequence()),
                new MembershipEvent.Joined(command.group(), command.member(), command.session(), command.value()));
    }

    private Group begin(GroupName name) {
        var group = new Group(name, version(name));
        empty.remove(name);
        groups.put(name, group);
        return group;
    }

    private void add(Group group, Member member) {
        group.put(member);
        bySession.computeIfAbsent(member.session(), _ -> new TreeSet<>()).add(new Place(group.name, member.member()));
        members++;
    }

    /** What changes nothing wakes nobody. */
    private static Applied<MembershipResult> update(Stamp at, Join command, Group group, Member present) {
        if (!present.session().equals(command.session())) {
            return refused(Reason.TAKEN);
        }
        if (present.value().equals(command.value())) {
            return Applied.of(new MembershipResult.Updated(present.joined(), group.version));
        }
        group.put(new Member(
                present.member(),
                present.session(),
                command.value(),
                present.joined(),
                at.sequence(),
                present.sinceMillis()));
        group.version = at.sequence();
        return Applied.of(
                new MembershipResult.Updated(present.joined(), group.version),
                new MembershipEvent.Updated(group.name, present.member(), present.session(), command.value()));
    }

    private Applied<MembershipResult> leave(Stamp at, Leave command) {
        var group = groups.get(command.group());
        var member = group == null ? null : group.member(command.member());
        if (group == null || member == null) {
            return refused(Reason.UNKNOWN_MEMBER);
        }
        if (!member.session().equals(command.session())) {
            return refused(Reason.TAKEN);
        }
        remove(at, group, member);
        return Applied.of(
                new MembershipResult.Left(at.sequence()), left(group, member, MembershipEvent.Cause.REQUESTED));
    }

    private static MembershipEvent left(Group group, Member member, MembershipEvent.Cause cause) {
        return new MembershipEvent.Left(group.name, member.member(), member.session(), cause);
    }

    /** The one place where a membership ends; a group without members is remembered by its version only. */
    private void remove(Stamp at, Group group, Member member) {
        group.remove(member);
        group.version = at.sequence();
        members--;
        var places = bySession.get(member.session());
        if (places == null || !places.remove(new Place(group.name, member.member()))) {
            throw new IllegalStateException("INV-1: a member without its session: " + member);
        }
        if (places.isEmpty()) {
            bySession.remove(member.session());
        }
        if (group.size() == 0) {
            groups.remove(group.name);
            empty.put(group.name, group.version);
            forgetOldest();
        }
    }

    private void forgetOldest() {
        if (empty.size() > MembershipLimits.EMPTY_MAX) {
            var oldest = empty.entrySet().iterator();
            floor = Math.max(floor, oldest.next().getValue());
            oldest.remove();
        }
    }

    private int count(SessionId session) {
        var places = bySession.get(session);
        return places == null ? 0 : places.size();
    }

    private static Applied<MembershipResult> refused(Reason reason) {
        return Applied.of(new Refused(reason));
    }

    @Override
    public List<Event> sessionEnded(Stamp at, SessionId session) {
        var events = new ArrayList<Event>();
        var places = bySession.get(session);
        if (places == null) {
            return events;
        }
        for (var place : List.copyOf(places)) {
            var group = groups.get(place.group());
            var member = group == null ? null : group.member(place.member());
            if (group == null || member == null) {
                throw new IllegalStateException("INV-1: a session without its member: " + place);
            }
            remove(at, group, member);
            events.add(left(group, member, MembershipEvent.Cause.SESSION_ENDED));
        }
        return events;
    }

    @Override
    public List<Event> timePassed(Stamp at) {
        return List.of();
    }

    @Override
    public OptionalLong nextDeadline() {
        return OptionalLong.empty();
    }

    @Override
    public boolean uses(SessionId session) {
        return bySession.containsKey(session);
    }

    /** The version of a group, whether it has members, had some, is forgotten or never was. */
    long version(GroupName name) {
        var group = groups.get(name);
        return group != null ? group.version : empty.getOrDefault(name, floor);
    }

    /** Questions that change nothing. */
    public MembershipQueries queries() {
        return new MembershipQueries(this, groups);
    }

    List<Membership> membershipsOf(SessionId session, int limit) {
        var found = new ArrayList<Membership>();
        for (var place : bySession.getOrDefault(session, NOWHERE)) {
            var group = groups.get(place.group());
            var member = group == null ? null : group.member(place.member());
            if (member != null && found.size() < limit) {
                found.add(new Membership(place.group(), member));
            }
        }
        return found;
    }

    /** Groups that have members. */
    public int groupCount() {
        return groups.size();
    }

    public int memberCount() {
        return members;
    }

    @Override
    public void save(RowSink sink) {
        sink.put(new Head(groups.size(), empty.size(), floor));
        for (var group : groups.values()) {
            sink.put(new GroupRow(group.name, group.version, group.size()));
            group.byAge.values().forEach(sink::put);
        }
        empty.forEach((name, version) -> sink.put(new EmptyRow(name, version)));
    }

    @Override
    public void load(RowSource source, int version) {
        var head = source.take(Head.class);
        floor = head.floor();
        for (int left = head.groups(); left > 0; left--) {
            var row = source.take(GroupRow.class);
            var group = new Group(row.group(), row.version());
            groups.put(group.name, group);
            for (int more = row.members(); more > 0; more--) {
                add(group, source.take(Member.class));
            }
        }
        for (int left = head.empty(); left > 0; left--) {
            var row = source.take(EmptyRow.class);
            empty.put(row.group(), row.version());
        }
    }
}
