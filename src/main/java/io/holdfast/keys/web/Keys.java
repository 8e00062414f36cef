package io.holdfast.keys.web;

import io.holdfast.keys.KeyId;
import io.holdfast.web.Minting;
import java.nio.ByteBuffer;

/** Draws keys. */
final class Keys {

    private final Minting minting;

    Keys(Minting minting) {
        this.minting = minting;
    }

    KeyToken mint() {
        var id = new KeyId(ByteBuffer.wrap(minting.bytes(Long.BYTES)).getLong());
        return KeyToken.of(id, minting.bytes(KeyToken.SECRET_BYTES));
    }
}
