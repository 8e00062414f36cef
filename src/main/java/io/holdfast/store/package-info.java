/** Files that survive a crash: snapshots, the durable marker, the identity of a node, the log doctor. */
@NullMarked
package io.holdfast.store;

import org.jspecify.annotations.NullMarked;
