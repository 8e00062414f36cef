package io.holdfast.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Event;
import io.holdfast.core.HeapShelf;
import io.holdfast.core.Stamp;
import io.holdfast.queue.QueueAnswer.GroupView;
import io.holdfast.queue.QueueAnswer.GroupViews;
import io.holdfast.queue.QueueAnswer.Messages;
import io.holdfast.queue.QueueAnswer.Payloads;
import io.holdfast.queue.QueueAnswer.ShardView;
import io.holdfast.queue.QueueCommand.Settle;
import io.holdfast.queue.QueueResult.Delivered;
import io.holdfast.queue.QueueResult.Reason;
import io.holdfast.queue.QueueResult.Refused;
import io.holdfast.queue.QueueResult.Sent;
import io.holdfast.queue.QueueResult.Turned;
import io.holdfast.testing.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plays moves on the machine and on the naive shards, and compares them after each. */
final class QueueRun {

    private final TreeMap<Shard, NaiveShard> naive = new TreeMap<>();
    private final QueueInvariants invariants = new QueueInvariants();
    private final Map<Shard, List<Lease>> leases = new LinkedHashMap<>();
    private final Map<Shard, List<Long>> numbers = new LinkedHashMap<>();
    private HeapShelf shelf = new HeapShelf();
    private QueueMachine machine = new QueueMachine(shelf);
    private long sequence;
    private long now;
    private long births = 1;
    private long versions;

    static void play(List<QueueMove> moves) {
        var run = new QueueRun();
        moves.forEach(run::play);
        run.reload();
    }

    private void play(QueueMove move) {
        switch (move) {
            case QueueMove.Pass pass -> {
                now += pass.millis();
                passTime();
                QueueMove.SHARDS.forEach(this::compareViews);
            }
            case QueueMove.Reload _ -> {
                reload();
                QueueMove.SHARDS.forEach(this::compareViews);
            }
            default -> {
                passTime();
                var command = commandOf(move);
                compare(command);
                compareViews(command.shard());
            }
        }
        long due = naive.values().stream().mapToLong(NaiveShard::nextDue).min().orElse(NaiveShard.NEVER);
        same(due, machine.nextDeadline().orElse(NaiveShard.NEVER), "next deadline");
    }

    private QueueCommand commandOf(QueueMove move) {
        return switch (move) {
            case QueueMove.Make make -> {
                births += make.births();
                versions += make.newer() ? 1 : 0;
                yield new QueueCommand.Configure(make.shard(), births, versions, make.settings());
            }
            case QueueMove.Remove remove -> new QueueCommand.Drop(remove.shard(), births + remove.births());
            case QueueMove.Put put -> new QueueCommand.Send(put.shard(), put.drafts());
            case QueueMove.Take take -> receive(take);
            case QueueMove.Decide decide -> settle(decide);
            case QueueMove.Both both -> new QueueCommand.Turn(settle(both.decide()), receive(both.take()));
            case QueueMove.Withdraw one -> new QueueCommand.Cancel(one.shard(), number(one.shard(), one.back()));
            case QueueMove.Shift shift ->
                new QueueCommand.Reschedule(
                        shift.shard(), number(shift.shard(), shift.back()), shift.delayMillis(), shift.priority());
            case QueueMove.Sweep sweep ->
                new QueueCommand.Purge(
                        sweep.shard(),
                        sweep.states(),
                        sweep.ageMillis(),
                        sweep.back() < 0 ? 0 : number(sweep.shard(), sweep.back()));
            case QueueMove.Halt halt ->
                new QueueCommand.Pause(halt.shard(), halt.sending(), halt.receiving(), halt.forMillis());
            case QueueMove.Revive revive ->
                new QueueCommand.Redrive(
                        revive.shard(), revive.task(), revive.group(), revive.reason(), revive.perSecond());
            case QueueMove.StopReviving stop -> new QueueCommand.CancelRedrive(stop.shard(), stop.task());
            case QueueMove.Pass _, QueueMove.Reload _ -> throw new IllegalArgumentException("no command: " + move);
        };
    }

    private QueueCommand.Receive receive(QueueMove.Take take) {
        return new QueueCommand.Receive(
                take.shard(), take.max(), take.bytesMax(), take.visibilityMillis(), take.consumer(), sequence * 31);
    }

