/** Measures lock cycles against a fresh Holdfast cluster and against the peers installed on the machine. */
@NullMarked
package io.holdfast.bench;

import org.jspecify.annotations.NullMarked;
