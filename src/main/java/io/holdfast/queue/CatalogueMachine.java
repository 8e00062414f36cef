package io.holdfast.queue;

import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.Machine;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionId;
import io.holdfast.core.Stamp;
import io.holdfast.queue.CatalogueCommand.Define;
import io.holdfast.queue.CatalogueCommand.Delete;
import io.holdfast.queue.CatalogueResult.Defined;
import io.holdfast.queue.CatalogueResult.Deleted;
import io.holdfast.queue.CatalogueResult.Reason;
import io.holdfast.queue.CatalogueResult.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which queues there are, and how each is to behave. Their messages are elsewhere: shards learn from here what they are.
 *
 * <p>Invariants, checked by the model under these numbers:
 *
 * <ul>
 *   <li>INV-1 the version of a queue grows whenever its settings change, and a queue's birth is its first version;
 *   <li>INV-2 a queue keeps the number of shards it was born with;
 *   <li>INV-3 {@link #changed} is the sequence of the last step that changed anything.
 * </ul>
 */
public final class CatalogueMachine implements Machine<CatalogueCommand> {

    /** Queues in a cluster. */
    public static final int QUEUES_MAX = 10_000;

    private record Head(long changed, int queues) {}

    private final NavigableMap<QueueName, CatalogueView> queues = new TreeMap<>();
    private long changed;

    @Override
    public Applied<CatalogueResult> apply(Stamp at, CatalogueCommand command) {
        return switch (command) {
            case Define define -> define(at, define);
            case Delete delete -> delete(at, delete);
        };
    }

    private Applied<CatalogueResult> define(Stamp at, Define command) {
        var queue = queues.get(command.queue());
        if (!holds(command.ifVersion(), queue)) {
            return Applied.of(new Refused(Reason.VERSION_DIFFERS));
        }
        if (queue == null) {
            if (queues.size() >= QUEUES_MAX) {
                return Applied.of(new Refused(Reason.QUEUES_MAX));
            }
            return put(at, new CatalogueView(command.queue(), command.settings(), at.sequence(), at.sequence()));
        }
        if (queue.settings().shards() != command.settings().shards()) {
            return Applied.of(new Refused(Reason.SHARDS_FIXED));
        }
        if (queue.settings().equals(command.settings())) {
            return Applied.of(new Defined(queue.birth(), queue.version(), false));
        }
        return put(at, new CatalogueView(command.queue(), command.settings(), queue.birth(), at.sequence()));
    }

    private Applied<CatalogueResult> put(Stamp at, CatalogueView queue) {
        boolean created = queues.put(queue.queue(), queue) == null;
        changed = at.sequence();
        return Applied.of(
                new Defined(queue.birth(), queue.version(), created),
                new CatalogueEvent.Defined(queue.queue(), queue.version(), created));
    }

    private Applied<CatalogueResult> delete(Stamp at, Delete command) {
        var queue = queues.get(command.queue());
        if (queue == null) {
            return Applied.of(new Refused(Reason.NO_QUEUE));
        }
        if (!holds(command.ifVersion(), queue)) {
            return Applied.of(new Refused(Reason.VERSION_DIFFERS));
        }
        queues.remove(command.queue());
        changed = at.sequence();
        return Applied.of(
                new Deleted(queue.birth(), queue.settings().shards()),
                new CatalogueEvent.Deleted(queue.queue(), queue.birth()));
    }

    private static boolean holds(long ifVersion, @Nullable CatalogueView queue) {
        return ifVersion == CatalogueCommand.ANY_VERSION
                || ifVersion == (queue == null ? CatalogueCommand.NO_VERSION : queue.version());
    }

    public @Nullable CatalogueView find(QueueName queue) {
        return queues.get(queue);
    }

    /** Lists queues by name, after {@code after}. */
    public List<CatalogueView> list(String prefix, @Nullable QueueName after, int limit) {
        var found = new ArrayList<CatalogueView>();
        for (var queue : startingAt(prefix, after).values()) {
            if (found.size() == limit || !queue.queue().value().startsWith(prefix)) {
                break;
            }
            found.add(queue);
        }
        return found;
    }

    private NavigableMap<QueueName, CatalogueView> startingAt(String prefix, @Nullable QueueName after) {
        if (after != null && after.value().compareTo(prefix) >= 0) {
            return queues.tailMap(after, false);
        }
        return prefix.isEmpty() ? queues : queues.tailMap(new QueueName(prefix), true);
    }

    public int queueCount() {
        return queues.size();
    }

    /** The sequence of the last step that changed anything here; 0 if none did. */
    public long changed() {
        return changed;
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

    @Override
    public void save(RowSink rows) {
        rows.put(new Head(changed, queues.size()));
        queues.values().forEach(rows::put);
    }

    @Override
    public void load(RowSource rows, int version) {
        var head = rows.take(Head.class);
        changed = head.changed();
        for (int left = head.queues(); left > 0; left--) {
            var queue = rows.take(CatalogueView.class);
            queues.put(queue.queue(), queue);
        }
    }
}
