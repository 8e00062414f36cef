/** The words all rings share: commands, results, events, the stamp that is time, and the contract of a machine. */
@NullMarked
package io.holdfast.core;

import org.jspecify.annotations.NullMarked;
