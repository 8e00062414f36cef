package io.holdfast.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who the node behind a data directory is. It is written before the node votes for the first time, so that a node without
 * it knows that it has forgotten everything.
 *
 * @param node the node's configured name
 * @param birth 128 random bits in hexadecimal, minted at the first start: another disk, another birth
 * @param peer the id under which the node votes; empty until the cluster is formed or joined
 * @param clusterId the cluster's; empty until it is formed or joined
 * @param dataGroups how many data groups the cluster has; 0 also while it is not formed or joined
 * @param founders the births of the founding members by name of node; empty until the cluster is formed
 * @param removed whether the node was taken out of the cluster, and so never votes again with this disk
 */
public record Identity(
        String node,
        String birth,
        String peer,
        String clusterId,
        int dataGroups,
        Map<String, String> founders,
        boolean removed) {

    private static final String FILE = "identity.json";
    private static final int BIRTH_BYTES = 16;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public Identity {
        founders = Collections.unmodifiableMap(new TreeMap<>(founders));
    }

    /** A node that takes part in a cluster, or is about to. */
    public Identity(
            String node, String birth, String peer, String clusterId, int dataGroups, Map<String, String> founders) {
        this(node, birth, peer, clusterId, dataGroups, founders, false);
    }

    /** The same node, out of its cluster for good. */
    public Identity takenOut() {
        return new Identity(node, birth, peer, clusterId, dataGroups, founders, true);
    }

    /** A node that starts for the first time. */
    public static Identity mint(String node) {
        var birth = new byte[BIRTH_BYTES];
        new SecureRandom().nextBytes(birth);
        return new Identity(node, HexFormat.of().formatHex(birth), "", "", 0, Map.of());
    }

    /**
     * The identity kept in this directory; null if there is none.
     *
     * @throws RefusedStorageException if there is one that cannot be read
     */
    public static @Nullable Identity load(Path dataDir) {
        var file = dataDir.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            Identity identity = JSON.readValue(Files.readAllBytes(file), Identity.class);
            if (identity != null) {
                return identity;
            }
            throw unreadable(file, dataDir, null);
        } catch (IOException | JacksonException e) {
            throw unreadable(file, dataDir, e);
        }
    }

    private static RefusedStorageException unreadable(Path file, Path dataDir, @Nullable Exception cause) {
        var reason = cause == null ? "it holds nothing" : cause.getMessage();
        return new RefusedStorageException(
                file + " cannot be read (" + reason + "); " + Remedy.deleteDirectory(dataDir), cause);
    }

    /** Writes it so that it outlives a power cut. */
    public void store(Path dataDir) {
        try {
            Files.createDirectories(dataDir);
            var json = JSON.writeValueAsBytes(this);
            AtomicFile.write(dataDir.resolve(FILE), out -> out.write(json));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + dataDir.resolve(FILE), e);
        }
    }
}
