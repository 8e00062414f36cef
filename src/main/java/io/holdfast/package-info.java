/** Holdfast: locks, queues and a coherent cache, kept by a small cluster that agrees through Raft. */
@NullMarked
package io.holdfast;

import org.jspecify.annotations.NullMarked;
