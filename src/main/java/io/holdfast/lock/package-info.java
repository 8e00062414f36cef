/** Locks: who holds which name in which mode, who waits, and the fencing token each grant carries. */
@NullMarked
package io.holdfast.lock;

import org.jspecify.annotations.NullMarked;
