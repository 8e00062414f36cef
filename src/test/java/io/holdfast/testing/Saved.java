package io.holdfast.testing;

import io.holdfast.replica.Replica;

/** A replica's whole state, put aside. Equal states are saved equal. */
public interface Saved {

    /** Brings a new replica to this state. */
    Replica restore(Replica fresh);
}
