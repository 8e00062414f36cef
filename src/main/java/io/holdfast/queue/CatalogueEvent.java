package io.holdfast.queue;

import io.holdfast.core.Event;
import io.holdfast.core.Topic;

/** What happens to the catalogue. */
public sealed interface CatalogueEvent extends Event {

    QueueName queue();

    @Override
    default Topic topic() {
        return new CatalogueTopic();
    }

    /** @param created whether it was not there before */
    record Defined(QueueName queue, long version, boolean created) implements CatalogueEvent {}

    record Deleted(QueueName queue, long birth) implements CatalogueEvent {}
}
