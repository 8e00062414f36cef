package io.holdfast.replica;

import io.holdfast.core.Answer;
import io.holdfast.core.Applied;
import io.holdfast.core.Command;
import io.holdfast.core.ConsultsSessions;
import io.holdfast.core.Declined;
import io.holdfast.core.Event;
import io.holdfast.core.Fences;
import io.holdfast.core.Guard;
import io.holdfast.core.HeapShelf;
import io.holdfast.core.Inquired;
import io.holdfast.core.Inquiry;
import io.holdfast.core.Machine;
import io.holdfast.core.Primitive;
import io.holdfast.core.Request;
import io.holdfast.core.Result;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionEnding;
import io.holdfast.core.SessionId;
import io.holdfast.core.Shelf;
import io.holdfast.core.Stamp;
import io.holdfast.session.RequestMemo;
import io.holdfast.session.SessionCommand.OpenSession;
import io.holdfast.session.SessionEvent;
import io.holdfast.session.SessionMachine;
import io.holdfast.session.SessionPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One group's state, and the one way it advances: entry by entry, request by request.
 *
 * <p>For each request: an answer given before is given again; its guard must hold; the implicit session is opened; the
 * session must be alive and be the principal's who asks; the machine decides; sessions that ended are told to every primitive; implicit sessions for
 * which nothing stands end.
 * Before the requests of an entry, deadlines that its time has reached are acted on.
 *
 * <p>Invariants: INV-1 sequence grows with each step, by one unless a command asks for more, and never goes back; INV-2 time never runs backwards; INV-3 no
 * primitive keeps a row for a session that is not alive.
 */
public final class Replica {

    /** The section of the request memo; primitives have the numbers below. */
    public static final int MEMO_SECTION = 250;

    private static final int MEMO_VERSION = 1;

    private record Slot<C extends Command, M extends Machine<C>>(Primitive<C, M> primitive, M machine) {

        static <C extends Command, M extends Machine<C>> Slot<C, M> of(Primitive<C, M> primitive, Shelf shelf) {
            return new Slot<>(primitive, primitive.newMachine(shelf));
        }

        Applied<?> apply(Stamp at, Command command) {
            return machine.apply(at, primitive.commandType().cast(command));
        }

        @Nullable
        Result foresee(Command command, long nowMillis) {
            var inquired = inquired();
            return inquired == null
                    ? null
                    : inquired.foresee(primitive.commandType().cast(command), nowMillis);
        }

        @Nullable
        Answer enclosure(Command command, Result result) {
            var inquired = inquired();
            return inquired == null
                    ? null
                    : inquired.enclosure(primitive.commandType().cast(command), result);
        }

        @SuppressWarnings("unchecked") // a machine is asked about the commands that it applies
        @Nullable
        Inquired<C> inquired() {
            return machine instanceof Inquired<?> ? (Inquired<C>) machine : null;
        }
    }

    private final Map<Integer, Slot<?, ?>> slots = new TreeMap<>();
    private final Map<Class<?>, Slot<?, ?>> byCommand = new LinkedHashMap<>();
    private final Map<Class<?>, Slot<?, ?>> byInquiry = new LinkedHashMap<>();
    private final SessionMachine sessions;
    private final RequestMemo memo = new RequestMemo();
    private Stamp last = Stamp.ZERO;

    /** A replica of a group in which these primitives live, besides sessions, and that keeps everything on the heap. */
    public Replica(List<? extends Primitive<?, ?>> primitives) {
        this(primitives, _ -> new HeapShelf());
    }

    /**
     * A replica of a group in which these primitives live, besides sessions.
     *
     * @param shelves the shelf of the primitive with this number
     */
    public Replica(List<? extends Primitive<?, ?>> primitives, IntFunction<? extends Shelf> shelves) {
        var sessionSlot = Slot.of(SessionPrimitive.SESSIONS, shelves.apply(SessionPrimitive.SESSIONS.number()));
        sessions = sessionSlot.machine();
        add(sessionSlot);
        primitives.forEach(primitive -> add(Slot.of(primitive, shelves.apply(primitive.number()))));
    }

