package io.holdfast.replica;

import io.holdfast.core.Declined.GuardFailed;
import io.holdfast.core.Declined.KeyReused;
import io.holdfast.core.Declined.SessionGone;
import io.holdfast.core.Event;
import io.holdfast.core.Result;
import io.holdfast.core.SessionId;
import io.holdfast.lock.Deadlock;
import io.holdfast.lock.Grant;
import io.holdfast.lock.Holder;
import io.holdfast.lock.LockEvent;
import io.holdfast.lock.LockEvent.Handed;
import io.holdfast.lock.LockEvent.Lost;
import io.holdfast.lock.LockEvent.WaitEnded;
import io.holdfast.lock.LockName;
import io.holdfast.lock.LockResult.Busy;
import io.holdfast.lock.LockResult.Cancelled;
import io.holdfast.lock.LockResult.Claimed;
import io.holdfast.lock.LockResult.Converted;
import io.holdfast.lock.LockResult.Deadlocked;
import io.holdfast.lock.LockResult.Extended;
import io.holdfast.lock.LockResult.ForceReleased;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockResult.GrantedAll;
import io.holdfast.lock.LockResult.Held;
import io.holdfast.lock.LockResult.Refused;
import io.holdfast.lock.LockResult.Released;
import io.holdfast.lock.LockResult.RevokeRequested;
import io.holdfast.lock.LockResult.Waiting;
import io.holdfast.lock.LockView;
import io.holdfast.lock.Owner;
import io.holdfast.lock.TicketView;
import io.holdfast.lock.WaitLink;
import io.holdfast.lock.Waiter;
import io.holdfast.session.SessionEvent;
import io.holdfast.session.SessionResult.Ended;
import io.holdfast.session.SessionResult.Expired;
import io.holdfast.session.SessionResult.Opened;
import io.holdfast.session.SessionResult.Spared;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tells what happened in words, and knows people by their names. */
final class Narrator {

    private final Map<String, SessionId> sessions = new TreeMap<>();

    /** The session that goes by this name. */
    SessionId session(String name) {
        return sessions.computeIfAbsent(name, _ -> new SessionId(0, sessions.size() + 1L));
    }

