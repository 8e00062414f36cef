package io.holdfast.cache.coherence;

import io.holdfast.cache.CacheAnswer.Sight;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.edge.LineViews;
import io.holdfast.cache.line.Grant;
import io.holdfast.cache.line.ToHome;
import io.holdfast.cache.line.ToNode;
import io.holdfast.cache.line.Writing;
import io.holdfast.cluster.Testimony;
import io.holdfast.core.Payload;
import io.holdfast.wire.Codec;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What nodes and homes say to one another, in bytes: the number of the type, then the record. */
sealed interface Talk {

    /**
     * Let me read.
     *
     * @param incarnation of the lease of the node that asks; 0 if it will not keep what it reads
     * @param asker what the node says of itself as a member of the group; null if it is none
     */
    record Read(
            String group,
            String node,
            CacheKey key,
            long incarnation,
            @Nullable Testimony asker) implements Talk {}

    /**
     * What there is.
     *
     * @param grant null if it must not be kept
     * @param livesMillis how long it may be read from when it was asked for
     */
    record Shown(@Nullable Grant grant, Sight sight, long livesMillis) implements Talk {}

    /**
     * I write, as a note with the change.
     *
     * @param incarnation of the lease of the node that writes; 0 if it will not keep what it writes
     * @param dropped the copies that it has dropped for it
     */
    record Writer(String node, long incarnation, List<Writing.Dropped> dropped) implements Talk {}

    /** The node does not lead the group, or cannot say that it does. */
    record Elsewhere(String reason) implements Talk {}

    /**
     * What has come of a node's wish.
     *
     * @param shown null if nothing has
     */
    record Offer(CacheKey key, long wish, @Nullable Shown shown) {}

    /** What a home has for a node and wants it to do: kind after kind, each in the order in which it came up. */
    record Orders(
            String group,
            List<Offer> offers,
            List<ToNode.Invalidate> lines,
            List<ToNode.InvalidateTags> tags,
            List<ToNode.Downgrade> downgrades)
            implements Talk {}

    /** What the node has done of it. */
    record Done(List<ToHome.Invalidated> lines, List<ToHome.TagsInvalidated> tags) implements Talk {}

    /** What a node has lost for want of space. */
    record Hints(String group, String node, List<ToHome.Evicted> lines) implements Talk {}

    record Noted() implements Talk {}

    /** Say what you have of an entry. */
    record Look(String group, CacheKey key) implements Talk {}

    /**
     * What a node has of an entry.
     *
     * @param home what it knows as the home of the entry; null if it is not
     */
    record Seen(String state, long version, boolean readable, long leaseMillis, LineViews.@Nullable AtHome home)
            implements Talk {}

    List<Class<? extends Record>> TYPES = List.of(
            Read.class,
            Shown.class,
            Elsewhere.class,
            Orders.class,
            Done.class,
            Hints.class,
            Noted.class,
            Look.class,
            Seen.class,
            Writer.class);

    /** Reads and writes it. */
    final class Script {

        private final Codec codec = new Codec(List.of());

        Payload write(Talk talk) {
            var body = codec.encodeRecord((Record) talk);
            var bytes = new byte[body.length + 1];
            bytes[0] = (byte) TYPES.indexOf(talk.getClass());
            System.arraycopy(body, 0, bytes, 1, body.length);
            return new Payload(bytes);
        }

        Talk read(Payload payload) {
            var bytes = payload.bytes();
            if (bytes.length == 0 || bytes[0] < 0 || bytes[0] >= TYPES.size()) {
                throw new IllegalArgumentException("unknown message of the coherence protocol");
            }
            return (Talk) codec.decodeRecord(TYPES.get(bytes[0]), Arrays.copyOfRange(bytes, 1, bytes.length));
        }
    }
}
