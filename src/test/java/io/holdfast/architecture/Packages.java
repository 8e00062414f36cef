package io.holdfast.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which package may import which: the table of docs/architecture.md. Below {@code root}, so that the rules can be tried on
 * packages that were made to break them.
 *
 * <p>A primitive is a folder with a {@code ...Primitive} in it, and needs no line here: it may import {@code core}, and
 * its {@code web} and {@code redis} may import it. So may its {@code edge}, where it has a port of its own, its
 * {@code line}, which is as pure as itself, and its {@code coherence} between both and the other nodes.
 */
final class Packages {

    /** Sessions are a primitive that the replica knows: commands are made in their name. */
    static final String SESSION = "session";

    /** The nodes of the cluster are a primitive that consensus itself knows, as it is about its peers. */
    static final String ROSTER = "roster";

    /** What a primitive has beside its own folder: its face, and what of it is kept in Redis. */
    private static final String WEB = ".web";

    private static final String REDIS = ".redis";
    private static final String EDGE = ".edge";
    private static final String LINE = ".line";
    private static final String COHERENCE = ".coherence";

    /** Besides the primitives. */
    private static final Set<String> PURE = Set.of("core", "replica", "placement");

    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("core", Set.of()),
            Map.entry(SESSION, Set.of("core")),
            Map.entry("replica", Set.of("core", SESSION)),
            Map.entry("wire", Set.of("core", SESSION, "replica")),
            Map.entry("store", Set.of("core")),
            Map.entry("cluster", Set.of("core")),
            Map.entry("placement", Set.of()),
            Map.entry("tls", Set.of()),
            Map.entry(
                    "raft", Set.of("core", SESSION, ROSTER, "replica", "wire", "store", "cluster", "placement", "tls")),
            Map.entry("web", Set.of("core", "cluster", "tls")),
            Map.entry("security", Set.of("core", "cluster", "web")),
            Map.entry("actuator", Set.of("core", "cluster")));

    private final String root;
    private final Set<String> primitives = new TreeSet<>();

    Packages(String root, JavaClasses classes) {
        this.root = root;
        for (var type : classes) {
            var folder = folder(type);
            if (folder != null && type.getSimpleName().endsWith("Primitive") && !folder.contains(".")) {
                primitives.add(folder);
            }
        }
        primitives.remove("core");
    }

    String root() {
        return root;
    }

    /** The class's package below the root; empty for the root itself, null outside. */
    @Nullable
    String folder(JavaClass type) {
        var name = type.getPackageName();
        if (name.equals(root)) {
            return "";
        }
        return name.startsWith(root + ".") ? name.substring(root.length() + 1) : null;
    }

    /** Sessions included. */
    Set<String> primitives() {
        return primitives;
    }

    boolean isPure(JavaClass type) {
        var folder = folder(type);
        return folder != null
                && (PURE.contains(folder) || primitives.contains(folder) || isPurePartOfPrimitive(folder));
    }

    private boolean isPurePartOfPrimitive(String folder) {
        return folder.endsWith(LINE) && primitives.contains(folder.replaceFirst("\\..*", ""));
    }

    /** Where nothing but what Spring or a test finds by itself may live: nobody imports it. */
    boolean isLeaf(JavaClass type) {
        var folder = folder(type);
        return folder != null
                && (folder.endsWith(WEB)
                        || folder.endsWith(REDIS)
                        || folder.endsWith(COHERENCE)
                        || Set.of("raft", "actuator", "security").contains(folder));
    }

    /** What classes of the folder may import besides their own folder; null where the folder has no place. */
    @Nullable
    Set<String> mayImport(String folder) {
        var listed = MAY_IMPORT.get(folder);
        if (listed != null) {
            return listed;
        }
        return ofPrimitive(folder);
    }

    private @Nullable Set<String> ofPrimitive(String folder) {
        if (primitives.contains(folder)) {
            return Set.of("core");
        }
        var owner = folder.replaceFirst("\\..*", "");
        if (!primitives.contains(owner)) {
            return null;
        }
        return switch (folder.substring(owner.length())) {
            case EDGE -> Set.of("core", "cluster", "placement", owner);
            case LINE -> Set.of("core", owner);
            case COHERENCE -> and(owner + EDGE, "core", "cluster", "placement", "wire", owner, owner + LINE);
            case WEB -> and(owner + EDGE, "core", "cluster", "placement", "web", owner);
            case REDIS -> and(owner, owner + EDGE, "core", SESSION, "cluster", "placement");
            default -> null;
        };
    }

    private static Set<String> and(String last, String... others) {
        var all = new TreeSet<>(Set.of(others));
        all.add(last);
        return all;
    }

    /** The table with the primitives that were found. */
    Map<String, Set<String>> table() {
        var table = new TreeMap<>(MAY_IMPORT);
        for (var primitive : primitives) {
            for (var ring : List.of("", EDGE, LINE, COHERENCE, WEB, REDIS)) {
                var may = ofPrimitive(primitive + ring);
                if (may != null) {
                    table.putIfAbsent(primitive + ring, may);
                }
            }
        }
        return table;
    }
}