    private void add(Slot<?, ?> slot) {
        var primitive = slot.primitive();
        if (primitive.number() >= MEMO_SECTION || slots.putIfAbsent(primitive.number(), slot) != null) {
            throw new IllegalArgumentException("primitive number " + primitive.number() + " is taken");
        }
        primitive.commands().forEach(tag -> byCommand.put(tag.type(), slot));
        primitive.inquiries().forEach(tag -> byInquiry.put(tag.type(), slot));
        if (slot.machine() instanceof ConsultsSessions consulting) {
            consulting.consult(sessions);
        }
    }

    /** Applies one committed entry. */
    public Step apply(Entry entry) {
        var outcomes = new ArrayList<Outcome>(entry.requests().size());
        var events = new ArrayList<Event>();
        last = new Stamp(last.sequence(), Math.max(last.millis(), entry.millis()));
        passTime(events);
        for (var request : entry.requests()) {
            last = new Stamp(Math.max(last.sequence() + 1, request.command().sequenceMin()), last.millis());
            outcomes.add(apply(last, request, events));
        }
        return new Step(outcomes, events);
    }

    private void passTime(List<Event> events) {
        var deadline = nextDeadline();
        if (deadline.isEmpty() || deadline.getAsLong() > last.millis()) {
            return;
        }
        last = new Stamp(last.sequence() + 1, last.millis());
        int first = events.size();
        slots.values().forEach(slot -> events.addAll(slot.machine().timePassed(last)));
        settle(last, null, events, first);
    }

    private Outcome apply(Stamp at, Request request, List<Event> events) {
        if (request.key() == null) {
            return new Outcome(perform(at, request, events), at.sequence(), false);
        }
        var answered = memo.find(request.key());
        if (answered != null) {
            return answered.fingerprint() == request.fingerprint()
                    ? new Outcome(answered.result(), answered.sequence(), true)
                    : new Outcome(new Declined.KeyReused(request.key().key()), at.sequence(), false);
        }
        var result = perform(at, request, events);
        memo.remember(at, request.key(), request.fingerprint(), result);
        return new Outcome(result, at.sequence(), false);
    }

    private Result perform(Stamp at, Request request, List<Event> events) {
        int first = events.size();
        var refusal = request.guard() == null ? null : refusal(request.guard());
        if (refusal != null) {
            return refusal;
        }
        var principal = request.key() == null ? "" : request.key().principal();
        var opening = request.opening();
        if (opening != null) {
            var opened = sessions.open(at, opening, principal);
            if (opened.result() instanceof Declined declined) {
                return declined;
            }
            events.addAll(opened.events());
        }
        var applied = act(at, request.command(), principal);
        events.addAll(applied.events());
        settle(at, request.command().session(), events, first);
        return applied.result();
    }

    private @Nullable Declined refusal(Guard guard) {
        for (var slot : slots.values()) {
            if (slot.machine() instanceof Fences fences) {
                return fences.refusal(guard);
            }
        }
        throw new IllegalStateException("no primitive of this group knows fencing tokens");
    }

    private Applied<?> act(Stamp at, Command command, String principal) {
        if (command instanceof OpenSession open) {
            return sessions.open(at, open, principal);
        }
        var session = command.session();
        if (session != null && !sessions.isOpenTo(session, principal)) {
            return Applied.of(new Declined.SessionForeign(session));
        }
        return session == null || sessions.touch(at, session)
                ? slotOf(command).apply(at, command)
                : Applied.of(new Declined.SessionGone(session));
    }

    private Slot<?, ?> slotOf(Command command) {
        var slot = byCommand.get(command.getClass());
        if (slot == null) {
            throw new IllegalStateException("no primitive of this group knows " + command.getClass());
        }
        return slot;
    }

