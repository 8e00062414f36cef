package io.holdfast.queue;

import io.holdfast.core.Event;
import io.holdfast.core.Payload;
import io.holdfast.core.Stamp;
import io.holdfast.queue.QueueAnswer.MessageView;
import io.holdfast.queue.QueueCommand.Receive;
import io.holdfast.queue.QueueResult.Acceptance;
import io.holdfast.queue.QueueResult.Delivered;
import io.holdfast.queue.QueueResult.Fate;
import io.holdfast.queue.QueueResult.Reason;
import io.holdfast.queue.QueueResult.Refused;
import io.holdfast.queue.QueueResult.Settling;
import io.holdfast.queue.QueueSettings.Expiry;
import io.holdfast.queue.QueueSettings.OnFailure;
import io.holdfast.queue.Settlement.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A shard without any cleverness: a map of messages, and a look at all of them for every question. */
final class NaiveShard {

    static final long NEVER = Long.MAX_VALUE;

    static final class Message {
        final long number;
        final @Nullable String group;
        final Payload payload;
        final long sent;
        MessageState state = MessageState.READY;
        int priority;
        long since;
        long deadline = NEVER;
        long expires = NEVER;
        int attempts;
        int failures;
        long lease;
        long nonce;
        boolean lapsed;
        String consumer = "";
        String reason = "";
        boolean said;
        String failure = "";
        boolean failedByLapse;
        long death;

        Message(long number, Draft draft, long sent) {
            this.number = number;
            this.group = draft.group();
            this.payload = draft.payload();
            this.priority = draft.priority();
            this.sent = sent;
        }

        long due() {
            return switch (state) {
                case READY -> expires;
                case DELAYED -> Math.min(deadline, expires);
                case IN_FLIGHT, DEAD -> deadline;
            };
        }

        boolean hasNote() {
            return said || (!failure.isEmpty() && !failedByLapse);
        }
    }

    record Id(String id, long number, long fingerprint, long at) {}

    static final class Task {
        QueueCommand.Redrive command;
        long total;
        long upTo;
        long cursor;
        long seen;
        long redriven;
        long next;
    }

    final Shard shard;
    final long birth;
    long version;
    QueueSettings settings;
    final TreeMap<Long, Message> messages = new TreeMap<>();
    final List<String> ring = new ArrayList<>();
    final TreeSet<String> doomed = new TreeSet<>();
    final List<Id> ids = new ArrayList<>();
    final List<Settlement> settled = new ArrayList<>();
    final Tally tally = new Tally();
    boolean groupsTurn;
    boolean sendingPaused;
    boolean receivingPaused;
    long pauseEnds = NEVER;

    @Nullable
    Task task;

    long deaths;
    boolean open = true;
    int fresh;
    int dropped;
    Stamp at = Stamp.ZERO;
    List<Event> events = new ArrayList<>();

    NaiveShard(QueueCommand.Configure command) {
        shard = command.shard();
        birth = command.birth();
        version = command.version();
        settings = command.settings();
    }

    void begin(Stamp stamp, List<Event> into) {
        at = stamp;
        events = into;
    }

    void announce() {
        boolean wasOpen = open;
        open = !receivingPaused && count(MessageState.IN_FLIGHT) < share(settings.inFlightMax());
        int more = wasOpen ? Math.min(fresh, claimable()) : claimable();
        fresh = 0;
        if (open && more > 0) {
            events.add(new QueueEvent.Available(shard, more));
        }
        if (dropped > 0) {
            events.add(new QueueEvent.Expired(shard, dropped));
            dropped = 0;
        }
    }

    Stream<Message> all(Predicate<Message> which) {
        return messages.values().stream().filter(which);
    }

    int count(MessageState state) {
        return (int) all(message -> message.state == state).count();
    }

    long bytes() {
        return all(message -> true)
                .mapToLong(message -> message.payload.bytes().length)
                .sum();
    }

    long share(long limit) {
        return (limit + settings.shards() - 1) / settings.shards();
    }

