package io.holdfast.core;

/** Where a machine writes its state: one record after another. */
public interface RowSink {

    void put(Record row);
}
