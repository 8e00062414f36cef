/**
 * Who may keep a copy of a cache's entry, and when it has to go: what a node and the home of an entry say to one another,
 * and what each of them does about it. Nothing here sends, waits or reads a clock.
 */
@NullMarked
package io.holdfast.cache.line;

import org.jspecify.annotations.NullMarked;
