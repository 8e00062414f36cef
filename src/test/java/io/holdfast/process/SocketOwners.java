package io.holdfast.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Which process has opened a TCP connection on this machine, as Linux tells under /proc. */
final class SocketOwners {

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int LOCAL_COLUMN = 1;
    private static final int REMOTE_COLUMN = 2;
    private static final int INODE_COLUMN = 9;

    private SocketOwners() {}

    static boolean supported() {
        return Files.isReadable(TABLES.getFirst()) && Files.isDirectory(Path.of("/proc/self/fd"));
    }

    /** The one of the named processes that connected from the local port to the remote one. */
    static Optional<String> ownerOf(int localPort, int remotePort, Map<String, Long> pids) {
        var inode = inode(localPort, remotePort);
        if (inode.isEmpty()) {
            return Optional.empty();
        }
        return pids.entrySet().stream()
                .filter(process -> hasOpen(process.getValue(), inode.getAsLong()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static OptionalLong inode(int localPort, int remotePort) {
        var local = ":%04X".formatted(localPort);
        var remote = ":%04X".formatted(remotePort);
        return TABLES.stream()
                .flatMap(table -> rows(table).stream())
                .map(row -> row.strip().split("\\s+"))
                .filter(row -> row.length > INODE_COLUMN
                        && row[LOCAL_COLUMN].endsWith(local)
                        && row[REMOTE_COLUMN].endsWith(remote))
                .mapToLong(row -> Long.parseLong(row[INODE_COLUMN]))
                .filter(inode -> inode != 0)
                .findFirst();
    }

    private static List<String> rows(Path table) {
        try {
            return Files.readAllLines(table);
        } catch (IOException _) {
            return List.of();
        }
    }

    /** A process that ends meanwhile has nothing open. */
    private static boolean hasOpen(long pid, long inode) {
        var wanted = Path.of("socket:[" + inode + "]");
        try (var files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (var file : files) {
                if (isLinkTo(file, wanted)) {
                    return true;
                }
            }
            return false;
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isLinkTo(Path file, Path wanted) {
        try {
            return Files.readSymbolicLink(file).equals(wanted);
        } catch (IOException _) {
            return false;
        }
    }
}
