package io.holdfast.cluster;

/** The groups in which queues and caches live; their number is fixed when a cluster is formed. */
public interface DataGroups {

    int count();

    /** The port to a group, from 0 to {@link #count} - 1. */
    DataGroup group(int number);
}
