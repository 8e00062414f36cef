package io.holdfast.core;

import java.util.List;

/**
 * What the cluster offers: locks, sessions and so on, each a folder that names itself here and is known to nobody else.
 *
 * @param <C> its commands, a sealed family
 * @param <M> its machine
 */
public interface Primitive<C extends Command, M extends Machine<C>> {

    /** A number that is never reused; 0 is the session's. Primitives are told of things in this order. */
    int number();

    /** One lower-case word, for logs, metrics and the wire document. */
    String name();

    /** In which groups it lives. */
    default Scope scope() {
        return Scope.COORDINATION;
    }

    /**
     * A machine without any state.
     *
     * @param shelf where it may keep what is large; its own, and empty until {@link Machine#load}
     */
    M newMachine(Shelf shelf);

    Class<C> commandType();

    List<Tag<C>> commands();

    /** Results, tagged as commands are, because the request memo keeps them. */
    List<Tag<Result>> results();

    /** The questions that another node may put to the machine, which then is {@link Inquired}. */
    default List<Tag<Inquiry<?>>> inquiries() {
        return List.of();
    }

    default List<Tag<Answer>> answers() {
        return List.of();
    }

    /** The version {@link Machine#save} writes now; {@link Machine#load} reads it and the one before. */
    int snapshotVersion();
}
