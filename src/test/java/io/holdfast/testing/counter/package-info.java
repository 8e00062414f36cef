/** A small primitive of data groups, for tests: counters with a note on a shelf. */
@NullMarked
package io.holdfast.testing.counter;

import org.jspecify.annotations.NullMarked;
