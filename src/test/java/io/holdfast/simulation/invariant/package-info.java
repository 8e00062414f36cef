/** What must hold after every step of a simulated cluster: one small class a promise. */
@NullMarked
package io.holdfast.simulation.invariant;

import org.jspecify.annotations.NullMarked;
