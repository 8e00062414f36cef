/** Queues over HTTP: any node takes messages in and hands them out, wherever their shards are. */
@NullMarked
package io.holdfast.queue.web;

import org.jspecify.annotations.NullMarked;
