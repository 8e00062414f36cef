package io.holdfast.web;

import io.holdfast.cluster.Consensus;
import io.holdfast.core.Machine;
import io.holdfast.core.Primitive;
import io.holdfast.core.SessionId;
import java.util.List;
import java.util.function.BiFunction;

/** One kind of thing that sessions own. Each primitive contributes its kinds, so that sessions need not know them. */
public interface SessionContents {

    /** The field under which a session shows it. */
    String name();

    /** The form of each of them, for the API's document. */
    Class<?> type();

    /** What the session owns, from this node's copy as it is: whoever asks has passed a read barrier before. */
    List<?> of(SessionId session);

    /**
     * One kind of thing of a primitive.
     *
     * @param rows finds what the session owns
     */
    static <M extends Machine<?>> SessionContents of(
            String name,
            Class<?> type,
            Consensus consensus,
            Primitive<?, M> primitive,
            BiFunction<M, SessionId, List<?>> rows) {
        return new SessionContents() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Class<?> type() {
                return type;
            }

            @Override
            public List<?> of(SessionId session) {
                return consensus.<M, List<?>>readLocal(primitive, (machine, _) -> rows.apply(machine, session));
            }
        };
    }
}
