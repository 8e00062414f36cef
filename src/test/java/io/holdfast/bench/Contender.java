package io.holdfast.bench;

import java.io.IOException;
import java.util.Optional;

/** A system that can be measured on this machine: Holdfast, a peer, or the do-nothing server. */
interface Contender {

    /** As it is called on the command line and in the results. */
    String name();

    /** What exactly one cycle does, and what its acknowledgements promise. */
    String cycle();

    /** False where an acknowledged lock can be lost although a majority lives. */
    boolean consensus();

    /** What to install, when it cannot be started here. */
    Optional<String> missing();

    /** A fresh cluster on loopback that is ready to serve; its nodes write to {@code nodes.directory()} only. */
    Cluster start(Nodes nodes) throws IOException, InterruptedException;
}
