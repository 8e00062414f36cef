package io.holdfast.queue.web;

import io.holdfast.queue.QueueLimits;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of a node's queue requests.
 *
 * @param bodyMax the largest body of one message
 * @param waitersMax how many receives may wait for a message on this node
 */
@ConfigurationProperties("holdfast.queue")
record QueueProperties(
        @DefaultValue("256KB") DataSize bodyMax,
        @DefaultValue("4096") int waitersMax) {

    QueueProperties {
        if (bodyMax.toBytes() < 1 || bodyMax.toBytes() > QueueLimits.PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "holdfast.queue.body-max must be between 1B and 1MB, such as 256KB, not " + bodyMax);
        }
        if (waitersMax < 1) {
            throw new IllegalArgumentException("holdfast.queue.waiters-max must be at least 1, not " + waitersMax);
        }
    }
}
