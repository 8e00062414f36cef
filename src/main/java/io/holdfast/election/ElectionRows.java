package io.holdfast.election;

import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the state is written: counts, the elections that are led in order of name, the vacant ones by age, and the ended
 * tickets by age.
 */
final class ElectionRows {

    /** @param floor the greatest version of a vacant election that is not remembered any more */
    private record Head(int elections, int vacant, long floor) {}

    /** Its candidates follow. */
    private record ElectionRow(
            ElectionName election, long version, @Nullable Leader leader, int waiters) {}

    private record VacantRow(ElectionName election, long version) {}

    private ElectionRows() {}

    static void save(ElectionTable table, RowSink sink) {
        sink.put(new Head(table.elections.size(), table.vacant.size(), table.floor));
        for (var election : table.elections.values()) {
            sink.put(new ElectionRow(election.name, election.version, election.leader, election.queue.size()));
            election.queue.forEach(sink::put);
        }
        for (Map.Entry<ElectionName, Long> entry : table.vacant.entrySet()) {
            sink.put(new VacantRow(entry.getKey(), entry.getValue()));
        }
        table.ended.values().forEach(sink::put);
    }

    static void load(ElectionTable table, RowSource source) {
        var head = source.take(Head.class);
        table.floor = head.floor();
        for (int left = head.elections(); left > 0; left--) {
            var row = source.take(ElectionRow.class);
            var election = new Election(row.election(), row.version());
            table.elections.put(election.name, election);
            if (row.leader() != null) {
                table.install(election, row.leader());
            }
            for (int more = row.waiters(); more > 0; more--) {
                table.add(election, source.take(Waiter.class));
            }
        }
        for (int left = head.vacant(); left > 0; left--) {
            var row = source.take(VacantRow.class);
            table.vacant.put(row.election(), row.version());
        }
        while (source.hasNext()) {
            table.remember(source.take(EndedTicket.class));
        }
    }
}
