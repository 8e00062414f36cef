package io.holdfast.replica;

import static io.holdfast.lock.LockPrimitive.LOCKS;

import io.holdfast.core.Command;
import io.holdfast.core.Event;
import io.holdfast.core.Guard;
import io.holdfast.core.Opening;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.lock.FencingToken;
import io.holdfast.lock.Grip;
import io.holdfast.lock.LockCommand.Acquire;
import io.holdfast.lock.LockCommand.Cancel;
import io.holdfast.lock.LockCommand.Claim;
import io.holdfast.lock.LockCommand.Convert;
import io.holdfast.lock.LockCommand.Extend;
import io.holdfast.lock.LockCommand.ForceRelease;
import io.holdfast.lock.LockCommand.Release;
import io.holdfast.lock.LockCommand.RequestRevoke;
import io.holdfast.lock.LockEvent;
import io.holdfast.lock.LockName;
import io.holdfast.lock.Mode;
import io.holdfast.lock.Owner;
import io.holdfast.lock.Terms;
import io.holdfast.lock.TicketId;
import io.holdfast.lock.Want;
import io.holdfast.session.SessionCommand.EndSession;
import io.holdfast.session.SessionCommand.ExpireSession;
import io.holdfast.session.SessionCommand.OpenSession;
import io.holdfast.testing.Snapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A replica that is spoken to in words. Requests that stand together are one entry.
 *
 * <pre>
 * open WHO [name=NAME] [delay=MS]                                     end WHO                 expire WHO [generation=N]
 * acquire LOCK[+LOCK...] WHO[/OWNER] S|U|X [wait=MS] [lease=MS] [min=MS] [delay=MS] [claim=MS] [implicit]
 *     [strategy=skip] [priority=N] [victim=self] [then=end-session]
 * convert LOCK WHO[/OWNER] token=N to=S|U|X [wait=MS]
 * release LOCK[+LOCK...] WHO[/OWNER] token=N [times=N]
 * extend LOCK WHO[/OWNER] token=N lease=MS     cancel WHO ticket=N     claim WHO ticket=N
 * revoke LOCK reason=WORD grace=MS [force]     force LOCK [token=N] reason=WORD [delay=MS]
 *     (all of these: [key=K] [fence=LOCK:N])
 * pass MS      restart      show LOCK      ticket N      why N      deadlocks      sessions
 * </pre>
 */
final class Story {

    private static final long TTL_MILLIS = 15_000;

    private final Narrator narrator = new Narrator();
    private Replica replica = new Replica(List.of(LOCKS));
    private long now;

    /** What comes of these lines, told line by line. */
    List<String> tell(List<String> lines) {
        var told = new ArrayList<String>();
        var requests = new ArrayList<Request>();
        for (var line : lines) {
            var words = new Words(line);
            switch (words.at(0)) {
                case "pass" -> {
                    now += Long.parseLong(words.at(1));
                    tell(replica.apply(new Entry(now, List.of())), told);
                }
                case "restart" -> replica = Snapshot.of(replica).restore(new Replica(List.of(LOCKS)));
                case "show" ->
                    told.add(narrator.tell(replica.machine(LOCKS).queries().inspect(words.lock())));
                case "ticket" -> told.add(ticket(words));
                case "why" ->
                    replica.machine(LOCKS).queries().chain(new TicketId(Long.parseLong(words.at(1)))).stream()
                            .map(narrator::tell)
                            .forEach(told::add);
                case "deadlocks" ->
                    replica.machine(LOCKS).queries().deadlocks().stream()
                            .map(narrator::tell)
                            .forEach(told::add);
                case "sessions" -> told.add(sessions());
                default -> requests.add(request(words));
            }
        }
        if (!requests.isEmpty()) {
            tell(replica.apply(new Entry(now, requests)), told);
        }
        return told;
    }

    private void tell(Step step, List<String> told) {
        step.outcomes().forEach(outcome -> told.add(narrator.tell(outcome)));
        step.events().stream()
                .filter(event -> !isToldByItsResult(event))
                .forEach(event -> told.add(narrator.tell(event)));
    }

    private static boolean isToldByItsResult(Event event) {
        return event instanceof LockEvent.Acquired
                || event instanceof LockEvent.Converted
                || event instanceof LockEvent.Released;
    }

    private String ticket(Words words) {
        var view = replica.machine(LOCKS).queries().ticket(new TicketId(Long.parseLong(words.at(1))));
        return view == null ? "unknown" : narrator.tell(view);
    }

    private String sessions() {
        return replica.sessions().list("", null, Integer.MAX_VALUE).stream()
                .map(view -> narrator.name(view.session()) + (view.implicit() ? " (implicit)" : ""))
                .toList()
                .toString();
    }

    private Request request(Words words) {
        var command = command(words);
        var key = words.named("key", "");
        var session = command.session();
        var opening = words.has("implicit") && session != null ? new Opening(session, "", TTL_MILLIS) : null;
        return new Request(
                key.isEmpty() ? null : new RequestKey("", key), words.fingerprint(), opening, words.guard(), command);
    }

