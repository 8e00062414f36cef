/** What operators see of a node: health, metrics, and its place in the cluster. */
@NullMarked
package io.holdfast.actuator;

import org.jspecify.annotations.NullMarked;
