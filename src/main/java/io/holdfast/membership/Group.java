package io.holdfast.membership;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One group that has members. */
final class Group {

    final GroupName name;
    /** A step lets at most one join, so its sequence tells them apart. */
    final TreeMap<Long, Member> byAge = new TreeMap<>();

    private final Map<MemberName, Member> byName = new TreeMap<>();
    long version;

    Group(GroupName name, long version) {
        this.name = name;
        this.version = version;
    }

    @Nullable
    Member member(MemberName member) {
        return byName.get(member);
    }

    /** Adds a member, or replaces the one of its name and age. */
    void put(Member member) {
        byAge.put(member.joined(), member);
        byName.put(member.member(), member);
    }

    void remove(Member member) {
        byAge.remove(member.joined());
        byName.remove(member.member());
    }

    int size() {
        return byAge.size();
    }
}
