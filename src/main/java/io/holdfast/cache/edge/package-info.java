/** The port through which entries of caches are read and changed from a node, whatever stands behind it. */
@NullMarked
package io.holdfast.cache.edge;

import org.jspecify.annotations.NullMarked;
