/** Marks of fencing tokens have no face of their own: they stand behind the guards of other requests. */
@NullMarked
package io.holdfast.fence.web;

import org.jspecify.annotations.NullMarked;
