/** Who asks, what that may do, and what is noted of it: the gate in front of everything that HTTP reaches. */
@NullMarked
package io.holdfast.security;

import org.jspecify.annotations.NullMarked;
