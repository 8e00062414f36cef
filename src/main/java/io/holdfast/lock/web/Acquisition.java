package io.holdfast.lock.web;

import io.holdfast.core.Opening;
import io.holdfast.lock.LockCommand;
import io.holdfast.lock.LockName;
import io.holdfast.lock.LockResult;
import io.holdfast.lock.LockResult.Busy;
import io.holdfast.lock.LockResult.Converted;
import io.holdfast.lock.LockResult.Deadlocked;
import io.holdfast.lock.LockResult.Granted;
import io.holdfast.lock.LockResult.GrantedAll;
import io.holdfast.lock.LockResult.Held;
import io.holdfast.lock.LockResult.Refused;
import io.holdfast.lock.LockResult.Waiting;
import io.holdfast.lock.web.LockAnswers.HeldView;
import io.holdfast.lock.web.MultiLockAnswers.HeldAllView;
import io.holdfast.web.Mutation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** Asks for locks, or for another mode, stays with the request while it waits, and answers it. */
final class Acquisition {

    private final Tickets tickets;
    private final LockProblems problems;
    private final AcquireTimer timer;

    Acquisition(Tickets tickets, LockProblems problems, AcquireTimer timer) {
        this.tickets = tickets;
        this.problems = problems;
        this.timer = timer;
    }

    /**
     * @param opening the implicit session, if one is needed
     * @param first the first of the locks, which refusals name unless they are about another
     * @param patience how long the request is held while it waits
     */
    ResponseEntity<Object> ask(
            Mutation mutation, @Nullable Opening opening, LockCommand command, LockName first, Duration patience) {
        long start = System.nanoTime();
        var ttlMillis = opening == null ? null : opening.ttlMillis();
        var answer = switch (mutation.submit(opening, command, LockResult.class)) {
            case Granted granted -> ResponseEntity.<Object>ok(HeldView.of(granted, ttlMillis));
            case GrantedAll granted -> ResponseEntity.<Object>ok(HeldAllView.of(granted, ttlMillis));
            case Converted converted -> ResponseEntity.<Object>ok(HeldView.of(converted));
            case Waiting(var ticket) -> {
                var seen = tickets.stay(ticket, opening, patience);
                yield tickets.answer(seen, ttlMillis, mutation::refuse);
            }
            case Deadlocked(var ticket, long number) -> mutation.refuse(problems.deadlock(ticket, number));
            case Held held -> mutation.refuse(problems.held(held.lock(), held.delayMillis()));
            case Busy(var ticket) -> mutation.refuse(LockProblems.busy(ticket));
            case Refused(var reason, var lock) ->
                mutation.refuse(problems.refused(lock == null ? first : lock, reason));
            case LockResult other -> throw new IllegalStateException("no answer to this request: " + other);
        };
        timer.record(answer.getStatusCode().value(), System.nanoTime() - start);
        return answer;
    }
}
