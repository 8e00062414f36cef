package io.holdfast.cache.web;

import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheCommand.DeleteAll;
import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.CacheCommand.Item;
import io.holdfast.cache.CacheCommand.Removal;
import io.holdfast.cache.CacheCommand.WriteAll;
import io.holdfast.cache.CacheDefinition;
import io.holdfast.cache.CacheLimits;
import io.holdfast.cache.CacheResult.Batched;
import io.holdfast.cache.CacheResult.Each;
import io.holdfast.cache.CacheSettings.Backing;
import io.holdfast.cache.edge.Found;
import io.holdfast.cache.edge.Freshness;
import io.holdfast.cache.edge.Lines;
import io.holdfast.cache.web.BatchController.DeleteItem;
import io.holdfast.cache.web.BatchController.PutItem;
import io.holdfast.cache.web.CacheAnswers.ItemView;
import io.holdfast.web.Durations;
import io.holdfast.web.Input;
import io.holdfast.web.LocalMutation;
import io.holdfast.web.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Brings many entries to their homes, to several at once. */
final class Batches {

    /** Values of one answer. */
    private static final long ANSWER_BYTES_MAX = 4L << 20;

    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;
    private static final int TOO_LARGE = 413;
    private static final int FAILED_DEPENDENCY = 424;

    /** What of a request goes to one group in one step, and where that stands in the request. */
    private record Part<T>(int group, int number, List<T> items, List<Integer> places) {}

    private final Caches caches;
    private final Lines lines;
    private final Evicting evicting;
    private final Values values;

    Batches(Caches caches, Lines lines, Evicting evicting, Values values) {
        this.caches = caches;
        this.lines = lines;
        this.evicting = evicting;
        this.values = values;
    }

    List<ItemView> get(CacheDefinition cache, @Nullable List<String> keys) {
        var asked = checked("keys", keys);
        var names = asked.stream().map(key -> Caches.key(cache, key)).toList();
        var found = caches.each(names, name -> lines.read(name, Freshness.LINEARIZABLE));
        var views = new ArrayList<ItemView>();
        long bytes = 0;
        for (int i = 0; i < found.size(); i++) {
            var one = found.get(i);
            var content = one.content();
            if (one.state() == Found.State.UNREACHED) {
                var problem = CacheProblems.STORE_UNREACHABLE;
                views.add(ItemView.of(asked.get(i), problem.status(), problem.code(), 0));
                continue;
            }
            if (one.state() != Found.State.PRESENT || content == null) {
                var code = one.state() == Found.State.ABSENT ? CacheProblems.ENTRY_ABSENT : CacheProblems.ENTRY_UNKNOWN;
                views.add(ItemView.of(asked.get(i), NOT_FOUND, code.code(), 0));
                continue;
            }
            var plain = Coding.plain(content);
            bytes += plain.length;
            views.add(
                    bytes > ANSWER_BYTES_MAX
                            ? ItemView.of(asked.get(i), TOO_LARGE, "body-too-large", one.version())
                            : values.view(asked.get(i), one, plain, content.type()));
        }
        return views;
    }

    private static <T> List<T> checked(String field, @Nullable List<T> list) {
        var checked = Input.required(field, list);
        if (checked.isEmpty() || checked.size() > CacheLimits.BATCH_MAX) {
            throw ProblemException.badRequest(
                    "\"" + field + "\" has 1 to " + CacheLimits.BATCH_MAX + " elements, not " + checked.size());
        }
        return checked;
    }

    List<ItemView> put(CacheDefinition cache, @Nullable List<PutItem> items, boolean atomic, LocalMutation mutation) {
        var drafts = checked("items", items).stream()
                .map(item -> new Item(
                        Caches.key(cache, Input.required("key", item.key())).key(),
                        draft(cache, item),
                        Terms.condition(item.ifMatch(), item.ifNoneMatch())))
                .toList();
        settle(cache, drafts, Item::key, Item::ifVersion);
        var parts = parts(cache, drafts, Item::key, Batches::size, atomic);
        return changed(
                cache,
                parts,
                drafts.stream().map(Item::key).toList(),
                mutation,
                part -> Input.valid(() -> new WriteAll(cache.cache(), part.items(), atomic)));
    }

    /** Conditions that only a store behind the cache could decide are refused in a batch: it is asked before. */
    private <T> void settle(
            CacheDefinition cache, List<T> items, Function<T, String> key, ToLongFunction<T> ifVersion) {
        if (cache.settings().backing() == Backing.NONE) {
            return;
        }
        var asked = items.stream()
                .filter(item -> ifVersion.applyAsLong(item) == CacheCommand.SOME_VERSION
                        || ifVersion.applyAsLong(item) == CacheCommand.NO_VERSION)
                .map(item -> Caches.key(cache, key.apply(item)))
                .toList();
        var unused = caches.each(asked, lines::settle);
    }