    /** Follows the events since {@code first}, and those that this adds, until nothing more comes of them. */
    private void settle(Stamp at, @Nullable SessionId actor, List<Event> events, int first) {
        if (actor != null) {
            endIfUnused(actor, events);
        }
        for (int i = first; i < events.size(); i++) {
            var event = events.get(i);
            var session = event.session();
            if (session == null) {
                continue;
            }
            if (event instanceof SessionEvent.Ended ended) {
                slots.values().forEach(slot -> events.addAll(slot.machine().sessionEnded(at, ended.session())));
            } else if (event instanceof SessionEnding && sessions.isAlive(session)) {
                events.add(sessions.endForced(session));
            } else {
                endIfUnused(session, events);
            }
        }
    }

    private void endIfUnused(SessionId session, List<Event> events) {
        if (sessions.isImplicit(session)
                && slots.values().stream().noneMatch(slot -> slot.machine().uses(session))) {
            events.add(sessions.endUnused(session));
        }
    }

    /** Answers from the state as it is. */
    public Answer answer(Inquiry<?> inquiry, long nowMillis) {
        var slot = byInquiry.get(inquiry.getClass());
        var inquired = slot == null ? null : slot.inquired();
        if (inquired == null) {
            throw new IllegalStateException("no primitive of this group answers " + inquiry.getClass());
        }
        return inquired.answer(inquiry, nowMillis);
    }

    /**
     * What the request would lead to, where that is certain now and changes nothing; null where it has to be applied. A
     * repetition has to be: the answer given before is given again, whatever the state is now.
     */
    public @Nullable Result foresee(Request request, long nowMillis) {
        boolean hasConditions = request.guard() != null
                || request.opening() != null
                || request.command().session() != null;
        return hasConditions || isAnswered(request)
                ? null
                : slotOf(request.command()).foresee(request.command(), nowMillis);
    }

    /** Whether a request of this key was answered before, so that this is a repetition. */
    public boolean isAnswered(Request request) {
        return request.key() != null && memo.find(request.key()) != null;
    }

    /** What goes to the caller with the result of this command beside it; null if nothing does. */
    public @Nullable Answer enclosure(Command command, Result result) {
        return result instanceof Declined ? null : slotOf(command).enclosure(command, result);
    }

    /** The earliest deadline of all primitives, in cluster milliseconds. */
    public OptionalLong nextDeadline() {
        long earliest = Long.MAX_VALUE;
        for (var slot : slots.values()) {
            earliest = Math.min(earliest, slot.machine().nextDeadline().orElse(Long.MAX_VALUE));
        }
        return earliest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(earliest);
    }

    /** The stamp of the last step. */
    public Stamp last() {
        return last;
    }

    public SessionMachine sessions() {
        return sessions;
    }

    public int remembered() {
        return memo.size();
    }

    /** The machine of a primitive that lives in this group, for queries. */
    public <M extends Machine<?>> M machine(Primitive<?, M> primitive) {
        var slot = slots.get(primitive.number());
        if (slot == null) {
            throw new IllegalArgumentException(primitive.name() + " does not live in this group");
        }
        @SuppressWarnings("unchecked") // the slot was made by this primitive's number, which is unique
        var machine = (M) slot.machine();
        return machine;
    }

    /** Writes everything but {@link #last}, which stands in the snapshot's header. */
    public void save(SectionSink sections) {
        slots.values()
                .forEach(slot -> slot.machine()
                        .save(sections.section(
                                slot.primitive().number(), slot.primitive().snapshotVersion())));
        memo.save(sections.section(MEMO_SECTION, MEMO_VERSION));
    }

    /** Takes up the time at which a snapshot was taken. Called once, on a new replica. */
    public void restore(Stamp at) {
        last = at;
    }

    /** Reads one section of a snapshot; throws if the section or its version is unknown. */
    public void load(int number, int version, RowSource rows) {
        if (number == MEMO_SECTION && version == MEMO_VERSION) {
            memo.load(rows);
            return;
        }
        var slot = slots.get(number);
        int newest = slot == null ? 0 : slot.primitive().snapshotVersion();
        if (slot == null || version > newest || version < Math.max(1, newest - 1)) {
            throw new IllegalArgumentException("unknown snapshot section " + number + " version " + version);
        }
        slot.machine().load(rows, version);
    }
}
