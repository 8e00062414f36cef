package io.holdfast.web;

import io.holdfast.core.SessionId;
import java.util.List;

/** One kind of thing that sessions own. Each primitive contributes its kinds, so that sessions need not know them. */
public interface SessionContents {

    /** The field under which a session shows it. */
    String name();

    /** The form of each of them, for the API's document. */
    Class<?> type();

    /** What the session owns, from this node's copy as it is: whoever asks has passed a read barrier before. */
    List<?> of(SessionId session);
}
