/** Locks over HTTP: thin controllers and the JSON they speak. */
@NullMarked
package io.holdfast.lock.web;

import org.jspecify.annotations.NullMarked;
