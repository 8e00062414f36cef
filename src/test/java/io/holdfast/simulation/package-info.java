/**
 * Real replicas under an adversarial log. One seed decides everything: who asks for what, which leader is lost with which
 * part of its log, who crashes, which replies never arrive, how far behind each replica is. Time is a number.
 *
 * <p>Read {@link io.holdfast.simulation.SimulatedCluster}, then the promises in {@code invariant}.
 */
@NullMarked
package io.holdfast.simulation;

import org.jspecify.annotations.NullMarked;
