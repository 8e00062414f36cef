package io.holdfast.store;

import java.nio.file.Path;

/** What an operator does about storage that is refused: forget it and let the cluster bring the node up to date. */
final class Remedy {

    private Remedy() {}

    static String wipe(Path dataDir) {
        var node = nodeOf(dataDir);
        return "stop the node, then run ./holdfast wipe " + node + " && ./holdfast start " + node + " (or delete "
                + dataDir + "): it rejoins as a new member and catches up";
    }

    private static String nodeOf(Path dataDir) {
        var identity = Identity.load(dataDir);
        return identity == null
                ? String.valueOf(dataDir.toAbsolutePath().normalize().getFileName())
                : identity.node();
    }

    static String deleteDirectory(Path dataDir) {
        return "stop the node, delete " + dataDir + " and start it again: it rejoins as a new member and catches up";
    }
}
