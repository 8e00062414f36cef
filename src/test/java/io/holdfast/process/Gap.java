package io.holdfast.process;

import java.time.Duration;
import java.util.Collection;
import java.util.TreeSet;

/** A time in which nothing succeeded; times are {@link System#nanoTime}. */
record Gap(long fromNanos, long toNanos) {

    /** The longest between these bounds, each of which ends one. */
    static Gap longest(long fromNanos, long toNanos, Collection<Long> successes) {
        var longest = new Gap(fromNanos, fromNanos);
        long last = fromNanos;
        for (long success : new TreeSet<>(successes).subSet(fromNanos, toNanos)) {
            longest = longest.orLonger(new Gap(last, success));
            last = success;
        }
        return longest.orLonger(new Gap(last, toNanos));
    }

    private Gap orLonger(Gap other) {
        return other.length().compareTo(length()) > 0 ? other : this;
    }

    Duration length() {
        return Duration.ofNanos(toNanos - fromNanos);
    }
}