    private static long size(Item item) {
        var content = item.draft().content();
        // Tags and windows are small beside what a batch may have, and the entry of the log has room for them.
        return item.key().length() + 100L + (content == null ? 0 : content.size());
    }

    private Draft draft(CacheDefinition cache, PutItem item) {
        boolean negative = Boolean.TRUE.equals(item.absent());
        var windows = Terms.windows(
                cache,
                negative,
                millis("ttl", item.ttl()),
                millis("staleWhileRevalidate", item.staleWhileRevalidate()),
                millis("staleIfError", item.staleIfError()));
        List<String> tags = item.tags() == null ? List.of() : item.tags();
        tags.forEach(Terms::checkTag);
        var content = negative ? null : values.read(item);
        return Input.valid(() -> new Draft(content, windows, tags));
    }

    private static @Nullable Long millis(String field, @Nullable String text) {
        return text == null ? null : Durations.millis(field, text);
    }

    List<ItemView> delete(
            CacheDefinition cache, @Nullable List<DeleteItem> items, boolean atomic, LocalMutation mutation) {
        var removals = checked("items", items).stream()
                .map(item -> new Removal(
                        Caches.key(cache, Input.required("key", item.key())).key(),
                        Terms.condition(item.ifMatch(), null)))
                .toList();
        settle(cache, removals, Removal::key, Removal::ifVersion);
        var parts = parts(cache, removals, Removal::key, _ -> 100, atomic);
        var answers = changed(
                cache,
                parts,
                removals.stream().map(Removal::key).toList(),
                mutation,
                part -> Input.valid(() -> new DeleteAll(cache.cache(), part.items(), atomic)));
        return answers.stream()
                .map(item -> item.status() == OK || item.status() == CREATED
                        ? ItemView.of(item.key(), NO_CONTENT, null, 0)
                        : item)
                .toList();
    }

    private <T> List<Part<T>> parts(
            CacheDefinition cache, List<T> items, Function<T, String> key, ToLongFunction<T> size, boolean atomic) {
        var open = new TreeMap<Integer, Part<T>>();
        var sizes = new TreeMap<Integer, Long>();
        var parts = new ArrayList<Part<T>>();
        for (int place = 0; place < items.size(); place++) {
            var item = items.get(place);
            int group = caches.homeOf(Caches.key(cache, key.apply(item)));
            long bytes = sizes.getOrDefault(group, 0L) + size.applyAsLong(item);
            if (!open.containsKey(group) || (bytes > CacheLimits.BATCH_BYTES_MAX && !atomic)) {
                var part = new Part<T>(group, parts.size(), new ArrayList<>(), new ArrayList<>());
                open.put(group, part);
                parts.add(part);
                bytes = size.applyAsLong(item);
            }
            sizes.put(group, bytes);
            open.get(group).items().add(item);
            open.get(group).places().add(place);
        }
        if (atomic && parts.size() > 1) {
            throw new ProblemException(CacheProblems.apart());
        }
        return parts;
    }

    private <T> List<ItemView> changed(
            CacheDefinition cache,
            List<Part<T>> parts,
            List<String> keys,
            LocalMutation mutation,
            Function<Part<T>, CacheCommand> command) {
        var commands = parts.stream().map(command).toList();
        mutation.check();
        var deliveries = caches.each(
                parts, part -> caches.submit(mutation, "b" + part.number(), part.group(), commands.get(part.number())));
        if (deliveries.stream().allMatch(delivery -> delivery.replayed())) {
            mutation.replayed();
        }
        var views = new ItemView[keys.size()];
        for (var part : parts) {
            if (!(deliveries.get(part.number()).result() instanceof Batched batched)) {
                throw new IllegalStateException(
                        "no answer to a batch: " + deliveries.get(part.number()).result());
            }
            if (batched.crowded()) {
                evicting.begin(cache.cache(), part.group());
            }
            for (int i = 0; i < part.places().size(); i++) {
                int place = part.places().get(i);
                views[place] = view(keys.get(place), batched.items().get(i), batched.done());
            }
        }
        return List.of(views);
    }

    private static ItemView view(String key, Each each, boolean done) {
        var reason = each.refused();
        if (reason != null) {
            var problem = CacheProblems.refused(key, reason, each.version()).type();
            return ItemView.of(key, problem.status(), problem.code(), each.version());
        }
        return done
                ? ItemView.of(key, each.changed() ? CREATED : OK, null, each.version())
                : ItemView.of(key, FAILED_DEPENDENCY, "not-done", 0);
    }
}
