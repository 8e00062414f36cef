package io.holdfast.wire;

import io.holdfast.cache.CachePrimitive;
import io.holdfast.cache.CachesPrimitive;
import io.holdfast.core.Command;
import io.holdfast.core.Primitive;
import io.holdfast.core.Result;
import io.holdfast.core.Tag;
import io.holdfast.election.ElectionPrimitive;
import io.holdfast.fence.FencePrimitive;
import io.holdfast.keys.KeyPrimitive;
import io.holdfast.lock.LockPrimitive;
import io.holdfast.membership.MembershipPrimitive;
import io.holdfast.queue.CataloguePrimitive;
import io.holdfast.queue.QueuePrimitive;
import io.holdfast.roster.RosterPrimitive;
import io.holdfast.semaphore.SemaphorePrimitive;
import io.holdfast.session.RequestMemo;
import io.holdfast.session.SessionPrimitive;
import io.holdfast.session.SessionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Everything that has a form on the wire, for the tests that hold for all of it. */
final class WireTypes {

    /** Besides sessions, which every group has. */
    static final List<Primitive<?, ?>> PRIMITIVES = List.of(
            LockPrimitive.LOCKS,
            SemaphorePrimitive.SEMAPHORES,
            ElectionPrimitive.ELECTIONS,
            MembershipPrimitive.GROUPS,
            CataloguePrimitive.CATALOGUE,
            QueuePrimitive.QUEUES,
            CachesPrimitive.CACHES,
            CachePrimitive.CACHE,
            FencePrimitive.FENCES,
            KeyPrimitive.KEYS,
            RosterPrimitive.ROSTER);

    static final List<Primitive<?, ?>> ALL = List.of(
            SessionPrimitive.SESSIONS,
            LockPrimitive.LOCKS,
            SemaphorePrimitive.SEMAPHORES,
            ElectionPrimitive.ELECTIONS,
            MembershipPrimitive.GROUPS,
            CataloguePrimitive.CATALOGUE,
            QueuePrimitive.QUEUES,
            CachesPrimitive.CACHES,
            CachePrimitive.CACHE,
            FencePrimitive.FENCES,
            KeyPrimitive.KEYS,
            RosterPrimitive.ROSTER);

    private static final String MEMO = "memo";

    private static final Map<String, List<String>> ROWS = Map.ofEntries(
            Map.entry("session", List.of(SessionView.class.getName())),
            Map.entry(
                    "lock",
                    List.of(
                            "io.holdfast.lock.LockRows$Counts",
                            "io.holdfast.lock.LockRows$LockRow",
                            "io.holdfast.lock.Waiter",
                            "io.holdfast.lock.Waits$Unclaimed",
                            "io.holdfast.lock.EndedTicket",
                            "io.holdfast.lock.Defeats$Defeat",
                            "io.holdfast.lock.Deadlock",
                            "io.holdfast.lock.ForcedRelease")),
            Map.entry(
                    "semaphore",
                    List.of(
                            "io.holdfast.semaphore.SemaphoreRows$Count",
                            "io.holdfast.semaphore.SemaphoreRows$SemaphoreRow",
                            "io.holdfast.semaphore.EndedTicket")),
            Map.entry(
                    "election",
                    List.of(
                            "io.holdfast.election.ElectionRows$Head",
                            "io.holdfast.election.ElectionRows$ElectionRow",
                            "io.holdfast.election.Waiter",
                            "io.holdfast.election.ElectionRows$VacantRow",
                            "io.holdfast.election.EndedTicket")),
            Map.entry(
                    "membership",
                    List.of(
                            "io.holdfast.membership.MembershipMachine$Head",
                            "io.holdfast.membership.MembershipMachine$GroupRow",
                            "io.holdfast.membership.Member",
                            "io.holdfast.membership.MembershipMachine$EmptyRow")),
            Map.entry(
                    "queue",
                    List.of(
                            "io.holdfast.queue.ShardRows$Shards",
                            "io.holdfast.queue.ShardRows$ShardRow",
                            "io.holdfast.queue.ShardRows$Block")),
            Map.entry("key", List.of("io.holdfast.keys.KeyView")),
            Map.entry(
                    "roster",
                    List.of(
                            "io.holdfast.roster.RosterMachine$Head",
                            "io.holdfast.roster.RosterMachine$AllotmentCount",
                            "io.holdfast.roster.Allotment",
                            "io.holdfast.roster.RosterRow")),
            Map.entry("fence", List.of("io.holdfast.fence.FenceMarks$Mark")),
            Map.entry(
                    "catalogue", List.of("io.holdfast.queue.CatalogueMachine$Head", "io.holdfast.queue.CatalogueView")),
            Map.entry("caches", List.of("io.holdfast.cache.CachesMachine$Head", "io.holdfast.cache.CacheDefinition")),
            Map.entry(
                    "cache",
                    List.of(
                            "io.holdfast.cache.PartRows$Head",
                            "io.holdfast.cache.PartRows$PartRow",
                            "io.holdfast.cache.Floors$FloorRow")));

    /** A command by itself, as it stands within a request. */
    record OneCommand(Command command) {}

    /** A result by itself, as it stands within the memo. */
    record OneResult(Result result) {}

    /**
     * One thing with a golden file.
     *
     * @param folder the name of its primitive, or of the request memo
     * @param kind command, result or row
     */
    record Frozen(String folder, String kind, int number, int version, Class<? extends Record> type) {

        String file() {
            var name =
                    type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
            return folder + "/" + (kind.equals("row") ? "row-" : "") + name + "-v" + version + ".hex";
        }

        /** The value in the record that says which family it is read as; a row stands for itself. */
        Record wrap(Record value) {
            return switch (kind) {
                case "command" -> new OneCommand((Command) value);
                case "result" -> new OneResult((Result) value);
                default -> value;
            };
        }

        Class<? extends Record> wrapper() {
            return switch (kind) {
                case "command" -> OneCommand.class;
                case "result" -> OneResult.class;
                default -> type;
            };
        }

        @Override
        public String toString() {
            return file();
        }
    }

    private WireTypes() {}

    static List<Frozen> frozen() {
        var all = new ArrayList<Frozen>();
        for (var primitive : ALL) {
            primitive.commands().forEach(tag -> all.add(frozen(primitive, "command", tag)));
            primitive.results().forEach(tag -> all.add(frozen(primitive, "result", tag)));
            for (var row : ROWS.getOrDefault(primitive.name(), List.of())) {
                all.add(new Frozen(primitive.name(), "row", 0, primitive.snapshotVersion(), recordNamed(row)));
            }
        }
        all.add(new Frozen(MEMO, "row", 0, 1, RequestMemo.Answered.class));
        return all;
    }

    private static Frozen frozen(Primitive<?, ?> primitive, String kind, Tag<?> tag) {
        return new Frozen(
                primitive.name(), kind, tag.number(), tag.version(), tag.type().asSubclass(Record.class));
    }

    private static Class<? extends Record> recordNamed(String name) {
        try {
            return Class.forName(name).asSubclass(Record.class);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Frozen> commands() {
        return frozen().stream().filter(each -> each.kind().equals("command")).toList();
    }

    static List<Frozen> results() {
        return frozen().stream().filter(each -> each.kind().equals("result")).toList();
    }
}
