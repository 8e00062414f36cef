package io.holdfast.membership;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.membership.MembershipEvent.Cause;
import io.holdfast.membership.MembershipQueries.Membership;
import io.holdfast.membership.MembershipResult.Reason;
import io.holdfast.membership.MembershipResult.Refused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Groups as one would write them in an hour: one list of members. Knows nothing of limits, and forgets nothing. */
final class NaiveGroups {

    private final List<Membership> all = new ArrayList<>();
    private final TreeMap<GroupName, Long> versions = new TreeMap<>();

    Applied<MembershipResult> apply(Stamp at, MembershipCommand command) {
        return switch (command) {
            case MembershipCommand.Join(var group, var member, var session, var value) ->
                join(at, group, member, session, value);
            case MembershipCommand.Leave(var group, var member, var session) -> leave(at, group, member, session);
        };
    }

    private Applied<MembershipResult> join(
            Stamp at, GroupName group, MemberName member, SessionId session, String value) {
        var present = find(group, member);
        if (present == null) {
            all.add(new Membership(
                    group, new Member(member, session, value, at.sequence(), at.sequence(), at.millis())));
            versions.put(group, at.sequence());
            return Applied.of(
                    new MembershipResult.Joined(at.sequence(), at.sequence()),
                    new MembershipEvent.Joined(group, member, session, value));
        }
        var old = present.member();
        if (!old.session().equals(session)) {
            return Applied.of(new Refused(Reason.TAKEN));
        }
        if (old.value().equals(value)) {
            return Applied.of(new MembershipResult.Updated(old.joined(), versions.get(group)));
        }
        all.set(
                all.indexOf(present),
                new Membership(
                        group, new Member(member, session, value, old.joined(), at.sequence(), old.sinceMillis())));
        versions.put(group, at.sequence());
        return Applied.of(
                new MembershipResult.Updated(old.joined(), at.sequence()),
                new MembershipEvent.Updated(group, member, session, value));
    }

    private Applied<MembershipResult> leave(Stamp at, GroupName group, MemberName member, SessionId session) {
        var present = find(group, member);
        if (present == null) {
            return Applied.of(new Refused(Reason.UNKNOWN_MEMBER));
        }
        if (!present.member().session().equals(session)) {
            return Applied.of(new Refused(Reason.TAKEN));
        }
        all.remove(present);
        versions.put(group, at.sequence());
        return Applied.of(
                new MembershipResult.Left(at.sequence()),
                new MembershipEvent.Left(group, member, session, Cause.REQUESTED));
    }

    List<Event> sessionEnded(Stamp at, SessionId session) {
        var events = new ArrayList<Event>();
        for (var membership : of(session)) {
            all.remove(membership);
            versions.put(membership.group(), at.sequence());
            events.add(new MembershipEvent.Left(
                    membership.group(), membership.member().member(), session, Cause.SESSION_ENDED));
        }
        return events;
    }

    private Membership find(GroupName group, MemberName member) {
        return all.stream()
                .filter(each ->
                        each.group().equals(group) && each.member().member().equals(member))
                .findFirst()
                .orElse(null);
    }

    GroupView inspect(GroupName group, long after, int limit) {
        var members = all.stream()
                .filter(each -> each.group().equals(group))
                .map(Membership::member)
                .sorted(Comparator.comparing(Member::joined))
                .toList();
        var shown = members.stream()
                .filter(member -> member.joined() > after)
                .limit(limit)
                .toList();
        return new GroupView(group, versions.getOrDefault(group, 0L), shown, members.size());
    }

    List<Membership> of(SessionId session) {
        return all.stream()
                .filter(each -> each.member().session().equals(session))
                .sorted(Comparator.comparing(Membership::group)
                        .thenComparing(each -> each.member().member()))
                .toList();
    }

    int memberCount() {
        return all.size();
    }

    long groupCount() {
        return all.stream().map(Membership::group).distinct().count();
    }
}
