package io.holdfast.testing;

import io.holdfast.core.Stamp;
import io.holdfast.replica.Replica;
import java.util.Map;
import java.util.TreeMap;

/** A replica's state as a snapshot would keep it, without the bytes. */
public record Snapshot(Stamp at, Map<Integer, Section> sections) implements Saved {

    /** What one primitive wrote. */
    public record Section(int version, Rows rows) {}

    public static Snapshot of(Replica replica) {
        var sections = new TreeMap<Integer, Section>();
        replica.save((number, version) -> {
            var rows = new Rows();
            sections.put(number, new Section(version, rows));
            return rows;
        });
        return new Snapshot(replica.last(), sections);
    }

    @Override
    public Replica restore(Replica fresh) {
        fresh.restore(at);
        sections.forEach((number, section) ->
                fresh.load(number, section.version(), section.rows().source()));
        return fresh;
    }

    public Rows section(int number) {
        return sections.get(number).rows();
    }
}
