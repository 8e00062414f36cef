package io.holdfast.testing;

import io.holdfast.core.Stamp;
import io.holdfast.replica.Replica;
import io.holdfast.wire.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** A replica's state as the bytes that would stand in a snapshot file. */
public record WireSnapshot(Codec codec, Stamp at, Map<Integer, Section> sections) implements Saved {

    /** What one primitive wrote. */
    public record Section(int version, ByteBuffer bytes) {}

    public static WireSnapshot of(Codec codec, Replica replica) {
        var versions = new TreeMap<Integer, Integer>();
        var streams = new TreeMap<Integer, ByteArrayOutputStream>();
        replica.save((number, version) -> {
            var stream = new ByteArrayOutputStream();
            versions.put(number, version);
            streams.put(number, stream);
            return codec.rowSink(stream);
        });
        var sections = new TreeMap<Integer, Section>();
        streams.forEach((number, stream) ->
                sections.put(number, new Section(versions.get(number), ByteBuffer.wrap(stream.toByteArray()))));
        return new WireSnapshot(codec, replica.last(), sections);
    }

    @Override
    public Replica restore(Replica fresh) {
        fresh.restore(at);
        sections.forEach((number, section) -> {
            var bytes = new ByteArrayInputStream(section.bytes().array());
            fresh.load(number, section.version(), codec.rowSource(bytes));
        });
        return fresh;
    }
}
