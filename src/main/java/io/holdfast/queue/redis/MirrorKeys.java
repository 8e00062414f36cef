package io.holdfast.queue.redis;

import io.holdfast.queue.Shard;
import java.nio.charset.StandardCharsets;

/** What the keys of the mirror are called. */
final class MirrorKeys {

    private final String prefix;

    MirrorKeys(String prefix) {
        this.prefix = prefix;
    }

    /** A string: the id of the cluster whose queues the mirror holds. */
    byte[] owner() {
        return bytes(prefix + ":cluster");
    }

    /** A hash: a queue's name, and its settings as JSON. */
    byte[] queues() {
        return bytes(prefix + ":queues");
    }

    /** A hash: a group's name, and how far it had counted. */
    byte[] sequences() {
        return bytes(prefix + ":sequences");
    }

    /** A hash: a stream's name, and the last id that was restored from it. */
    byte[] progress() {
        return bytes(prefix + ":restored");
    }

    /** A stream: the messages of a shard that are not gone, by number. */
    byte[] stream(Shard shard) {
        return bytes(prefix + ":queue:" + shard.queue() + ":" + shard.number());
    }

    /** What all keys are like. */
    String pattern() {
        var literal = new StringBuilder();
        for (char c : prefix.toCharArray()) {
            literal.append("[]*?^\\".indexOf(c) < 0 ? "" : "\\").append(c);
        }
        return literal + ":*";
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
