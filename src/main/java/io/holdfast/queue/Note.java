package io.holdfast.queue;

/**
 * What consumers said of a message, kept on the shelf beside its head.
 *
 * @param reason why they gave it up; empty if they did not, or did not say
 * @param failure why it failed the last time; empty if they did not say
 */
record Note(String reason, String failure) {

    static final Note NOTHING = new Note("", "");

    private static final byte VERSION = 1;

    boolean isEmpty() {
        return reason.isEmpty() && failure.isEmpty();
    }

    byte[] pack() {
        var bytes = new byte[1 + Octets.sizeOf(reason) + Octets.sizeOf(failure)];
        bytes[0] = VERSION;
        Octets.putText(bytes, Octets.putText(bytes, 1, reason), failure);
        return bytes;
    }

    static Note unpack(byte[] bytes) {
        HeadRow.expect(VERSION, bytes[0]);
        return new Note(Octets.getText(bytes, 1), Octets.getText(bytes, Octets.endOfText(bytes, 1)));
    }
}
