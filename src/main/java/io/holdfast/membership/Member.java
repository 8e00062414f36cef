package io.holdfast.membership;

import io.holdfast.core.SessionId;

/**
 * A member of a group.
 *
 * @param joined the sequence of the step in which it joined: tells members of one name apart that came one after another
 * @param updated the sequence of the step since which it says this
 * @param sinceMillis cluster time of its joining
 */
public record Member(MemberName member, SessionId session, String value, long joined, long updated, long sinceMillis) {}
