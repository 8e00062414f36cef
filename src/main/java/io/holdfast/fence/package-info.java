/** Fencing tokens where no locks are: a data group remembers the highest it has seen of each, and lets no lower one in. */
@NullMarked
package io.holdfast.fence;

import org.jspecify.annotations.NullMarked;
