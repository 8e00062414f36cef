package io.holdfast.web;

import io.holdfast.core.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one package's events are told outside. Each primitive contributes its own, so that the feed need not know them. */
public interface EventForms {

    /** The event as it is told; null where it is another's, or nobody's business. */
    @Nullable
    EventForm of(Event event);

    /** The types of events it tells, for the API's document and for those who ask for one that does not exist. */
    List<String> types();
}