    int claimable() {
        return ring.size()
                + (int) all(message -> message.state == MessageState.READY && message.group == null)
                        .count();
    }

    // Groups.

    @Nullable
    Message first(String group) {
        var ready = all(message -> group.equals(message.group) && message.state == MessageState.READY)
                .findFirst()
                .orElse(null);
        boolean behind = ready != null
                && settings.onFailure() != OnFailure.SKIP
                && all(message -> group.equals(message.group)
                                && message.state == MessageState.DELAYED
                                && message.number < ready.number)
                        .findAny()
                        .isPresent();
        return behind ? null : ready;
    }

    void refresh(@Nullable String group) {
        if (group == null) {
            return;
        }
        boolean busy = all(message -> message.state == MessageState.IN_FLIGHT && group.equals(message.group))
                .findAny()
                .isPresent();
        boolean waits = !busy && !doomed.contains(group) && first(group) != null;
        if (waits && !ring.contains(group)) {
            ring.add(group);
            fresh++;
        } else if (!waits) {
            ring.remove(group);
        }
    }

    // What becomes of messages.

    void ready(Message message, long since) {
        message.state = MessageState.READY;
        message.since = since;
        message.deadline = NEVER;
        message.consumer = "";
        fresh += message.group == null ? 1 : 0;
        refresh(message.group);
    }

    void delayed(Message message, long until) {
        message.state = MessageState.DELAYED;
        message.deadline = until;
        message.consumer = "";
        refresh(message.group);
    }

    void die(Message message, String cause, @Nullable String said) {
        message.state = MessageState.DEAD;
        message.lapsed = false;
        message.lease = 0;
        message.nonce = 0;
        message.said = said != null && !said.isEmpty();
        message.reason = message.said ? said : cause;
        message.death = ++deaths;
        message.deadline = settings.deadMillis() == 0 ? NEVER : at.millis() + settings.deadMillis();
        message.expires = NEVER;
        message.consumer = "";
        refresh(message.group);
        tally.buried++;
        events.add(new QueueEvent.Buried(shard, message.number, message.group, message.reason));
    }

    void end(Message message) {
        messages.remove(message.number);
        refresh(message.group);
    }

    void expire(Message message) {
        if (settings.expiry() == Expiry.BURY) {
            die(message, "expired", null);
        } else {
            drop(message);
        }
    }

    void drop(Message message) {
        end(message);
        tally.expired++;
        dropped++;
    }

    void comeBack(Message message, long delay) {
        if (message.expires <= at.millis()) {
            expire(message);
        } else if (delay > 0) {
            delayed(message, at.millis() + delay);
        } else {
            ready(message, at.millis());
        }
    }

    void failed(Message message, long delay) {
        message.failures++;
        if (message.group != null && settings.onFailure() == OnFailure.BURY_GROUP) {
            doomed.add(message.group);
            die(message, "failures", null);
            for (var state :
                    List.of(List.of(MessageState.IN_FLIGHT), List.of(MessageState.READY, MessageState.DELAYED))) {
                all(other -> message.group.equals(other.group)
                                && other.number > message.number
                                && state.contains(other.state))
                        .toList()
                        .forEach(other -> die(other, "group", null));
            }
            doomed.remove(message.group);
            refresh(message.group);
        } else if (message.failures >= settings.failuresMax()) {
            die(message, "failures", null);
        } else if (message.attempts >= settings.attemptsMax()) {
            die(message, "attempts", null);
        } else {
            comeBack(message, delay < 0 ? Backoff.of(settings, message.number, message.failures) : delay);
        }
    }

    void forgetLease(Message message) {
        message.lease = 0;
        message.nonce = 0;
    }

    // Commands.

