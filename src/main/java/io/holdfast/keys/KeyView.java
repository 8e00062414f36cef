package io.holdfast.keys;

import io.holdfast.core.Access;

/**
 * A key as it stands.
 *
 * @param createdMillis cluster time
 * @param expiresMillis cluster time; 0 is never
 */
public record KeyView(
        KeyId key, String principal, KeyHash hash, Access access, long createdMillis, long expiresMillis) {}
