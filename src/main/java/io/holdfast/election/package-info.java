/** Elections: who leads under a name, in which term, who would, and what the leader proclaims. */
@NullMarked
package io.holdfast.election;

import org.jspecify.annotations.NullMarked;