    Acceptance accept(long number, Draft draft) {
        long window = settings.deduplicationMillis();
        var id = window == 0 ? null : draft.deduplicationId();
        if (id != null) {
            for (int i = 0; i < 100 && !ids.isEmpty() && ids.getFirst().at() <= at.millis() - window; i++) {
                ids.removeFirst();
            }
            for (var before : ids.reversed()) {
                if (before.id().equals(id) && before.at() > at.millis() - window) {
                    if (before.fingerprint() != draft.fingerprint()) {
                        tally.refused++;
                        return new Acceptance(Fate.ID_REUSED, 0);
                    }
                    tally.duplicates++;
                    return new Acceptance(Fate.DUPLICATE, before.number());
                }
            }
        }
        boolean full = messages.size() >= share(settings.messagesMax())
                || bytes() + draft.payload().bytes().length > share(settings.bytesMax());
        if (sendingPaused || full) {
            tally.refused++;
            return new Acceptance(sendingPaused ? Fate.PAUSED : Fate.QUEUE_FULL, 0);
        }
        if (id != null) {
            ids.add(new Id(id, number, draft.fingerprint(), at.millis()));
        }
        var message = new Message(number, draft, at.millis());
        long available = at.millis() + draft.delayMillis();
        long ttl = draft.ttlMillis() == 0 ? settings.ttlMillis() : draft.ttlMillis();
        message.expires = ttl == 0 ? NEVER : available + ttl;
        messages.put(number, message);
        if (draft.delayMillis() == 0) {
            ready(message, available);
        } else {
            delayed(message, available);
        }
        tally.sent++;
        return new Acceptance(Fate.SENT, number);
    }

    QueueResult receive(Receive command) {
        if (receivingPaused) {
            return new Refused(Reason.PAUSED);
        }
        if (claimable() == 0) {
            return new Delivered(List.of());
        }
        long room = share(settings.inFlightMax()) - count(MessageState.IN_FLIGHT);
        if (room <= 0) {
            return new Refused(Reason.TOO_MANY_IN_FLIGHT);
        }
        return new Delivered(new Handout(command, Math.min(room, command.max())).leases());
    }

    private final class Handout {
        final Receive command;
        final long most;
        final List<Lease> leases = new ArrayList<>();
        final List<String> picked = new ArrayList<>();
        long bytes;
        boolean full;

        Handout(Receive command, long most) {
            this.command = command;
            this.most = most;
        }

        List<Lease> leases() {
            for (int priority = 9; priority > 0; priority--) {
                while (grant(ungrouped(priority))) {
                    // on with the next
                }
            }
            turns();
            boolean more = !picked.isEmpty();
            while (more) {
                more = false;
                for (var group : picked) {
                    more |= grant(ofGroup(group));
                }
            }
            return leases;
        }

        void turns() {
            while (wants()) {
                var group = nextGroup();
                var alone = ungrouped(0);
                boolean groups = group != null && (groupsTurn || alone == null);
                if (!grant(groups ? first(group) : alone)) {
                    return;
                }
                groupsTurn = !groups;
                if (groups) {
                    picked.add(group);
                }
            }
        }

        boolean wants() {
            return !full && leases.size() < most;
        }

        @Nullable
        Message ungrouped(int priority) {
            while (wants()) {
                var found = all(message -> message.group == null
                                && message.state == MessageState.READY
                                && message.priority == priority)
                        .findFirst()
                        .orElse(null);
                if (found == null || found.expires > at.millis()) {
                    return found;
                }
                expire(found);
            }
            return null;
        }

        @Nullable
        String nextGroup() {
            while (!ring.isEmpty()) {
                var found = first(ring.getFirst());
                if (found.expires > at.millis()) {
                    return found.group;
                }
                expire(found);
            }
            return null;
        }

        @Nullable
        Message ofGroup(String group) {
            while (wants()) {
                var found = first(group);
                if (found == null || found.expires > at.millis()) {
                    return found;
                }
                expire(found);
            }
            return null;
        }

