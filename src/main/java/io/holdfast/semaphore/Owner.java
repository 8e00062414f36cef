package io.holdfast.semaphore;

import io.holdfast.core.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * Who holds or waits: a session, and within it a name, so that two threads of one session are two owners.
 *
 * @param name what people call the owner; may be empty, which is the session as a whole
 */
public record Owner(SessionId session, String name) implements Comparable<Owner> {

    public static final int NAME_LENGTH_MAX = 255;

    /** No owner comes before this one. */
    static final Owner FIRST = new Owner(new SessionId(0, 0), "");

    public Owner {
        checkName(name);
    }

    /** Commands check the owner they name: a machine that met a name it cannot make an owner of would stop the node. */
    static void checkName(@Nullable String name) {
        if (name != null && name.length() > NAME_LENGTH_MAX) {
            throw new IllegalArgumentException("an owner's name has at most " + NAME_LENGTH_MAX + " characters");
        }
    }

    @Override
    public int compareTo(Owner other) {
        int bySession = session.compareTo(other.session);
        return bySession != 0 ? bySession : name.compareTo(other.name);
    }
}
