package io.holdfast.cache.line;

import io.holdfast.cache.model.Rule;
import org.jspecify.annotations.Nullable;

/** All rules but one. */
record Rules(@Nullable Rule without) {

    static final Rules ALL = new Rules(null);

    boolean keep(Rule rule) {
        return rule != without;
    }
}