    private Settle settle(QueueMove.Decide decide) {
        var settlements = decide.picks().stream()
                .map(pick -> {
                    var lease = lease(decide.shard(), pick.back());
                    return new Settlement(
                            lease.message(),
                            lease.lease(),
                            pick.madeUp() ? lease.nonce() + 1 : lease.nonce(),
                            pick.verdict(),
                            pick.millis(),
                            pick.reason());
                })
                .toList();
        return new Settle(decide.shard(), settlements);
    }

    private Lease lease(Shard shard, int back) {
        var given = leases.getOrDefault(shard, List.of());
        return back < given.size()
                ? given.get(given.size() - 1 - back)
                : new Lease(1, 1, 1, null, 0, 1, 0, 1, 0, 1_000);
    }

    private long number(Shard shard, int back) {
        var sent = numbers.getOrDefault(shard, List.of());
        return back < sent.size() ? sent.get(sent.size() - 1 - back) : 1;
    }

    private void passTime() {
        if (machine.nextDeadline().orElse(Long.MAX_VALUE) > now) {
            return;
        }
        var at = new Stamp(++sequence, now);
        var expected = new ArrayList<Event>();
        naive.values().stream()
                .filter(shard -> shard.nextDue() <= now)
                .sorted((one, other) -> Long.compare(one.nextDue(), other.nextDue()))
                .forEach(shard -> {
                    shard.begin(at, expected);
                    shard.timePassed();
                    shard.announce();
                });
        var actual = machine.timePassed(at);
        same(byShard(expected), byShard(actual), "events");
        invariants.happened(actual);
    }

    /** Shards that come due at the same time do so in the order of their ids, which the naive ones do not have. */
    private static Map<Shard, List<Event>> byShard(List<Event> events) {
        return events.stream().collect(Collectors.groupingBy(event -> ((QueueEvent) event).shard()));
    }

    private void compare(QueueCommand command) {
        var at = new Stamp(++sequence, now);
        var foreseen = machine.foresee(command, now);
        var events = new ArrayList<Event>();
        var expected = apply(at, command, events);
        var actual = machine.apply(at, command);
        same(expected, actual.result(), command);
        same(events, actual.events(), command);
        if (foreseen != null) {
            same(foreseen, actual.result(), "foreseen");
            same(List.of(), actual.events(), "what a foreseen command leads to");
        } else if (command instanceof QueueCommand.Receive) {
            same(false, actual.result().equals(new Delivered(List.of())), "an empty receive that was not foreseen");
        }
        remember(command, actual.result());
        invariants.applied(command, actual.result());
        invariants.happened(actual.events());
    }

    private void remember(QueueCommand command, QueueResult result) {
        switch (result) {
            case Sent sent ->
                sent.messages().stream()
                        .filter(message -> message.fate() == QueueResult.Fate.SENT)
                        .forEach(message -> numbers.computeIfAbsent(command.shard(), _ -> new ArrayList<>())
                                .add(message.message()));
            case Delivered delivered -> handedOut(command, result, delivered.leases());
            case Turned turned -> handedOut(command, result, turned.leases());
            default -> {}
        }
    }

    private void handedOut(QueueCommand command, QueueResult result, List<Lease> handed) {
        leases.computeIfAbsent(command.shard(), _ -> new ArrayList<>()).addAll(handed);
        var payloads = (Payloads) machine.enclosure(command, result);
        var messages = naive.get(command.shard()).messages;
        same(
                handed.stream()
                        .map(lease -> messages.get(lease.message()).payload)
                        .toList(),
                payloads.bodies().stream().map(QueueAnswer.Body::payload).toList(),
                "payloads");
    }

    private QueueResult apply(Stamp at, QueueCommand command, List<Event> events) {
        var shard = naive.get(command.shard());
        if (command instanceof QueueCommand.Configure configure) {
            return configure(at, shard, configure, events);
        }
        if (command instanceof QueueCommand.Drop drop) {
            if (shard != null && shard.birth <= drop.birth()) {
                remove(shard, events);
            }
            return new QueueResult.Dropped();
        }
        if (shard == null) {
            return new Refused(Reason.NO_SHARD);
        }
        shard.begin(at, events);
        var result = apply(shard, command);
        shard.announce();
        return result;
    }

    private void remove(NaiveShard shard, List<Event> events) {
        naive.remove(shard.shard);
        events.add(new QueueEvent.ShardDropped(shard.shard, shard.birth, shard.messages.size()));
    }

