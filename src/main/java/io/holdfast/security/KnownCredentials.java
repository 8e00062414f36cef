package io.holdfast.security;

import io.holdfast.web.Api;
import io.holdfast.web.Caller;
import io.holdfast.web.Identities;
import io.holdfast.web.Seal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks all who know tokens, and opens seals. */
final class KnownCredentials implements CallerFilter.Credentials {

    private static final byte[] NO_BODY = {};

    private final List<Identities> identities;
    private final @Nullable Seal seal;

    KnownCredentials(List<Identities> identities, @Nullable Seal seal) {
        this.identities = List.copyOf(identities);
        this.seal = seal;
    }

    @Override
    public @Nullable Caller of(String token, String address) {
        for (var identity : identities) {
            var caller = identity.of(token, address);
            if (caller != null) {
                return caller;
            }
        }
        return null;
    }

    @Override
    public Seal.@Nullable Opened open(HttpServletRequest request, String header) {
        var query = request.getQueryString();
        var target = query == null ? request.getRequestURI() : request.getRequestURI() + '?' + query;
        var key = request.getHeader(Api.IDEMPOTENCY_KEY);
        var on = new Seal.Sealed(request.getMethod(), target, key == null ? "" : key, NO_BODY);
        return seal == null ? null : seal.open(header, on, System.currentTimeMillis() / 1_000);
    }
}