        boolean grant(@Nullable Message message) {
            if (message == null || !wants()) {
                return false;
            }
            bytes += message.payload.bytes().length;
            if (bytes > command.bytesMax() && !leases.isEmpty()) {
                full = true;
                return false;
            }
            long visibility =
                    command.visibilityMillis() == 0 ? settings.visibilityMillis() : command.visibilityMillis();
            message.state = MessageState.IN_FLIGHT;
            message.lapsed = false;
            message.attempts++;
            message.lease = at.sequence() * 1024 + leases.size();
            message.nonce = command.nonce();
            message.since = at.millis();
            message.deadline = at.millis() + visibility;
            message.consumer = command.consumer();
            refresh(message.group);
            tally.delivered++;
            tally.redelivered += message.attempts > 1 ? 1 : 0;
            leases.add(new Lease(
                    message.number,
                    message.lease,
                    message.nonce,
                    message.group,
                    message.priority,
                    message.attempts,
                    message.failures,
                    message.lease,
                    at.millis() - message.sent,
                    visibility));
            return true;
        }
    }

    Settling settle(Settlement settlement) {
        var message = messages.get(settlement.message());
        boolean current = message != null
                && message.lease == settlement.lease()
                && message.nonce == settlement.nonce()
                && (message.state == MessageState.IN_FLIGHT
                        || (message.lapsed && List.of(Verdict.ACK, Verdict.BURY).contains(settlement.verdict())));
        if (!current) {
            boolean known = settled.stream()
                    .anyMatch(other -> other.message() == settlement.message()
                            && other.lease() == settlement.lease()
                            && other.nonce() == settlement.nonce()
                            && other.verdict() == settlement.verdict());
            return known ? Settling.ALREADY : Settling.STALE;
        }
        if (settlement.verdict() != Verdict.EXTEND) {
            settled.add(settlement);
        }
        switch (settlement.verdict()) {
            case ACK -> {
                end(message);
                tally.acked++;
            }
            case FAIL -> {
                tally.failed++;
                forgetLease(message);
                message.failedByLapse = false;
                message.failure = settlement.reason() == null ? "" : settlement.reason();
                failed(message, settlement.millis());
            }
            case RELEASE -> {
                tally.released++;
                forgetLease(message);
                if (message.attempts >= settings.attemptsMax()) {
                    die(message, "attempts", null);
                } else {
                    comeBack(message, settlement.millis());
                }
            }
            case UNSEEN -> {
                tally.released++;
                forgetLease(message);
                message.attempts--;
                comeBack(message, 0);
            }
            case EXTEND -> message.deadline = Math.max(message.deadline, at.millis() + settlement.millis());
            case BURY -> die(message, "buried", settlement.reason());
        }
        return Settling.DONE;
    }

    QueueResult reschedule(Message message, QueueCommand.Reschedule command) {
        boolean isDelayed = message.state == MessageState.DELAYED;
        boolean moves = command.delayMillis() > 0 || (command.delayMillis() == 0 && isDelayed);
        long before = isDelayed ? message.deadline : message.since;
        long available = moves ? at.millis() + command.delayMillis() : before;
        if (!moves && command.priority() < 0) {
            return new QueueResult.Rescheduled();
        }
        if (command.priority() >= 0) {
            message.priority = command.priority();
        }
        if (message.expires != NEVER) {
            message.expires += available - before;
        }
        if (moves ? command.delayMillis() == 0 : !isDelayed) {
            if (message.group != null) {
                rejoin(message);
            }
            ready(message, available);
        } else {
            delayed(message, available);
        }
        return new QueueResult.Rescheduled();
    }

    /** While it moves it is nowhere. */
    private void rejoin(Message message) {
        message.state = MessageState.DELAYED;
    }

    QueueResult purge(QueueCommand.Purge command) {
        int purged = 0;
        for (var message : messages.descendingMap().values().stream().toList()) {
            boolean meant = command.states().contains(message.state)
                    && at.millis() - message.sent >= command.ageMillisMin()
                    && (command.upTo() == 0 || message.number <= command.upTo());
            if (meant) {
                end(message);
                purged++;
            }
        }
        tally.purged += purged;
        if (purged > 0) {
            events.add(new QueueEvent.Purged(shard, purged));
        }
        return new QueueResult.Purged(purged, 0);
    }

