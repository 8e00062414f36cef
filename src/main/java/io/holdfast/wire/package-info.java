/** Bytes: one strict positional codec for log entries and snapshot rows. */
@NullMarked
package io.holdfast.wire;

import org.jspecify.annotations.NullMarked;
