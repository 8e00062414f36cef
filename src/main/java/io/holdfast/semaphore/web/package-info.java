/** Semaphores over HTTP: thin controllers and the JSON they speak. */
@NullMarked
package io.holdfast.semaphore.web;

import org.jspecify.annotations.NullMarked;
