package io.holdfast.cluster;

import io.holdfast.core.Payload;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * Carries questions between the nodes of the cluster, beside the log: on the port where they ask one another anyway. A
 * question may get lost, and so may its answer; one that was asked twice may overtake itself.
 */
public interface Courier {

    /** This node's name. */
    String self();

    /**
     * Asks a node, which may be this one. The future fails if there is no answer in time.
     *
     * @param node its name
     */
    CompletableFuture<Payload> ask(String node, Payload question, Duration patience);

    /** What answers here, on a thread for each question. Once, before the node starts. */
    void receive(UnaryOperator<Payload> answers);
}
