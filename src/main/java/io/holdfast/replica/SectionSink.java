package io.holdfast.replica;

import io.holdfast.core.RowSink;

/** Where a replica writes its state: one section a primitive. */
public interface SectionSink {

    /** Starts a section; the one before is complete. */
    RowSink section(int number, int version);
}
