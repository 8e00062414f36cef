/** Groups: members that are there as long as their sessions live, what each says of itself, and a version to watch. */
@NullMarked
package io.holdfast.membership;

import org.jspecify.annotations.NullMarked;
