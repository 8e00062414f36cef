package io.holdfast.queue;

import org.jspecify.annotations.Nullable;

/**
 * A message as it was handed out.
 *
 * @param message its number in the shard, which never changes
 * @param lease the number of this grant, greater than that of any grant before it in the shard
 * @param attempt how often it was handed out, this time included
 * @param failures how often it failed
 * @param fence greater than that of any grant before it in the group; in the shard where there is no group
 * @param ageMillis since it was sent
 * @param visibilityMillis for how long it is hidden from others
 */
public record Lease(
        long message,
        long lease,
        long nonce,
        @Nullable String group,
        int priority,
        int attempt,
        int failures,
        long fence,
        long ageMillis,
        long visibilityMillis) {}
