/** Elections over HTTP: thin controllers and the JSON they speak. */
@NullMarked
package io.holdfast.election.web;

import org.jspecify.annotations.NullMarked;
