package io.holdfast.keys.web;

import static io.holdfast.keys.KeyPrimitive.KEYS;

import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.Query;
import io.holdfast.keys.KeyId;
import io.holdfast.keys.KeyLimits;
import io.holdfast.keys.KeyMachine;
import io.holdfast.keys.KeyView;
import io.holdfast.web.Caller;
import io.holdfast.web.Identities;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells whom a key stands for, from this node's copy of the keys. Only a key that this has not is asked for
 * linearizably: a node that was just started lags behind, and would turn away who was let in before. What was seen is
 * believed for a second, so a key that was revoked is good on a node for as long as that node's copy lags behind, and a
 * second. A node that is cut off from the others does not hear of it, but then decides nothing either.
 */
final class KeyRing implements Identities {

    static final long BELIEVED_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A key that is not there is remembered too, but no more of them than there can be keys. */
    private record Seen(@Nullable KeyView key, long atNanos) {}

    private final Consensus consensus;
    private final Map<KeyId, Seen> seen = new ConcurrentHashMap<>();

    KeyRing(Consensus consensus) {
        this.consensus = consensus;
    }

    @Override
    public @Nullable Caller of(String token, String address) {
        var presented = KeyToken.parse(token);
        if (presented == null) {
            return null;
        }
        var key = find(presented.key());
        if (key == null || !key.hash().matches(presented.hash())) {
            return null;
        }
        return new Caller(key.principal(), key.key().toString(), key.access(), address);
    }

    private @Nullable KeyView find(KeyId id) {
        long now = System.nanoTime();
        var known = seen.get(id);
        if (known != null && now - known.atNanos() < BELIEVED_NANOS) {
            return known.key();
        }
        Query<KeyMachine, @Nullable KeyView> look = (keys, clusterNow) -> alive(keys.find(id), clusterNow);
        var key = consensus.readLocal(KEYS, look);
        if (key == null) {
            key = consensus.read(KEYS, look);
        }
        if (seen.size() > KeyLimits.KEYS_MAX) {
            seen.clear();
        }
        seen.put(id, new Seen(key, now));
        return key;
    }

    /** A node that is behind has not dropped yet what is over. */
    private static @Nullable KeyView alive(@Nullable KeyView key, long nowMillis) {
        boolean over = key != null && key.expiresMillis() != 0 && key.expiresMillis() <= nowMillis;
        return over ? null : key;
    }
}
