package io.holdfast.cache;

import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.Shelf;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** How parts of caches stand in a snapshot: what cannot be read off the shelf. */
final class PartRows {

    /** What comes behind it. */
    private record Head(int parts, List<CacheAnswer.NodeLease> nodes) {}

    /** @param floors how many rows of floors follow */
    private record PartRow(
            CacheName cache,
            long id,
            long birth,
            long version,
            CacheSettings settings,
            long bytesMax,
            long clearFloor,
            long fillFloor,
            long purgeFloor,
            long touched,
            Sweep.SweepRow sweep,
            Resupply.ResupplyRow resupply,
            StoreMark store,
            CacheAnswer.Tally tally,
            int floors) {}

    private PartRows() {}

    static void save(Collection<Part> parts, List<CacheAnswer.NodeLease> nodes, RowSink rows) {
        rows.put(new Head(parts.size(), nodes));
        for (var part : parts) {
            var floors = part.floors.save();
            rows.put(new PartRow(
                    part.cache,
                    part.id,
                    part.birth,
                    part.version,
                    part.settings,
                    part.bytesMax,
                    part.clearFloor,
                    part.fillFloor,
                    part.purgeFloor,
                    part.touched,
                    part.sweep.save(),
                    part.resupply.save(),
                    part.store,
                    part.score.view(),
                    floors.size()));
            floors.forEach(rows::put);
        }
    }

    static List<Part> load(RowSource rows, Shelf shelf, NodeTable nodes) {
        var head = rows.take(Head.class);
        head.nodes().forEach(nodes::load);
        var parts = new ArrayList<Part>(head.parts());
        for (int left = head.parts(); left > 0; left--) {
            parts.add(part(rows, shelf));
        }
        return parts;
    }

    private static Part part(RowSource rows, Shelf shelf) {
        var row = rows.take(PartRow.class);
        var part = new Part(shelf, row.cache(), row.id(), row.birth());
        part.version = row.version();
        part.settings = row.settings();
        part.bytesMax = row.bytesMax();
        part.clearFloor = row.clearFloor();
        part.fillFloor = row.fillFloor();
        part.purgeFloor = row.purgeFloor();
        part.touched = row.touched();
        part.sweep.load(row.sweep());
        part.resupply.load(row.resupply());
        part.store = row.store();
        part.score.take(row.tally());
        for (int left = row.floors(); left > 0; left--) {
            part.floors.load(rows.take(Floors.FloorRow.class));
        }
        part.shelf.scan(part::enter);
        return part;
    }
}
