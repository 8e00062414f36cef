package io.holdfast.architecture.bad.core;

import java.time.Duration;

/** The core knows no time but its own. */
public final class ImpureCore {

    public long millis(Duration duration) {
        return duration.toMillis();
    }
}