    private QueueResult configure(
            Stamp at, @Nullable NaiveShard there, QueueCommand.Configure command, List<Event> events) {
        var shard = there;
        if (shard != null && command.birth() > shard.birth) {
            remove(shard, events);
            shard = null;
        }
        if (shard == null) {
            shard = new NaiveShard(command);
            naive.put(command.shard(), shard);
            events.add(new QueueEvent.ShardMade(command.shard(), command.birth()));
        }
        shard.begin(at, events);
        if (command.birth() == shard.birth && command.version() > shard.version) {
            boolean order = shard.settings.onFailure() != command.settings().onFailure();
            shard.version = command.version();
            shard.settings = command.settings();
            if (order) {
                QueueMove.GROUPS.forEach(shard::refresh);
            }
        }
        shard.announce();
        return new QueueResult.Configured(shard.birth, shard.version);
    }

    private static QueueResult apply(NaiveShard shard, QueueCommand command) {
        return switch (command) {
            case QueueCommand.Send send -> {
                var fates = new ArrayList<QueueResult.Acceptance>();
                for (var draft : send.messages()) {
                    fates.add(shard.accept(shard.at.sequence() * 1024 + fates.size(), draft));
                }
                yield new Sent(fates);
            }
            case QueueCommand.Receive receive -> shard.receive(receive);
            case Settle settle ->
                new QueueResult.Settled(
                        settle.settlements().stream().map(shard::settle).toList());
            case QueueCommand.Turn turn -> {
                var settled =
                        turn.settle().settlements().stream().map(shard::settle).toList();
                var received = shard.receive(turn.receive());
                yield new Turned(settled, received instanceof Delivered delivered ? delivered.leases() : List.of());
            }
            case QueueCommand.Cancel cancel -> cancel(shard, cancel);
            case QueueCommand.Reschedule reschedule -> reschedule(shard, reschedule);
            case QueueCommand.Purge purge -> shard.purge(purge);
            case QueueCommand.Pause pause -> {
                shard.pause(pause.sending(), pause.receiving(), pause.forMillis());
                yield new QueueResult.Paused(pause.sending(), pause.receiving());
            }
            case QueueCommand.Redrive redrive -> {
                if (shard.task == null) {
                    shard.beginRedrive(redrive);
                }
                yield shard.task.command.task().equals(redrive.task())
                        ? new QueueResult.Redriving(redrive.task())
                        : new Refused(Reason.REDRIVE_BUSY);
            }
            case QueueCommand.CancelRedrive cancel -> {
                if (shard.task == null || !shard.task.command.task().equals(cancel.task())) {
                    yield new Refused(Reason.NO_REDRIVE);
                }
                int redriven = (int) shard.task.redriven;
                shard.endRedrive(true);
                yield new QueueResult.RedriveCancelled(redriven);
            }
            case QueueCommand.Configure _, QueueCommand.Drop _ -> throw new IllegalArgumentException();
        };
    }

    private static QueueResult cancel(NaiveShard shard, QueueCommand.Cancel command) {
        var message = shard.messages.get(command.message());
        if (message == null || message.state == MessageState.IN_FLIGHT) {
            return new Refused(message == null ? Reason.NO_MESSAGE : Reason.IN_FLIGHT);
        }
        shard.end(message);
        shard.tally.cancelled++;
        shard.events.add(new QueueEvent.Cancelled(shard.shard, command.message()));
        return new QueueResult.Cancelled();
    }

    private static QueueResult reschedule(NaiveShard shard, QueueCommand.Reschedule command) {
        var message = shard.messages.get(command.message());
        if (message == null) {
            return new Refused(Reason.NO_MESSAGE);
        }
        return switch (message.state) {
            case IN_FLIGHT -> new Refused(Reason.IN_FLIGHT);
            case DEAD -> new Refused(Reason.DEAD);
            case READY, DELAYED ->
                message.group != null && command.priority() >= 0
                        ? new Refused(Reason.GROUPED)
                        : shard.reschedule(message, command);
        };
    }

    private void reload() {
        var rows = new Rows();
        machine.save(rows);
        var copy = new HeapShelf();
        var keys = new TreeMap<Byte, Integer>();
        shelf.scan(new byte[0], bytes(0xff), (key, value) -> {
            copy.put(key, value);
            keys.merge(key[8], 1, Integer::sum);
            return true;
        });
        same(expectedKeys(), keys, "rows on the shelf");
        shelf = copy;
        machine = new QueueMachine(shelf);
        machine.load(rows.source(), QueuePrimitive.QUEUES.snapshotVersion());
        var again = new Rows();
        machine.save(again);
        same(rows, again, "rows");
    }

