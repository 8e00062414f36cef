package io.holdfast.core;

import java.util.List;
import java.util.OptionalLong;

/**
 * A deterministic state machine: the only place where state changes. The same steps in the same order give the same
 * state and the same answers on every replica, so a machine reads no clock, draws nothing at random and never depends on
 * the iteration order of a hash table.
 *
 * <p>One thread at a time enters a machine. Broken invariants throw {@link IllegalStateException}, which stops the node.
 */
public interface Machine<C extends Command> {

    /** Applies one committed command. */
    Applied<?> apply(Stamp at, C command);

    /** Drops everything the session holds or waits for. */
    List<Event> sessionEnded(Stamp at, SessionId session);

    /** Acts on every deadline that is not after {@code at.millis}. */
    List<Event> timePassed(Stamp at);

    /** The earliest deadline in cluster milliseconds, so that an idle cluster need not append anything. */
    OptionalLong nextDeadline();

    /** Whether any row stands here for the session; an implicit session that nothing stands for ends. */
    boolean uses(SessionId session);

    /** Writes the whole state; equal states write equal rows. */
    void save(RowSink rows);

    /** Reads what {@link #save} wrote at this snapshot version. Called once, on a new machine. */
    void load(RowSource rows, int version);
}