    void pause(boolean sending, boolean receiving, long forMillis) {
        sendingPaused = sending;
        receivingPaused = receiving;
        pauseEnds = forMillis > 0 && (sending || receiving) ? at.millis() + forMillis : NEVER;
        events.add(new QueueEvent.Paused(shard, sending, receiving));
    }

    void beginRedrive(QueueCommand.Redrive command) {
        task = new Task();
        task.command = command;
        task.total = count(MessageState.DEAD);
        task.upTo = deaths;
        task.next = at.millis();
        events.add(new QueueEvent.RedriveBegun(shard, command.task(), task.total));
    }

    void endRedrive(boolean cancelled) {
        events.add(new QueueEvent.RedriveEnded(shard, task.command.task(), task.redriven, cancelled));
        task = null;
    }

    private @Nullable Message nextDead() {
        return all(message ->
                        message.state == MessageState.DEAD && message.death > task.cursor && message.death <= task.upTo)
                .min(Comparator.comparingLong(message -> message.death))
                .orElse(null);
    }

    private void stepRedrive() {
        int perSecond = task.command.perSecond();
        int quota = perSecond == 0 ? 1_000 : Math.max(1, perSecond / 10);
        long pause = perSecond == 0 ? 0 : (quota * 1_000L + perSecond - 1) / perSecond;
        while (quota > 0 && nextDead() != null) {
            var message = nextDead();
            task.cursor = message.death;
            task.seen++;
            boolean meant =
                    (task.command.group() == null || task.command.group().equals(message.group))
                            && (task.command.reason() == null || message.reason.startsWith(task.command.reason()));
            if (meant) {
                redrive(message);
                task.redriven++;
                quota--;
            }
        }
        if (nextDead() == null) {
            endRedrive(false);
        } else {
            task.next = at.millis() + pause;
        }
    }

    private void redrive(Message message) {
        message.reason = "";
        message.said = false;
        message.failure = "";
        message.failedByLapse = false;
        message.attempts = 0;
        message.failures = 0;
        message.expires = settings.ttlMillis() == 0 ? NEVER : at.millis() + settings.ttlMillis();
        ready(message, at.millis());
        tally.redriven++;
    }

    long nextDue() {
        long next = Math.min(pauseEnds, task == null ? NEVER : task.next);
        return Math.min(next, all(_ -> true).mapToLong(Message::due).min().orElse(NEVER));
    }

    void timePassed() {
        if (pauseEnds <= at.millis()) {
            pause(false, false, 0);
        }
        if (task != null && task.next <= at.millis()) {
            stepRedrive();
        }
        while (true) {
            var due = all(message -> message.due() <= at.millis())
                    .min(Comparator.comparingLong(Message::due).thenComparingLong(message -> message.number))
                    .orElse(null);
            if (due == null) {
                return;
            }
            comeDue(due);
        }
    }

    private void comeDue(Message message) {
        switch (message.state) {
            case READY -> expire(message);
            case DELAYED -> {
                if (message.expires <= at.millis()) {
                    expire(message);
                } else {
                    ready(message, message.deadline);
                }
            }
            case IN_FLIGHT -> {
                message.lapsed = true;
                message.failedByLapse = true;
                message.failure = "lapsed";
                tally.lapsed++;
                failed(message, -1);
            }
            case DEAD -> drop(message);
        }
    }

    MessageView view(Message message) {
        boolean timed = message.state == MessageState.DELAYED || message.state == MessageState.IN_FLIGHT;
        return new MessageView(
                message.number,
                message.state,
                message.group,
                message.priority,
                message.attempts,
                message.failures,
                at.millis() - message.sent,
                timed ? message.deadline - at.millis() : 0,
                message.expires == NEVER ? 0 : Math.max(0, message.expires - at.millis()),
                message.consumer,
                message.reason,
                message.failure,
                message.payload.bytes().length,
                message.payload);
    }
}
