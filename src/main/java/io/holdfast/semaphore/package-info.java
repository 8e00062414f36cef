/** Semaphores: a number of permits under a name, who has how many of them, who waits, and the fencing token of each grant. */
@NullMarked
package io.holdfast.semaphore;

import org.jspecify.annotations.NullMarked;
