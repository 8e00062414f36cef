package io.holdfast.roster;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.Machine;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.roster.RosterCommand.Allot;
import io.holdfast.roster.RosterCommand.Enlist;
import io.holdfast.roster.RosterCommand.Remove;
import io.holdfast.roster.RosterCommand.Retire;
import io.holdfast.roster.RosterResult.Reason;
import io.holdfast.roster.RosterResult.Refused;
import io.holdfast.roster.RosterRow.Standing;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes there are. Who votes is not decided here but by the groups' own configurations; the roster says where nodes are
 * reached, which of them the groups have to let go, and which of them each data group is to be had by.
 *
 * <p>Invariants: INV-1 at most one node is being taken out at a time; INV-2 a node that was removed comes back as another peer or
 * not at all; INV-3 at least one node is active as soon as there is any; INV-4 no data group is
 * allotted to a node that is on its way out at that time.
 */
public final class RosterMachine implements Machine<RosterCommand> {

    private final TreeMap<String, RosterRow> rows = new TreeMap<>();
    private final TreeMap<Integer, Allotment> allotments = new TreeMap<>();
    private long version;

    @Override
    public Applied<RosterResult> apply(Stamp at, RosterCommand command) {
        return switch (command) {
            case Enlist enlist -> enlist(at, enlist);
            case Retire retire -> retire(at, retire);
            case Remove remove -> remove(at, remove);
            case Allot allot -> allot(at, allot);
        };
    }

    private Applied<RosterResult> enlist(Stamp at, Enlist place) {
        var known = rows.get(place.node());
        var enlisted = new RosterResult.Enlisted(place.node(), place.peer());
        if (known != null && isOut(known, place)) {
            return refused(Reason.OUT);
        }
        if (known != null && known.place().equals(place)) {
            return Applied.of(enlisted);
        }
        if (known == null && rows.size() >= RosterLimits.NODES_MAX && !forgetRemoved()) {
            return refused(Reason.NODES_MAX);
        }
        put(at, new RosterRow(place, Standing.ACTIVE, at.millis()));
        return Applied.of(
                enlisted, new RosterEvent.Enlisted(place.node(), place.peer(), place.address(), place.client()));
    }

    /** A node that was removed comes back under another name of its peer, or not at all. */
    private static boolean isOut(RosterRow known, Enlist place) {
        return switch (known.standing()) {
            case ACTIVE -> false;
            case RETIRING -> true;
            case REMOVED -> known.peer().equals(place.peer());
        };
    }

    private boolean forgetRemoved() {
        var eldest = rows.values().stream()
                .filter(row -> row.standing() == Standing.REMOVED)
                .min(Comparator.comparingLong(RosterRow::sinceMillis).thenComparing(RosterRow::node));
        eldest.ifPresent(row -> rows.remove(row.node()));
        return eldest.isPresent();
    }

    private Applied<RosterResult> retire(Stamp at, Retire retire) {
        var known = rows.get(retire.node());
        var retiring = retiring();
        if (known == null || known.standing() == Standing.REMOVED) {
            return refused(Reason.UNKNOWN_NODE);
        }
        if (retiring != null) {
            return retiring.equals(known) ? Applied.of(new RosterResult.Retiring(known.node())) : refused(Reason.BUSY);
        }
        if (rows.values().stream().filter(row -> !row.isLeaving()).count() == 1) {
            return refused(Reason.LAST_NODE);
        }
        put(at, new RosterRow(known.place(), Standing.RETIRING, at.millis()));
        return Applied.of(
                new RosterResult.Retiring(known.node()),
                new RosterEvent.Retiring(known.node(), known.peer(), retire.cause()));
    }

    private Applied<RosterResult> remove(Stamp at, Remove remove) {
        var known = rows.get(remove.node());
        if (known == null || !known.isLeaving() || !known.peer().equals(remove.peer())) {
            return refused(Reason.UNKNOWN_NODE);
        }
        var removed = new RosterResult.Removed(known.node());
        if (known.standing() == Standing.REMOVED) {
            return Applied.of(removed);
        }
        put(at, new RosterRow(known.place(), Standing.REMOVED, at.millis()));
        return Applied.of(removed, new RosterEvent.Removed(known.node(), known.peer()));
    }

    private Applied<RosterResult> allot(Stamp at, Allot allot) {
        for (var node : allot.nodes()) {
            var known = rows.get(node);
            if (known == null || known.isLeaving()) {
                return refused(Reason.UNKNOWN_NODE);
            }
        }
        var allotted = new RosterResult.Allotted(allot.group());
        var known = allotments.get(allot.group());
        if (known != null && known.nodes().equals(allot.nodes())) {
            return Applied.of(allotted);
        }
        allotments.put(allot.group(), new Allotment(allot.group(), allot.nodes(), at.millis()));
        version = at.sequence();
        return Applied.of(allotted, new RosterEvent.Allotted(allot.group(), allot.nodes()));
    }

    private static Applied<RosterResult> refused(Reason reason) {
        return Applied.of(new Refused(reason));
    }

    private void put(Stamp at, RosterRow row) {
        rows.put(row.node(), row);
        version = at.sequence();
    }

    /** The node that is being taken out; null if none is. */
    public @Nullable RosterRow retiring() {
        return rows.values().stream()
                .filter(row -> row.standing() == Standing.RETIRING)
                .findFirst()
                .orElse(null);
    }

    public @Nullable RosterRow find(String node) {
        return rows.get(node);
    }

    /** All nodes by name, those that were removed included. */
    public List<RosterRow> list() {
        return List.copyOf(rows.values());
    }

    /** The data groups that are not had by all, by number. */
    public List<Allotment> allotments() {
        return List.copyOf(allotments.values());
    }

    /** Grows with each change. */
    public long version() {
        return version;
    }

    /** Nodes that are not on their way out. */
    public long activeCount() {
        return rows.values().stream().filter(row -> !row.isLeaving()).count();
    }

    @Override
    public List<Event> sessionEnded(Stamp at, SessionId session) {
        return List.of();
    }

    @Override
    public List<Event> timePassed(Stamp at) {
        return List.of();
    }

    @Override
    public OptionalLong nextDeadline() {
        return OptionalLong.empty();
    }

    @Override
    public boolean uses(SessionId session) {
        return false;
    }

    private record Head(long version) {}

    private record AllotmentCount(int count) {}

    @Override
    public void save(RowSink sink) {
        sink.put(new Head(version));
        sink.put(new AllotmentCount(allotments.size()));
        allotments.values().forEach(sink::put);
        rows.values().forEach(sink::put);
    }

    @Override
    public void load(RowSource source, int saved) {
        version = source.take(Head.class).version();
        // In the first version all nodes had all groups.
        int left = saved < 2 ? 0 : source.take(AllotmentCount.class).count();
        for (; left > 0; left--) {
            var allotment = source.take(Allotment.class);
            allotments.put(allotment.group(), allotment);
        }
        while (source.hasNext()) {
            var row = source.take(RosterRow.class);
            rows.put(row.node(), row);
        }
    }
}
