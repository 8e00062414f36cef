/** Caches over HTTP: entries as they are, with the headers that HTTP has for caches. */
@NullMarked
package io.holdfast.cache.web;

import org.jspecify.annotations.NullMarked;
