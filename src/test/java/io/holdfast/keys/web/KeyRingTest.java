package io.holdfast.keys.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cluster.NoLeaderException;
import io.holdfast.core.Request;
import io.holdfast.keys.KeyCommand;
import io.holdfast.keys.KeyId;
import io.holdfast.keys.KeyPrimitive;
import io.holdfast.web.ReplicaConsensus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node's copy of the keys may lag behind: what it has is believed, and what it lacks is not. */
class KeyRingTest {

    private static final KeyToken KNOWN = KeyToken.of(KeyId.parse("0123456789abcdef"), new byte[KeyToken.SECRET_BYTES]);
    private static final KeyToken OTHER = KeyToken.of(KeyId.parse("fedcba9876543210"), new byte[KeyToken.SECRET_BYTES]);
    private static final String HERE = "127.0.0.1";

    private final ReplicaConsensus consensus = new ReplicaConsensus(List.of(KeyPrimitive.KEYS));
    private final KeyRing ring = new KeyRing(consensus);

    @Test
    void aKeyThatIsNoneIsRefusedOnceAMajorityHasSaidSo() {
        assertThat(ring.of(OTHER.token(), HERE)).isNull();
    }

    @Test
    void aKeyThatMayBeOneIsNotRefused() {
        consensus.failNext(() -> new NoLeaderException("no majority"));

        assertThatThrownBy(() -> ring.of(OTHER.token(), HERE)).isInstanceOf(NoLeaderException.class);

        assertThat(ring.of(OTHER.token(), HERE))
                .as("nothing was concluded from it")
                .isNull();
    }

    @Test
    void whatTheCopyHasNeedsNoMajority() {
        consensus.submit(new Request(null, 0, null, new KeyCommand.Begin(KNOWN.key(), "admin", KNOWN.hash())));
        consensus.failNext(() -> new NoLeaderException("no majority"));

        assertThat(ring.of(KNOWN.token(), HERE)).isNotNull();
    }
}
