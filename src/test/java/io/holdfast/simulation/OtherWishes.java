package io.holdfast.simulation;

import io.holdfast.core.Command;
import io.holdfast.core.Opening;
import io.holdfast.core.SessionId;
import io.holdfast.election.Candidate;
import io.holdfast.election.ElectionCommand;
import io.holdfast.election.ElectionCommand.Campaign;
import io.holdfast.election.ElectionCommand.Proclaim;
import io.holdfast.election.ElectionCommand.Resign;
import io.holdfast.election.ElectionCommand.Transfer;
import io.holdfast.election.ElectionCommand.Withdraw;
import io.holdfast.election.Term;
import io.holdfast.membership.MemberName;
import io.holdfast.membership.MembershipCommand.Join;
import io.holdfast.membership.MembershipCommand.Leave;
import io.holdfast.semaphore.FencingToken;
import io.holdfast.semaphore.Owner;
import io.holdfast.semaphore.SemaphoreCommand;
import io.holdfast.semaphore.SemaphoreCommand.Acquire;
import io.holdfast.semaphore.SemaphoreCommand.Define;
import io.holdfast.semaphore.SemaphoreCommand.Delete;
import io.holdfast.semaphore.SemaphoreCommand.Drain;
import io.holdfast.semaphore.SemaphoreCommand.Extend;
import io.holdfast.semaphore.SemaphoreCommand.Release;
import io.holdfast.semaphore.SemaphoreCommand.Undrain;
import io.holdfast.semaphore.SemaphoreName;
import io.holdfast.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients ask of all that is no lock. What is theirs they read off the leader's state, and are now and then wrong. */
final class OtherWishes {

    private static final List<SemaphoreName> SEMAPHORES = List.of(new SemaphoreName("db"), new SemaphoreName("gate"));
    private static final List<MemberName> MEMBERS =
            List.of(new MemberName("m1"), new MemberName("m2"), new MemberName("m3"));
    private static final List<String> OWNERS = List.of("", "x");
    private static final List<String> CANDIDATES = List.of("ann", "bea");
    private static final int PERMITS_MAX = 4;
    private static final long MILLIS_MAX = 10_000;

    private final Seeded dice;
    private final Questions questions;
    /** Those of the client's sessions that it knows of. */
    private final List<SessionId> mine;

    OtherWishes(Seeded dice, Questions questions, List<SessionId> mine) {
        this.dice = dice;
        this.questions = questions;
        this.mine = mine;
    }

    /** @param asking the session that is to hold or wait, or a placeholder for one that is opened for it */
    Command draw(SessionId asking) {
        int kind = dice.below(10);
        if (kind < 5) {
            return semaphore(asking);
        }
        return kind < 8 || mine.isEmpty() ? election(asking) : group(dice.pick(mine));
    }

    /** The request for a session that was minted anew; null where it needs none. */
    static @Nullable Command of(Command command, Opening opening) {
        return switch (command) {
            case Acquire(var semaphore, var owner, int permits, long wait, long lease, long claim) ->
                new Acquire(semaphore, new Owner(opening.session(), owner.name()), permits, wait, lease, claim);
            case Campaign(var election, var candidate, var value, int priority, long wait, long claim) ->
                new Campaign(
                        election, new Candidate(opening.session(), candidate.name()), value, priority, wait, claim);
            default -> null;
        };
    }

    private SemaphoreCommand semaphore(SessionId asking) {
        var name = dice.pick(SEMAPHORES);
        int roll = dice.below(100);
        if (roll < 20) {
            return manage(name);
        }
        var ofMine = roll < 75 ? permitsOfMine() : List.<SemaphoreCommand>of();
        return ofMine.isEmpty()
                ? new Acquire(
                        name,
                        new Owner(asking, dice.pick(OWNERS)),
                        1 + dice.below(PERMITS_MAX - 1),
                        dice.percent(30) ? 0 : dice.between(1, MILLIS_MAX),
                        dice.percent(50) ? 0 : dice.between(1, MILLIS_MAX),
                        dice.between(1_000, 5_000))
                : dice.pick(ofMine);
    }

    private SemaphoreCommand manage(SemaphoreName name) {
        return switch (dice.below(10)) {
            case 0 -> new Delete(name);
            case 1, 2 -> new Drain(name);
            case 3, 4 -> new Undrain(name);
            default -> new Define(name, 1 + dice.below(PERMITS_MAX));
        };
    }

    private List<SemaphoreCommand> permitsOfMine() {
        var found = new ArrayList<SemaphoreCommand>();
        for (var session : mine) {
            for (var held : questions.semaphores().holdsOf(session)) {
                var holder = held.holder();
                var ticket = holder.ticket();
                if (ticket != null && dice.percent(60)) {
                    found.add(
                            dice.percent(80)
                                    ? new SemaphoreCommand.Claim(ticket, session)
                                    : new SemaphoreCommand.Cancel(ticket, session));
                    continue;
                }
                var owner = dice.percent(50) ? null : holder.owner().name();
                var token = dice.percent(90)
                        ? holder.token()
                        : new FencingToken(holder.token().value() - 1);
                found.add(
                        dice.percent(80)
                                ? new Release(held.semaphore(), session, owner, token, 1 + dice.below(PERMITS_MAX))
                                : new Extend(held.semaphore(), session, owner, token, dice.between(1, MILLIS_MAX)));
            }
            for (var wait : questions.semaphores().waitsOf(session)) {
                found.add(new SemaphoreCommand.Cancel(wait.ticket(), session));
            }
        }
        return found;
    }

    private ElectionCommand election(SessionId asking) {
        var ofMine = dice.percent(60) ? officesOfMine() : List.<ElectionCommand>of();
        return ofMine.isEmpty()
                ? new Campaign(
                        dice.pick(Questions.ELECTIONS),
                        new Candidate(asking, dice.pick(CANDIDATES)),
                        "v" + dice.below(3),
                        dice.below(3) - 1,
                        dice.percent(30) ? 0 : dice.between(1, MILLIS_MAX),
                        dice.between(1_000, 5_000))
                : dice.pick(ofMine);
    }

    private List<ElectionCommand> officesOfMine() {
        var found = new ArrayList<ElectionCommand>();
        for (var session : mine) {
            for (var led : questions.elections().ledBy(session)) {
                var leader = led.leader();
                if (leader == null) {
                    continue;
                }
                var ticket = leader.ticket();
                if (ticket != null && dice.percent(60)) {
                    found.add(
                            dice.percent(80)
                                    ? new ElectionCommand.Claim(ticket, session)
                                    : new Withdraw(ticket, session));
                    continue;
                }
                var term = dice.percent(90)
                        ? leader.term()
                        : new Term(leader.term().value() - 1);
                found.add(
                        switch (dice.below(3)) {
                            case 0 -> new Resign(led.election(), session, term);
                            case 1 -> new Transfer(led.election(), session, term, dice.pick(CANDIDATES));
                            default -> new Proclaim(led.election(), session, term, "v" + dice.below(9));
                        });
            }
            questions.elections().waitsOf(session).stream()
                    .filter(_ -> dice.percent(20))
                    .forEach(wait -> found.add(new Withdraw(wait.ticket(), session)));
        }
        return found;
    }

    private Command group(SessionId session) {
        var group = dice.pick(Questions.GROUPS);
        var member = dice.pick(MEMBERS);
        return dice.percent(70)
                ? new Join(group, member, session, "v" + dice.below(3))
                : new Leave(group, member, session);
    }
}
