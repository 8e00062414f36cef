package io.holdfast.cache;

import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CacheResult.Refused;
import io.holdfast.core.Answer;
import io.holdfast.core.Applied;
import io.holdfast.core.Event;
import io.holdfast.core.Inquired;
import io.holdfast.core.Inquiry;
import io.holdfast.core.Machine;
import io.holdfast.core.Result;
import io.holdfast.core.RowSink;
import io.holdfast.core.RowSource;
import io.holdfast.core.SessionId;
import io.holdfast.core.Shelf;
import io.holdfast.core.Stamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The parts of caches that live in one data group, and the nodes that may keep lines of them. Contents are on the shelf;
 * memory keeps of each key what is decided by ({@code CacheMemoryTest} measures it).
 *
 * <p>The version of an entry is the sequence of the step that wrote it: it grows for ever, over deletes too. Purges and
 * clears are floors below which nothing lives; what they ended is removed bit by bit ({@link Sweep}), and until then is
 * recognised wherever it is met ({@link Ending}). What is over by the clock is over when a step says so, and not before: it
 * is neither shown nor called gone until then.
 *
 * <p>Nothing is evicted by the way: what a command may change has to be known before it is proposed, because copies on the
 * nodes are dropped first. A write says that its cache is crowded; whoever hears it asks whom to evict, and evicts by name.
 *
 * <p>Invariants, checked by the model under these numbers:
 *
 * <ul>
 *   <li>INV-1 versions of a key only grow;
 *   <li>INV-2 nothing is shown that was written before a hard purge of one of its tags, or before a clear;
 *   <li>INV-3 a fill is refused if anything happened to the key, or to one of the tags, after its basis;
 *   <li>INV-4 in a cache with a store behind it, what the store does not have is dirty until it is told clean at that very
 *       version, ends included, and dirty again if the store has lost something since;
 *   <li>INV-5 counts and bytes are those of the rows;
 *   <li>INV-6 memory and shelf say the same: what is read back from a snapshot goes on as the original does;
 *   <li>INV-7 what one step does is bounded, however many entries a purge, a clear or the time has ended.
 * </ul>
 */
public final class CacheMachine implements Machine<CacheCommand>, Inquired<CacheCommand> {

    private static final Comparator<Part> BY_DUE =
            Comparator.comparingLong((Part part) -> part.due).thenComparingLong(part -> part.id);

    private final Shelf shelf;
    private final int stepMax;
    private final TreeMap<CacheName, Part> parts = new TreeMap<>();
    private final TreeSet<Part> agenda = new TreeSet<>(BY_DUE);
    private final NodeTable nodes = new NodeTable();

    public CacheMachine(Shelf shelf) {
        this(shelf, CacheLimits.STEP_MAX);
    }

    /** @param stepMax how many rows a step of time looks at */
    CacheMachine(Shelf shelf, int stepMax) {
        this.shelf = shelf;
        this.stepMax = stepMax;
    }

    @Override
    public Applied<CacheResult> apply(Stamp at, CacheCommand command) {
        var moment = Moment.of(at);
        var result = switch (command) {
            case CacheCommand.Configure configure -> configure(moment, configure);
            case CacheCommand.Drop drop -> drop(moment, drop);
            case CacheCommand.OpenNode open -> nodes.open(moment, open);
            case CacheCommand.RenewNode renew -> nodes.renew(moment, renew);
            case CacheCommand.ExpireNode expire -> nodes.expire(moment, expire);
            default -> applyToPart(moment, command);
        };
        return new Applied<>(result, moment.events());
    }

    private CacheResult applyToPart(Moment moment, CacheCommand command) {
        var part = find(command.cache());
        if (part == null) {
            return new Refused(Reason.NO_CACHE, 0);
        }
        var writing = new Writing(part, moment);
        var ends = new Ends(part, moment);
        var result = switch (command) {
            case CacheCommand.Write write -> writing.write(write);
            case CacheCommand.Delete delete -> writing.delete(delete);
            case CacheCommand.Increment increment -> writing.increment(increment);
            case CacheCommand.WriteAll all -> writing.writeAll(all);
            case CacheCommand.DeleteAll all -> writing.deleteAll(all);
            case CacheCommand.Purge purge -> ends.purge(purge);
            case CacheCommand.Clear _ -> ends.clear();
            case CacheCommand.Evict evict -> ends.evict(evict);
            case CacheCommand.Clean clean -> new Storing(part, moment).clean(clean);
            case CacheCommand.MeetStore meet -> new Storing(part, moment).meet(meet);
            case CacheCommand.NoteMissing note -> new Storing(part, moment).noteMissing(note);
            case CacheCommand.Reload reload -> new Storing(part, moment).reload(reload);
            // Where a leader does not answer them by itself, there is no lease.
            case CacheCommand.GrantFill _, CacheCommand.GrantLookup _, CacheCommand.EndLookup _ ->
                new Refused(Reason.FILL_VOID, 0);
            case CacheCommand.Configure _,
                    CacheCommand.Drop _,
                    CacheCommand.OpenNode _,
                    CacheCommand.RenewNode _,
                    CacheCommand.ExpireNode _ -> throw new IllegalStateException("done elsewhere");
        };
        touch(part, moment);
        return result;
    }

