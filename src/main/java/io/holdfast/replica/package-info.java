/** One group's replicated state: sessions, memo and primitives, advanced one log entry at a time. */
@NullMarked
package io.holdfast.replica;

import org.jspecify.annotations.NullMarked;
