/** Cache entries: versioned values with windows of freshness, tags, and what each node may keep of them. Pure. */
@NullMarked
package io.holdfast.cache;

import org.jspecify.annotations.NullMarked;
