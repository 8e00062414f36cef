package io.holdfast.queue;

/**
 * A queue as it stands in the catalogue.
 *
 * @param birth the version at which it was created: a queue that was deleted and created again has another
 * @param version at which its settings last changed
 */
public record CatalogueView(QueueName queue, QueueSettings settings, long birth, long version) {}
