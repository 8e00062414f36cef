package io.holdfast.core;

import java.util.List;

/** Refusals that any command can meet before its machine sees it. */
public sealed interface Declined extends Result {

    /** The session ended or never was. Session ids are not reused, so this answer is for ever. */
    record SessionGone(SessionId session) implements Declined {}

    /** The session was opened by another principal. */
    record SessionForeign(SessionId session) implements Declined {}

    /** The key was used before, for another request. */
    record KeyReused(String key) implements Declined {}

    /** No further session can be opened. */
    record SessionsExhausted(int limit) implements Declined {}

    /** Another session was opened under this id; it is drawn at random, so the one that drew it again is at fault. */
    record SessionTaken(SessionId session) implements Declined {}

    /** The guard did not hold: the token is not the current one of the lock. */
    record GuardFailed(Guard guard) implements Declined {}

    /** No token of another lock can be remembered in this group. */
    record FencesExhausted(int limit) implements Declined {}

    static List<Tag<Result>> tags() {
        return List.of(
                new Tag<>(240, 1, SessionGone.class),
                new Tag<>(241, 1, KeyReused.class),
                new Tag<>(242, 1, SessionsExhausted.class),
                new Tag<>(243, 1, SessionTaken.class),
                new Tag<>(244, 1, GuardFailed.class),
                new Tag<>(245, 1, FencesExhausted.class),
                new Tag<>(246, 1, SessionForeign.class));
    }
}
