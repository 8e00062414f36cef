package io.holdfast.simulation.invariant;

import io.holdfast.membership.GroupView;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * INV-5 of elections and INV-2 and INV-3 of groups: a version never goes back, and grows with each change of what it stands
 * for, also with the last member's leaving. Members stand in the order in which they joined.
 */
public final class VersionsGrow implements Invariant {

    private record Versioned(long version, @Nullable Object state) {}

    private final Map<String, Versioned> before = new TreeMap<>();

    @Override
    public void happened(Seen seen) {
        for (var election : seen.scene().elections()) {
            compare("election " + election.election(), new Versioned(election.version(), election.leader()));
        }
        for (var group : seen.scene().groups()) {
            compare("group " + group.group(), new Versioned(group.version(), group.members()));
            inOrder(group);
        }
    }

    private void compare(String what, Versioned now) {
        var last = before.put(what, now);
        if (last != null) {
            boolean same = Objects.equals(last.state, now.state);
            claim(now.version >= last.version, "a version went back", what, last, now);
            claim(same || now.version > last.version, "a change without a version", what, last, now);
        }
    }

    private void inOrder(GroupView group) {
        var names = new TreeSet<String>();
        long joined = 0;
        for (var member : group.members()) {
            claim(member.joined() > joined, "a member out of order", group);
            claim(names.add(member.member().value()), "a member twice", group);
            joined = member.joined();
        }
    }
}
