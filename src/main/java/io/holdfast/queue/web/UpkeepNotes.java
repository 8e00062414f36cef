package io.holdfast.queue.web;

import io.holdfast.queue.web.MessageAnswers.MessagePageView;
import io.holdfast.queue.web.MessageAnswers.MessageView;
import io.holdfast.queue.web.MessageAnswers.StateView;
import io.holdfast.queue.web.StatsAnswers.GroupPageView;
import io.holdfast.queue.web.StatsAnswers.PauseView;
import io.holdfast.queue.web.StatsAnswers.PurgedView;
import io.holdfast.queue.web.StatsAnswers.RedriveStartedView;
import io.holdfast.queue.web.StatsAnswers.RedriveStatusView;
import io.holdfast.queue.web.StatsAnswers.StatsView;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.OperationNotes;
import io.holdfast.web.ProblemType;

/** Examples and problems of what is done to queues by those who look after them, in the API's document. */
final class UpkeepNotes {

    private static final String DEAD = """
            {"id": "%s", "state": "dead", "priority": 0, "attempts": 3, "failures": 1, "ageMillis": 212,
             "reason": "no such address", "failure": "no route to host", "bytes": 45%s}""";

    private static final String BODY = """
            , "contentType": "application/json", "attributes": {"tenant": "acme"}, "body": {"to": "bob"},
             "bodyEncoding": "json\"""";

    private UpkeepNotes() {}

    static ApiNotes notes() {
        return ApiNotes.of(
                stats(),
                groups(),
                peek(),
                get(),
                cancel(),
                reschedule(),
                purge(),
                pause(),
                resume(),
                redrive(),
                redriven(),
                cancelRedrive());
    }

    private static OperationNotes stats() {
        return OperationNotes.of("getQueueStats")
                .answers(200, "How full the queue is", StatsView.class)
                .problems(QueueProblems.QUEUE_UNKNOWN)
                .step(69, "See how full the queue is", 200, """
                        {"queue": "jobs", "ready": 3, "inFlight": 0, "delayed": 1, "dead": 0, "bytes": 152,
                         "oldestReadyMillis": 12, "oldestInFlightMillis": 0, "groups": 1, "blockedGroups": 0,
                         "sendingPaused": false, "receivingPaused": false, "pauseRemainingMillis": 0, "waiters": 0,
                         "counts": {"sent": 4, "duplicates": 0, "refused": 0, "delivered": 0, "redelivered": 0, "acked": 0,
                          "failed": 0, "released": 0, "lapsed": 0, "expired": 0, "buried": 0, "redriven": 0,
                          "cancelled": 0, "purged": 0},
                         "shards": [{"shard": 0, "group": "data-1", "leader": "n1", "ready": 3, "inFlight": 0,
                          "delayed": 1, "dead": 0, "bytes": 152, "oldestReadyMillis": 12}],
                         "unavailable": []}""");
    }

    private static OperationNotes groups() {
        return OperationNotes.of("listQueueGroups")
                .answers(200, "A page of groups", GroupPageView.class)
                .problems(QueueProblems.QUEUE_UNKNOWN)
                .step(80, "List the groups that have messages", 200, """
                        {"groups": [{"group": "carol", "ready": 0, "inFlight": 0, "delayed": 1, "blocked": true,
                         "shard": 0}], "cursor": null}""");
    }

    private static OperationNotes peek() {
        return OperationNotes.of("peekMessages")
                .answers(200, "A page of messages", MessagePageView.class)
                .problems(QueueProblems.QUEUE_UNKNOWN)
                .step(78, "Look at the messages", 200, """
                        {"messages": [%s], "cursor": null}""".formatted(DEAD.formatted(Examples.MESSAGE, "")));
    }

    private static OperationNotes get() {
        return OperationNotes.of("getMessage")
                .answers(200, "The message, with what is in it", MessageView.class)
                .problems(QueueProblems.QUEUE_UNKNOWN, QueueProblems.MESSAGE_UNKNOWN)
                .step(79, "Look at the dead one", 200, DEAD.formatted(Examples.MESSAGE, BODY));
    }

