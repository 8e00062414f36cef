package io.holdfast.testing;

import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import java.util.ArrayList;
import java.util.List;

/** The rows a machine writes, kept as they are: to be read back, or compared. */
public final class Rows implements RowSink {

    private final List<Record> rows = new ArrayList<>();

    @Override
    public void put(Record row) {
        rows.add(row);
    }

    public List<Record> all() {
        return List.copyOf(rows);
    }

    public RowSource source() {
        var rest = List.copyOf(rows).iterator();
        return new RowSource() {
            @Override
            public boolean hasNext() {
                return rest.hasNext();
            }

            @Override
            public <T extends Record> T take(Class<T> type) {
                return type.cast(rest.next());
            }
        };
    }

    /** Equal rows in equal order. The order within maps shows in the text only. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Rows that && rows.equals(that.rows);
    }

    @Override
    public int hashCode() {
        return rows.hashCode();
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        rows.forEach(row -> text.append("\n    ").append(row));
        return text.toString();
    }
}