    private Command command(Words words) {
        return switch (words.at(0)) {
            case "open" ->
                new OpenSession(
                        narrator.session(words.at(1)),
                        words.named("name", words.at(1)),
                        TTL_MILLIS,
                        words.number("delay", 0),
                        Collections.emptyMap());
            case "end" -> new EndSession(narrator.session(words.at(1)));
            case "expire" -> expire(words);
            case "acquire" ->
                new Acquire(
                        words.locks().stream()
                                .map(lock -> new Want(lock, Mode.valueOf(words.at(3))))
                                .toList(),
                        new Owner(narrator.session(words.who()), words.owner()),
                        words.terms());
            case "convert" ->
                new Convert(
                        new Grip(words.lock(), words.token()),
                        narrator.session(words.who()),
                        words.at(2).contains("/") ? words.owner() : null,
                        Mode.valueOf(words.named("to", "")),
                        words.terms());
            case "claim" -> new Claim(new TicketId(words.number("ticket", 0)), narrator.session(words.at(1)));
            case "revoke" ->
                new RequestRevoke(
                        words.lock(), words.named("reason", ""), words.number("grace", 0), words.has("force"));
            case "force" ->
                new ForceRelease(
                        words.lock(),
                        words.number("token", 0) == 0 ? null : words.token(),
                        null,
                        words.named("reason", ""),
                        "operator",
                        words.number("delay", 0));
            case "release" ->
                new Release(
                        words.locks().stream()
                                .map(lock -> new Grip(lock, words.token()))
                                .toList(),
                        narrator.session(words.who()),
                        words.at(2).contains("/") ? words.owner() : null,
                        (int) words.number("times", 1));
            case "extend" ->
                new Extend(
                        words.lock(),
                        narrator.session(words.who()),
                        words.at(2).contains("/") ? words.owner() : null,
                        words.token(),
                        words.number("lease", 0));
            case "cancel" -> new Cancel(new TicketId(words.number("ticket", 0)), narrator.session(words.at(1)));
            default -> throw new IllegalArgumentException("nobody can " + words);
        };
    }

    private ExpireSession expire(Words words) {
        var id = narrator.session(words.at(1));
        var view = replica.sessions().find(id);
        return new ExpireSession(id, words.number("generation", view == null ? 0 : view.generation()));
    }

    /** A line: words by their place, and {@code name=value} by name. */
    private static final class Words {

        private final String line;
        private final List<String> placed = new ArrayList<>();
        private final Map<String, String> named = new HashMap<>();

        Words(String line) {
            this.line = line;
            for (var word : line.trim().split(" +")) {
                int equals = word.indexOf('=');
                if (equals < 0) {
                    placed.add(word);
                } else {
                    named.put(word.substring(0, equals), word.substring(equals + 1));
                }
            }
        }

        String at(int place) {
            return placed.get(place);
        }

        boolean has(String word) {
            return placed.contains(word);
        }

        String named(String name, String otherwise) {
            return named.getOrDefault(name, otherwise);
        }

        long number(String name, long otherwise) {
            var value = named.get(name);
            return value == null ? otherwise : Long.parseLong(value);
        }

        LockName lock() {
            return new LockName(placed.get(1));
        }

        List<LockName> locks() {
            return Arrays.stream(placed.get(1).split("\\+")).map(LockName::new).toList();
        }

        Terms terms() {
            return new Terms(
                    number("wait", 0),
                    number("lease", 0),
                    number("min", 0),
                    number("delay", Terms.DELAY_OF_THE_SESSION),
                    number("claim", 0),
                    named("strategy", "").equals("skip") ? Terms.Strategy.SKIP : Terms.Strategy.RESERVE,
                    (int) number("priority", 0),
                    named("victim", "").equals("self") ? Terms.VictimPolicy.SELF : Terms.VictimPolicy.YOUNGEST,
                    named("then", "").equals("end-session") ? Terms.OnDeadlock.END_SESSION : Terms.OnDeadlock.FAIL_WAIT,
                    "");
        }

        @Nullable
        Guard guard() {
            var fence = named.get("fence");
            if (fence == null) {
                return null;
            }
            int colon = fence.lastIndexOf(':');
            return new Guard(fence.substring(0, colon), Long.parseLong(fence.substring(colon + 1)));
        }

        String who() {
            return placed.get(2).replaceAll("/.*", "");
        }

        String owner() {
            var who = placed.get(2);
            return who.contains("/") ? who.substring(who.indexOf('/') + 1) : "";
        }

        FencingToken token() {
            return new FencingToken(number("token", 0));
        }

        /** The same question is the same request, whoever the implicit session is minted for. */
        long fingerprint() {
            var asked = new ArrayList<>(placed);
            if (asked.remove("implicit")) {
                asked.remove(2);
            }
            return (asked + " " + new TreeMap<>(named)).hashCode();
        }

        @Override
        public String toString() {
            return line;
        }
    }
}
