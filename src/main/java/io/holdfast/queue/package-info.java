/** Work queues: partitioned, persistent, at least once, with receipts that fence. */
@NullMarked
package io.holdfast.queue;

import org.jspecify.annotations.NullMarked;
