/** Keys by which clients say who they are: only hashes of them, who they stand for, and what that may do. */
@NullMarked
package io.holdfast.keys;

import org.jspecify.annotations.NullMarked;
