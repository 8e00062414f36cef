/** Keys over HTTP, and what callers are known by: a thin controller, the JSON it speaks, and the look-up at the edge. */
@NullMarked
package io.holdfast.keys.web;

import org.jspecify.annotations.NullMarked;
