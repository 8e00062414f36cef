package io.holdfast.store;

/**
 * What a snapshot is a snapshot of.
 *
 * @param format the layout of the file
 * @param index the last log entry it covers
 * @param term that entry's term
 * @param sequence the group's sequence after that entry
 * @param featureLevel the group's feature level
 * @param millis the group's cluster time
 */
public record SnapshotHeader(int format, long index, long term, long sequence, int featureLevel, long millis) {

    static final int BYTES = 2 * Integer.BYTES + 4 * Long.BYTES;
}
