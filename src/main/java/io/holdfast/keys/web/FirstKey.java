package io.holdfast.keys.web;

import static io.holdfast.keys.KeyPrimitive.KEYS;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.Consensus;
import io.holdfast.core.Request;
import io.holdfast.keys.KeyCommand.Begin;
import io.holdfast.keys.KeyMachine;
import io.holdfast.keys.KeyResult;
import io.holdfast.web.AccessProperties;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Makes the first key, once, where everybody has to say who it is and nobody could: the leader prints it, unless it was given
 * beforehand. It stops looking as soon as there is one that may do everything.
 */
final class FirstKey implements SmartLifecycle {

    static final String PRINCIPAL = "admin";

    private static final long LOOK_MILLIS = 250;
    private static final Logger LOG = LoggerFactory.getLogger(FirstKey.class);

    private final Consensus consensus;
    private final Keys keys;
    private final @Nullable KeyToken given;
    private final boolean wanted;
    private @Nullable Thread thread;
    private volatile boolean running;

    FirstKey(Consensus consensus, Keys keys, AccessProperties access) {
        this.consensus = consensus;
        this.keys = keys;
        this.wanted = access.isRequired();
        var text = access.firstKey();
        this.given = text == null ? null : KeyToken.parse(text);
        if (text != null && given == null) {
            throw new IllegalArgumentException(
                    "holdfast.security.admin-key is not a key; ./holdfast keys mint prints one that is");
        }
    }

    @Override
    public void start() {
        running = true;
        if (wanted) {
            thread = Thread.ofVirtual().name("first-key").start(this::look);
        }
    }

    private void look() {
        try {
            while (running && !isThere()) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException _) {
            // the node stops
        }
    }

    /** Whether there is a key, if need be since now. */
    boolean isThere() {
        try {
            return consensus.readLocal(KEYS, (all, _) -> all.hasAdmin()) || (consensus.leads() && begin());
        } catch (ClusterException _) {
            return false;
        }
    }

    private boolean begin() {
        // What this node does not know of yet is known after a read that is linearizable.
        if (consensus.read(KEYS, (KeyMachine all, long _) -> all.hasAdmin())) {
            return true;
        }
        var token = given == null ? keys.mint() : given;
        var begin = new Begin(token.key(), PRINCIPAL, token.hash());
        var result = consensus.submit(new Request(null, 0, null, begin)).result();
        if (result instanceof KeyResult.Created && given == null) {
            LOG.warn(
                    "no key may do everything, so here is one. It is shown this once: make others with it, then revoke it."
                            + " key={}",
                    Objects.requireNonNull(token).token());
        }
        return true;
    }

    @Override
    public void stop() {
        running = false;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