    String name(SessionId session) {
        return sessions.entrySet().stream()
                .filter(entry -> entry.getValue().equals(session))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private String name(Owner owner) {
        var session = name(owner.session());
        return owner.name().isEmpty() ? session : session + "/" + owner.name();
    }

    String tell(Outcome outcome) {
        return tell(outcome.result()) + (outcome.replayed() ? " (as before)" : "");
    }

    private String tell(Result result) {
        return switch (result) {
            case Opened opened -> "opened " + name(opened.session());
            case Ended ended -> "ended " + name(ended.session());
            case Expired expired -> "expired " + name(expired.session());
            case Spared spared -> "spared " + name(spared.session());
            case Granted granted ->
                "granted " + granted.mode() + " token=" + granted.token() + times(granted.holdCount())
                        + (granted.leaseMillis() == 0 ? "" : " lease=" + granted.leaseMillis());
            case Waiting waiting -> "waiting ticket=" + waiting.ticket();
            case Held held ->
                held.lock() + " held by " + held.holders() + ", awaited by " + held.waiters()
                        + (held.delayMillis() == 0 ? "" : ", shut for " + held.delayMillis());
            case GrantedAll granted ->
                "granted " + tell(granted.grants())
                        + (granted.leaseMillis() == 0 ? "" : " lease=" + granted.leaseMillis());
            case Converted converted ->
                "converted to " + converted.mode() + " token=" + converted.token() + times(converted.holdCount())
                        + (converted.leaseMillis() == 0 ? "" : " lease=" + converted.leaseMillis());
            case Claimed claimed -> "claimed " + tell(claimed.grants());
            case Deadlocked deadlocked ->
                "given up in deadlock " + deadlocked.deadlock() + " ticket=" + deadlocked.ticket();
            case RevokeRequested requested -> "asked " + requested.holders() + " to give it up";
            case ForceReleased released -> "taken from " + released.holders();
            case Busy busy -> "busy ticket=" + busy.ticket();
            case Released released -> "released, " + released.holdCount() + " left";
            case Extended extended -> "extended lease=" + extended.leaseMillis();
            case Cancelled cancelled -> cancelled.released() ? "cancelled and released" : "cancelled";
            case Refused refused ->
                "refused: " + words(refused.reason()) + (refused.lock() == null ? "" : " " + refused.lock());
            case GuardFailed failed ->
                "guard failed: " + failed.guard().token() + " is not the token of "
                        + failed.guard().lock();
            case SessionGone gone -> "session gone: " + name(gone.session());
            case KeyReused reused -> "key reused: " + reused.key();
            default -> throw new IllegalArgumentException("no words for " + result);
        };
    }

    String tell(Event event) {
        return switch (event) {
            case Handed handed ->
                "! " + handed.lock() + " handed to " + name(handed.owner()) + " token=" + handed.token() + " ticket="
                        + handed.ticket();
            case WaitEnded ended ->
                "! wait of " + name(ended.owner()) + " for " + ended.lock() + " ended: " + words(ended.state())
                        + " ticket=" + ended.ticket();
            case Lost lost ->
                "! " + lost.lock() + " lost by " + name(lost.owner()) + ": " + words(lost.cause()) + " token="
                        + lost.token();
            case LockEvent.RevokeRequested requested ->
                "! " + name(requested.owner()) + " asked to give up " + requested.lock() + " by "
                        + requested.revocation().untilMillis()
                        + (requested.revocation().force() ? " or lose it: " : ": ")
                        + requested.revocation().reason();
            case LockEvent.DeadlockBroken broken ->
                "! deadlock " + broken.deadlock() + " broken: " + name(broken.owner()) + " given up";
            case LockEvent.SessionGivenUp given -> "! " + name(given.owner()) + " gives its session up";
            case SessionEvent.Opened opened -> "! session of " + name(opened.session()) + " opened";
            case SessionEvent.Ended ended ->
                "! session of " + name(ended.session()) + " ended: " + words(ended.cause());
            default -> throw new IllegalArgumentException("no words for " + event);
        };
    }

    String tell(LockView lock) {
        if (lock.holders().isEmpty()) {
            return lock.isFree() ? "free" : "shut until " + lock.shutUntilMillis() + awaited(lock);
        }
        var holders = lock.holders().stream().map(this::tell).collect(Collectors.joining(", "));
        return "held by " + holders + awaited(lock);
    }

    private String awaited(LockView lock) {
        var waiters =
                lock.waiters().stream().map(waiter -> tell(waiter, lock.lock())).collect(Collectors.joining(", "));
        return waiters.isEmpty() ? "" : "; awaited by " + waiters;
    }

    private static String tell(List<Grant> grants) {
        return grants.stream()
                .map(grant -> grant.lock() + " " + grant.mode() + " token=" + grant.token())
                .collect(Collectors.joining(", "));
    }

    String tell(Deadlock deadlock) {
        var cycle = deadlock.cycle().stream()
                .map(link -> name(link.owner()) + " waits for " + link.lock() + " " + link.mode() + ", "
                        + (link.nextHolds() ? "held " : "wanted before ") + link.nextMode() + " by "
                        + name(link.next()))
                .collect(Collectors.joining("; "));
        return "deadlock " + deadlock.number() + ", closed by " + name(deadlock.closedBy()) + ": " + cycle + "; "
                + name(deadlock.victim()) + " given up"
                + (deadlock.heldByVictim().isEmpty() ? "" : ", holding " + tell(deadlock.heldByVictim()))
                + ", to retry after " + deadlock.retryAfterMillis();
    }

    String tell(WaitLink link) {
        return name(link.owner()) + " waits for " + link.lock() + " " + link.mode() + ", "
                + (link.holder() == null ? "wanted before " : "held ") + link.blockerMode() + " by "
                + name(link.blocker());
    }

    private String tell(Holder holder) {
        return name(holder.owner()) + " " + holder.mode() + " token=" + holder.token() + times(holder.holdCount());
    }

    private String tell(Waiter waiter, LockName lock) {
        return name(waiter.owner()) + " " + waiter.mode(lock) + (waiter.conversion() ? " (to convert)" : "")
                + (waiter.reserves() ? "" : " (lets others pass)")
                + " ticket=" + waiter.ticket();
    }

    String tell(TicketView ticket) {
        var hold = ticket.hold() == null ? "" : ", held token=" + ticket.hold().token();
        var place = ticket.position() == 0 ? "" : ", place " + ticket.position();
        var unclaimed = ticket.hold() == null || ticket.isClaimed() ? "" : ", unclaimed";
        return words(ticket.state()) + hold + unclaimed + place;
    }

    private static String times(int count) {
        return count == 1 ? "" : " times=" + count;
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
