package io.holdfast.core;

/** Where a machine reads its state back, record by record in the order it was written. */
public interface RowSource {

    boolean hasNext();

    /** The next row; it must be of this type. */
    <T extends Record> T take(Class<T> type);
}
