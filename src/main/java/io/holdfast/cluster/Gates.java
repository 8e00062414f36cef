package io.holdfast.cluster;

/** Where whoever has a say in what becomes of a data group's requests makes itself known, before the node starts. */
public interface Gates {

    /** @param group its name */
    void install(String group, Gate gate);
}
