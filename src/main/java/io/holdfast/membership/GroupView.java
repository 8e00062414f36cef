package io.holdfast.membership;

import java.util.List;

/**
 * A group as it stands.
 *
 * @param version the sequence of the last change of its members or of what they say; never goes back
 * @param members some of them, in the order in which they joined
 * @param memberCount how many there are in all
 */
public record GroupView(GroupName group, long version, List<Member> members, int memberCount) {}
