/** Consensus by Apache Ratis: proposals, apply, the leader's clock, the read barrier, membership. */
@NullMarked
package io.holdfast.raft;

import org.jspecify.annotations.NullMarked;
