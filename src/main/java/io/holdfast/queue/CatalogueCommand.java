package io.holdfast.queue;

import io.holdfast.core.Command;

/** Everything that can be asked of the catalogue of queues. */
public sealed interface CatalogueCommand extends Command {

    /** As a condition on a version: whatever there is. */
    long ANY_VERSION = -1;
    /** As a condition on a version: only where there is nothing. */
    long NO_VERSION = 0;

    QueueName queue();

    /**
     * Let there be this queue, with these settings. Where it has them already, nothing changes, its version included.
     *
     * @param ifVersion only where the queue has this version now, or {@link #NO_VERSION}, or {@link #ANY_VERSION}
     */
    record Define(QueueName queue, QueueSettings settings, long ifVersion) implements CatalogueCommand {

        public Define {
            QueueLimits.check("ifVersion", ifVersion, ANY_VERSION, Long.MAX_VALUE);
        }
    }

    /**
     * Let there be no such queue. What is in its shards is dropped by those who hear of it.
     *
     * @param ifVersion only where the queue has this version now, or {@link #ANY_VERSION}
     */
    record Delete(QueueName queue, long ifVersion) implements CatalogueCommand {

        public Delete {
            QueueLimits.check("ifVersion", ifVersion, ANY_VERSION, Long.MAX_VALUE);
        }
    }
}
