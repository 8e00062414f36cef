/** The roster: the nodes of the cluster, where they are reached, and which of them are on their way out. */
@NullMarked
package io.holdfast.roster;

import org.jspecify.annotations.NullMarked;
