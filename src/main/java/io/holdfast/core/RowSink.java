package io.holdfast.core;

/** Where a machine writes its state: one record after another. */
public interface RowSink {

    /** @param row does not change afterwards: it may be written later, on another thread */
    void put(Record row);
}
