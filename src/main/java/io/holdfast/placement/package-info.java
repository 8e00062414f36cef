/** Where a queue's shards and a cache's keys live: slots, groups, nodes, and who leads. Pure: the same on every node. */
@NullMarked
package io.holdfast.placement;

import org.jspecify.annotations.NullMarked;