    private @Nullable Part find(@Nullable CacheName cache) {
        return cache == null ? null : parts.get(cache);
    }

    private void touch(Part part, Moment moment) {
        part.touched = moment.sequence();
        agenda.remove(part);
        part.due = part.nextDue();
        if (part.due != Row.NEVER) {
            agenda.add(part);
        }
    }

    private CacheResult configure(Moment moment, CacheCommand.Configure command) {
        var part = parts.get(command.cache());
        if (part != null && part.birth < command.birth()) {
            return new Refused(Reason.EARLIER_CACHE, part.birth);
        }
        if (part == null) {
            part = new Part(shelf, command.cache(), moment.sequence(), command.birth());
            part.touched = moment.sequence();
            parts.put(command.cache(), part);
            moment.tell(new CacheEvent.PartMade(command.cache(), command.birth()));
        }
        if (part.birth == command.birth() && command.version() > part.version) {
            part.version = command.version();
            part.settings = command.settings();
            part.bytesMax = command.bytesMax();
        }
        return new CacheResult.Configured(part.birth, part.version);
    }

    private CacheResult drop(Moment moment, CacheCommand.Drop command) {
        var part = parts.get(command.cache());
        if (part != null && part.birth <= command.birth()) {
            parts.remove(command.cache());
            agenda.remove(part);
            part.shelf.removeAll();
            moment.tell(new CacheEvent.PartDropped(command.cache(), part.birth));
        }
        return new CacheResult.Dropped();
    }

    @Override
    public List<Event> sessionEnded(Stamp at, SessionId session) {
        return List.of();
    }

    /** Parts that are due share what one step may do, so that one with much to do keeps no other waiting. */
    @Override
    public List<Event> timePassed(Stamp at) {
        var moment = Moment.of(at);
        var due = new ArrayList<Part>();
        for (var part : agenda) {
            if (part.due > at.millis()) {
                break;
            }
            due.add(part);
        }
        for (var part : due) {
            new Ends(part, moment).pass(Math.max(1, stepMax / due.size()));
            touch(part, moment);
        }
        return moment.events();
    }

    @Override
    public OptionalLong nextDeadline() {
        return agenda.isEmpty() ? OptionalLong.empty() : OptionalLong.of(agenda.first().due);
    }

    @Override
    public boolean uses(SessionId session) {
        return false;
    }

    @Override
    public Answer answer(Inquiry<?> inquiry, long nowMillis) {
        return switch ((CacheInquiry<?>) inquiry) {
            case CacheInquiry.OfEntry entry ->
                PartViews.entry(find(entry.key().cache()), entry.key().key(), nowMillis);
            case CacheInquiry.OfPart of -> PartViews.part(find(of.cache()), nowMillis);
            case CacheInquiry.Crowd crowd -> PartViews.crowd(find(crowd.cache()), crowd.limit());
            case CacheInquiry.Dirty dirty -> PartViews.dirty(find(dirty.cache()), dirty, nowMillis);
            case CacheInquiry.Keys keys -> PartViews.keys(find(keys.cache()), keys);
            case CacheInquiry.Roll roll -> roll(roll);
            case CacheInquiry.Nodes _ -> new CacheAnswer.NodeLeases(nodes.all());
        };
    }

    private CacheAnswer.Rolled roll(CacheInquiry.Roll roll) {
        var marks = new ArrayList<CacheAnswer.PartMark>();
        for (var part : parts.tailMap(roll.from(), true).values()) {
            if (marks.size() == roll.limit()) {
                return new CacheAnswer.Rolled(marks, part.cache);
            }
            marks.add(new CacheAnswer.PartMark(part.cache, part.birth, part.version));
        }
        return new CacheAnswer.Rolled(marks, null);
    }

    /** A cache that is not here refuses everything; nothing else is certain before it is applied. */
    @Override
    public @Nullable Result foresee(CacheCommand command, long nowMillis) {
        boolean needsPart = command.cache() != null
                && !(command instanceof CacheCommand.Configure)
                && !(command instanceof CacheCommand.Drop);
        return needsPart && find(command.cache()) == null ? new Refused(Reason.NO_CACHE, 0) : null;
    }

    @Override
    public @Nullable Answer enclosure(CacheCommand command, Result result) {
        return null;
    }

    public int partCount() {
        return parts.size();
    }

    /** Entries of all parts. */
    public long entryCount() {
        return parts.values().stream().mapToLong(part -> part.byVersion.size()).sum();
    }

    @Override
    public void save(RowSink rows) {
        PartRows.save(parts.values(), nodes.all(), rows);
    }

    @Override
    public void load(RowSource rows, int version) {
        for (var part : PartRows.load(rows, shelf, nodes)) {
            parts.put(part.cache, part);
            part.due = part.nextDue();
            if (part.due != Row.NEVER) {
                agenda.add(part);
            }
        }
    }
}
