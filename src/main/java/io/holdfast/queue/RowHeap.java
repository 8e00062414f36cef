package io.holdfast.queue;

/** A binary heap of rows. Each row remembers its place in it, so that any of them can be taken out. */
final class RowHeap {

    /** By what rows are ranked, and where a row remembers its place. */
    interface Ranking {

        boolean isBefore(int row, int other);

        int placeOf(int row);

        void put(int row, int place);
    }

    private final Ranking ranking;
    private final IntStore rows = new IntStore();

    RowHeap(Ranking ranking) {
        this.ranking = ranking;
    }

    int size() {
        return rows.size();
    }

    /** The row that ranks first; {@link Slab#NONE} if there is none. */
    int first() {
        return rows.size() == 0 ? Slab.NONE : rows.get(0);
    }

    /** The row at this place, for a look at some of them. */
    int get(int place) {
        return rows.get(place);
    }

    void add(int row) {
        rows.push(row);
        rise(row, rows.size() - 1);
    }

    void remove(int row) {
        int place = ranking.placeOf(row);
        int last = rows.pop();
        ranking.put(row, Slab.NONE);
        if (last == row) {
            return;
        }
        if (ranking.isBefore(last, row)) {
            rise(last, place);
        } else {
            sink(last, place);
        }
    }

    /** A row is another one now, of the same rank and place. */
    void replace(int row) {
        rows.set(ranking.placeOf(row), row);
    }

    private void rise(int row, int from) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            int above = rows.get(parent);
            if (!ranking.isBefore(row, above)) {
                break;
            }
            set(place, above);
            place = parent;
        }
        set(place, row);
    }

    private void sink(int row, int from) {
        int size = rows.size();
        int place = from;
        for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
            int least = rows.get(child);
            if (child + 1 < size && ranking.isBefore(rows.get(child + 1), least)) {
                least = rows.get(++child);
            }
            if (!ranking.isBefore(least, row)) {
                break;
            }
            set(place, least);
            place = child;
        }
        set(place, row);
    }

    private void set(int place, int row) {
        rows.set(place, row);
        ranking.put(row, place);
    }
}