    private static byte[] bytes(int each) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) each);
        return bytes;
    }

    private TreeMap<Byte, Integer> expectedKeys() {
        var keys = new TreeMap<Byte, Integer>();
        for (var shard : naive.values()) {
            merge(keys, 'h', shard.messages.size());
            merge(keys, 'p', shard.messages.size());
            merge(keys, 'd', shard.ids.size());
            merge(keys, 'n', (int) shard.all(NaiveShard.Message::hasNote).count());
        }
        return keys;
    }

    private static void merge(Map<Byte, Integer> keys, char letter, int count) {
        if (count > 0) {
            keys.merge((byte) letter, count, Integer::sum);
        }
    }

    private void compareViews(Shard name) {
        var view = (ShardView) machine.answer(new QueueInquiry.OfShard(name), now);
        var shard = naive.get(name);
        same(shard != null, view.exists(), name);
        if (shard == null) {
            return;
        }
        shard.at = new Stamp(shard.at.sequence(), now);
        same(expectedView(shard), view, name);
        same(shard.all(_ -> true).map(shard::view).toList(), peek(name, shard.messages.size()), "messages of " + name);
        same(
                groupsOf(shard),
                ((GroupViews) machine.answer(new QueueInquiry.Groups(name, "", 100), now)).groups(),
                name);
        invariants.stands(name, view);
    }

    private List<QueueAnswer.MessageView> peek(Shard name, int count) {
        var views = new ArrayList<QueueAnswer.MessageView>();
        long after = 0;
        do {
            var page = (Messages) machine.answer(new QueueInquiry.Peek(name, null, null, after, 100, true), now);
            views.addAll(page.messages());
            after = page.next();
        } while (after != 0 && views.size() <= count);
        return views;
    }

    private static List<GroupView> groupsOf(NaiveShard shard) {
        var views = new ArrayList<GroupView>();
        for (var group : QueueMove.GROUPS) {
            var counts = Arrays.stream(MessageState.values())
                    .map(state -> shard.all(message -> group.equals(message.group) && message.state == state)
                            .count())
                    .toList();
            if (counts.get(0) + counts.get(1) + counts.get(2) > 0) {
                views.add(
                        new GroupView(group, counts.get(0), counts.get(1), counts.get(2), !shard.ring.contains(group)));
            }
        }
        return views;
    }

    private ShardView expectedView(NaiveShard shard) {
        long groups = groupsOf(shard).size();
        return new ShardView(
                true,
                shard.birth,
                shard.version,
                shard.count(MessageState.READY),
                shard.count(MessageState.IN_FLIGHT),
                shard.count(MessageState.DELAYED),
                shard.count(MessageState.DEAD),
                shard.bytes(),
                groups,
                groups - shard.ring.size(),
                oldestReady(shard),
                shard.all(message -> message.state == MessageState.IN_FLIGHT)
                        .mapToLong(message -> now - message.since)
                        .max()
                        .orElse(0),
                shard.sendingPaused,
                shard.receivingPaused,
                shard.pauseEnds == NaiveShard.NEVER ? 0 : shard.pauseEnds - now,
                redriveOf(shard),
                shard.tally.counts());
    }

    private static QueueAnswer.@Nullable RedriveView redriveOf(NaiveShard shard) {
        var task = shard.task;
        return task == null
                ? null
                : new QueueAnswer.RedriveView(
                        task.command.task(), task.total, task.seen, task.redriven, task.command.perSecond());
    }

    private long oldestReady(NaiveShard shard) {
        return shard.all(message -> message.state == MessageState.READY)
                .filter(message -> message.group == null
                        || (shard.ring.contains(message.group) && shard.first(message.group) == message))
                .mapToLong(message -> now - message.since)
                .max()
                .orElse(0);
    }

    /** Cheaper than an assertion that builds its message before it knows. */
    private static void same(@Nullable Object expected, @Nullable Object actual, Object what) {
        if (expected == null ? actual != null : !expected.equals(actual)) {
            assertThat(actual).as("%s", what).isEqualTo(expected);
        }
    }
}
