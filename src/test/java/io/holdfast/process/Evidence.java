package io.holdfast.process;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Closes the clusters of a test, and keeps their logs and data if it failed. In a static field it does so after all tests
 * of a class, in an instance field after each.
 */
final class Evidence implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private final List<ProcessCluster> clusters = new ArrayList<>();
    private boolean untilAllAreDone;
    private boolean failed;

    ProcessCluster of(ProcessCluster cluster) {
        clusters.add(cluster);
        return cluster;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        untilAllAreDone = true;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        failed |= context.getExecutionException().isPresent();
        if (!untilAllAreDone) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        failed |= context.getExecutionException().isPresent();
        close();
    }

    private void close() {
        for (var cluster : clusters) {
            if (failed) {
                cluster.keepEvidence();
            }
            cluster.close();
        }
        clusters.clear();
    }
}
