package io.holdfast.raft;

import io.holdfast.wire.Codec;
import io.holdfast.wire.UnreadableEntryException;
import java.util.Arrays;
import java.util.List;

/** Questions and answers as bytes: the number of the type, then the record. */
final class PeerMessages {

    private static final List<Class<? extends Record>> TYPES = List.of(
            PeerQuestion.Introduce.class,
            PeerQuestion.TermOf.class,
            PeerQuestion.ConfirmIndex.class,
            PeerQuestion.Admit.class,
            PeerAnswer.Introduction.class,
            PeerAnswer.Term.class,
            PeerAnswer.Confirmed.class,
            PeerAnswer.Admission.class,
            PeerAnswer.Declined.class,
            PeerQuestion.Propose.class,
            PeerQuestion.Inquire.class,
            PeerQuestion.Stand.class,
            PeerAnswer.Delivered.class,
            PeerAnswer.Answered.class,
            PeerAnswer.Willing.class,
            PeerAnswer.Failed.class,
            PeerQuestion.Carry.class,
            PeerAnswer.Carried.class,
            PeerQuestion.Ping.class,
            PeerAnswer.Present.class,
            PeerQuestion.Announce.class,
            PeerAnswer.Noted.class);

    private final Codec codec;

    PeerMessages(Codec codec) {
        this.codec = codec;
    }

    byte[] encode(Record message) {
        var body = codec.encodeRecord(message);
        var bytes = new byte[body.length + 1];
        bytes[0] = (byte) TYPES.indexOf(message.getClass());
        System.arraycopy(body, 0, bytes, 1, body.length);
        return bytes;
    }

    Record decode(byte[] bytes) {
        return codec.decodeRecord(typeOf(bytes), Arrays.copyOfRange(bytes, 1, bytes.length));
    }

    /** What the bytes are, without reading more than the first. */
    static Class<? extends Record> typeOf(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] < 0 || bytes[0] >= TYPES.size()) {
            throw new UnreadableEntryException("unknown message between nodes");
        }
        return TYPES.get(bytes[0]);
    }
}