    private static OperationNotes cancel() {
        return OperationNotes.of("cancelMessage")
                .anywhere()
                .answers(200, "It is forgotten", StateView.class)
                .problems(QueueProblems.QUEUE_UNKNOWN, QueueProblems.MESSAGE_UNKNOWN, QueueProblems.MESSAGE_IN_FLIGHT)
                .step(87, "Cancel it", 200, """
                        {"id": "%s", "state": "CANCELLED"}""".formatted(Examples.LATER));
    }

    private static OperationNotes reschedule() {
        return OperationNotes.of("rescheduleMessage")
                .anywhere()
                .answers(200, "It is to be received then", StateView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        QueueProblems.QUEUE_UNKNOWN,
                        QueueProblems.MESSAGE_UNKNOWN,
                        QueueProblems.MESSAGE_IN_FLIGHT,
                        QueueProblems.MESSAGE_DEAD,
                        QueueProblems.MESSAGE_GROUPED)
                .step(86, "Let it wait for a day", """
                        {"delay": "1d"}""", 200, """
                        {"id": "%s", "state": "RESCHEDULED"}""".formatted(Examples.LATER));
    }

    private static OperationNotes purge() {
        return OperationNotes.of("purgeQueue")
                .anywhere()
                .answers(200, "How many were forgotten", PurgedView.class)
                .problems(ProblemType.UNSUPPORTED_MEDIA_TYPE, QueueProblems.QUEUE_UNKNOWN)
                .step(95, "Forget the delayed ones and the dead", """
                        {"states": ["delayed", "dead"]}""", 200, """
                        {"queue": "jobs", "purged": 2, "more": false}""");
    }

    private static OperationNotes pause() {
        return OperationNotes.of("pauseQueue")
                .anywhere()
                .answers(200, "It has stopped", PauseView.class)
                .problems(ProblemType.UNSUPPORTED_MEDIA_TYPE, QueueProblems.QUEUE_UNKNOWN)
                .step(93, "Hand nothing out for ten minutes", """
                        {"receive": true, "for": "10m"}""", 200, """
                        {"queue": "jobs", "sendingPaused": false, "receivingPaused": true}""");
    }

    private static OperationNotes resume() {
        return OperationNotes.of("resumeQueue")
                .anywhere()
                .answers(200, "It goes on", PauseView.class)
                .problems(QueueProblems.QUEUE_UNKNOWN)
                .step(94, "Let it go on", 200, """
                        {"queue": "jobs", "sendingPaused": false, "receivingPaused": false}""");
    }

    private static OperationNotes redrive() {
        return OperationNotes.of("redriveQueue")
                .anywhere()
                .answers(202, "It has begun", RedriveStartedView.class)
                .problems(ProblemType.UNSUPPORTED_MEDIA_TYPE, QueueProblems.QUEUE_UNKNOWN, QueueProblems.REDRIVE_BUSY)
                .step(90, "Bring the dead back, one a second", """
                        {"perSecond": 1}""", 202, """
                        {"queue": "jobs", "task": "k3J9xQv1uW0a", "state": "RUNNING"}""");
    }

    private static OperationNotes redriven() {
        return OperationNotes.of("getRedrive")
                .answers(200, "How far it is", RedriveStatusView.class)
                .problems(QueueProblems.QUEUE_UNKNOWN, QueueProblems.REDRIVE_UNKNOWN)
                .step(91, "See how far it is", 200, """
                        {"task": "k3J9xQv1uW0a", "total": 2, "seen": 1, "redriven": 1, "state": "RUNNING"}""");
    }

    private static OperationNotes cancelRedrive() {
        return OperationNotes.of("cancelRedrive")
                .anywhere()
                .answers(200, "It has ended where it stood", RedriveStatusView.class)
                .problems(QueueProblems.QUEUE_UNKNOWN, QueueProblems.REDRIVE_UNKNOWN)
                .step(92, "End it where it stands", 200, """
                        {"task": "k3J9xQv1uW0a", "total": 2, "seen": 1, "redriven": 1, "state": "CANCELLED"}""");
    }
}
