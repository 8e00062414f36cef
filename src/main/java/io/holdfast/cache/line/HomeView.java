package io.holdfast.cache.line;

import io.holdfast.cache.line.Directory.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a home knows of an entry.
 *
 * @param holders nodes that may have a copy
 * @param owner the node that was alone when it got its copy, and still is; null if there is none
 * @param awaited nodes that have been told to drop their copy and have not answered
 * @param changes how many changes of it are under way
 * @param sweeping whether its cache is being purged
 */
public record HomeView(
        long term, List<String> holders, @Nullable String owner, List<String> awaited, int changes, boolean sweeping) {

    public HomeView {
        holders = List.copyOf(holders);
        awaited = List.copyOf(awaited);
    }

    /** A node's lease. */
    public record Lease(String node, long incarnation, long renewal, long remainingMillis) {}

    /** @param inherited a bit for each node that may have a copy of what is not known by name */
    static HomeView of(long term, @Nullable Entry entry, long inherited, NodeLeases leases, boolean isSwept) {
        if (entry == null) {
            return new HomeView(term, names(inherited, leases), null, List.of(), 0, isSwept);
        }
        var owner = entry.alone < 0 ? null : leases.at(entry.alone).node;
        return new HomeView(
                term,
                names(entry.holders(), leases),
                owner,
                names(entry.awaited, leases),
                entry.changes.size(),
                isSwept);
    }

    private static List<String> names(long places, NodeLeases leases) {
        var names = new ArrayList<String>();
        for (long rest = places; rest != 0; rest &= rest - 1) {
            names.add(leases.at(Long.numberOfTrailingZeros(rest)).node);
        }
        return names;
    }
}
