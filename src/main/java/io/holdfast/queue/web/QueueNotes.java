package io.holdfast.queue.web;

import io.holdfast.queue.web.MessageAnswers.BatchView;
import io.holdfast.queue.web.MessageAnswers.ReceiptView;
import io.holdfast.queue.web.MessageAnswers.ReceivedPageView;
import io.holdfast.queue.web.MessageAnswers.SentView;
import io.holdfast.queue.web.MessageAnswers.SettledView;
import io.holdfast.queue.web.QueueAnswers.DeletedView;
import io.holdfast.queue.web.QueueAnswers.QueuePageView;
import io.holdfast.queue.web.QueueAnswers.QueueView;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.OperationNotes;
import io.holdfast.web.ProblemType;

/** Examples and problems of what producers and consumers do, in the API's document. */
final class QueueNotes {

    private static final String QUEUE = """
            {"queue": "jobs", "version": "12", "birth": "12", "shards": 1, "visibilityMillis": 30000, "failuresMax": 5,
             "attemptsMax": 100, "backoffMillis": 1000, "backoffMaxMillis": 300000, "ttlMillis": 0, "onExpiry": "drop",
             "deduplicationMillis": 600000, "messagesMax": 10000000, "bytesMax": 68719476736, "inFlightMax": 20000,
             "onFailure": "block", "keepDeadMillis": 0%s}""";

    private static final String RECEIVED = """
            {"id": "%s", "receipt": "%s", "attempt": 1, "failures": 0, "fence": "19", "priority": 0,
             %s, "ageMillis": 21, "visibilityMillis": 30000}""";

    private static final String TO_ALICE = """
            "contentType": "application/json", "attributes": {}, "body": {"to": "alice"}, "bodyEncoding": "json\"""";

    private static final String TO_BOB = """
            "contentType": "application/json", "attributes": {"tenant": "acme"}, "body": {"to": "bob"},
             "bodyEncoding": "json\"""";

    private static final String HELLO = """
            "contentType": "text/plain;charset=utf-8", "attributes": {}, "body": "hello", "bodyEncoding": "text\"""";

    private static final String NO_BODY_JSON = "{}";

    private QueueNotes() {}

    static ApiNotes notes() {
        return ApiNotes.of(
                define(),
                get(),
                list(),
                delete(),
                send(),
                sendAll(),
                receive(),
                settle(),
                acknowledge(),
                extend(),
                fail(),
                release(),
                bury());
    }

    private static OperationNotes define() {
        return OperationNotes.of("defineQueue")
                .answers(201, "The queue is there", QueueView.class)
                .answers(200, "It was there, and behaves like this now", QueueView.class)
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        ProblemType.VERSION_DIFFERS,
                        ProblemType.NOT_SUPPORTED,
                        QueueProblems.SHARDS_FIXED,
                        QueueProblems.QUEUE_LIMIT)
                .step(63, "Create a queue", """
                        {"visibility": "30s", "failuresMax": 5}""", 201, QUEUE.formatted(", \"pendingShards\": []"))
                .step(
                        64,
                        "Give its failures more time",
                        """
                        {"visibility": "30s", "failuresMax": 5, "backoff": "2s"}""",
                        200,
                        QUEUE.replace("\"backoffMillis\": 1000", "\"backoffMillis\": 2000")
                                .formatted(", \"pendingShards\": []"));
    }

    private static OperationNotes get() {
        return OperationNotes.of("getQueue")
                .answers(200, "How the queue behaves", QueueView.class)
                .problems(QueueProblems.QUEUE_UNKNOWN)
                .step(65, "See how it behaves", 200, QUEUE.formatted(""));
    }

    private static OperationNotes list() {
        return OperationNotes.of("listQueues")
                .answers(200, "A page of queues", QueuePageView.class)
                .step(66, "List the queues", 200, """
                        {"queues": [%s], "cursor": null}""".formatted(QUEUE.formatted("")));
    }

    private static OperationNotes delete() {
        return OperationNotes.of("deleteQueue")
                .answers(200, "The queue is gone, and all that was in it", DeletedView.class)
                .problems(QueueProblems.QUEUE_UNKNOWN, ProblemType.VERSION_DIFFERS)
                .step(96, "Delete the queue", 200, """
                        {"queue": "jobs", "state": "DELETED"}""");
    }

    private static OperationNotes send() {
        return OperationNotes.of("sendMessage")
                .anywhere()
                .answers(201, "It was taken", SentView.class)
                .answers(200, "It had come before, under the same deduplication id", SentView.class)
                .problems(
                        QueueProblems.QUEUE_UNKNOWN,
                        QueueProblems.QUEUE_PAUSED,
                        QueueProblems.ID_REUSED,
                        ProblemType.QUEUE_FULL,
                        QueueProblems.IDS_EXHAUSTED)
                .step(67, "Send a message", """
                        {"to": "alice"}""", 201, """
                        {"id": "0-4400", "duplicate": false}""")
                .step(85, "Send one more", """
                        {"to": "dave"}""", 201, """
                        {"id": "%s", "duplicate": false}""".formatted(Examples.LATER));
    }

    private static OperationNotes sendAll() {
        return OperationNotes.of("sendMessages")
                .anywhere()
                .answers(200, "What became of each", BatchView.class)
                .problems(QueueProblems.QUEUE_UNKNOWN)
                .step(
                        68,
                        "Send three at once, one of them of a group and to be received in an hour",
                        """
                        {"messages": [
                          {"body": {"to": "bob"}, "attributes": {"tenant": "acme"}},
                          {"text": "hello"},
                          {"body": [1, 2], "group": "carol", "delay": "1h"}]}""",
                        200,
                        """
                        {"messages": [
                          {"status": 201, "id": "%s", "duplicate": false},
                          {"status": 201, "id": "0-4801", "duplicate": false},
                          {"status": 201, "id": "0-4802", "duplicate": false}],
                         "accepted": 3, "refused": 0}""".formatted(Examples.MESSAGE));
    }

    private static OperationNotes receive() {
        return OperationNotes.of("receiveMessages")
                .anywhere()
                .answers(200, "Messages, hidden from others for a while", ReceivedPageView.class)
                .answers(204, "There is nothing")
                .problems(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        QueueProblems.QUEUE_UNKNOWN,
                        QueueProblems.QUEUE_PAUSED,
                        QueueProblems.TOO_MANY_IN_FLIGHT,
                        QueueProblems.WAITERS_EXHAUSTED)
                .step(70, "Receive a message", """
                        {"max": 1, "wait": "1s", "consumer": "worker-7"}""", 200, received("0-4400", Examples.RECEIPT, TO_ALICE))
                .step(
                        74,
                        "Receive the message that failed",
                        """
                        {"wait": "1s"}""",
                        200,
                        received(Examples.MESSAGE, Examples.RELEASED, TO_BOB))
                .step(76, "And once more", NO_BODY_JSON, 200, received(Examples.MESSAGE, Examples.BURIED, TO_BOB))
                .step(88, "Receive the next", NO_BODY_JSON, 200, received("0-4801", Examples.SECOND, HELLO));
    }

    private static String received(String id, String receipt, String content) {
        var message = RECEIVED.formatted(id, receipt, content);
        return "{\"messages\": [" + message + "]}";
    }

    private static OperationNotes settle() {
        return OperationNotes.of("settleMessages")
                .anywhere()
                .answers(200, "What became of each receipt, and the next messages", SettledView.class)
                .problems(ProblemType.UNSUPPORTED_MEDIA_TYPE, QueueProblems.QUEUE_UNKNOWN)
                .step(
                        72,
                        "Acknowledge it, and receive the next in the same round trip",
                        """
                        {"acks": ["%s"], "receive": {"max": 1}}""".formatted(Examples.RECEIPT),
                        200,
                        """
                        {"outcomes": [{"receipt": "%s", "outcome": "done"}],
                         "messages": [%s]}""".formatted(Examples.RECEIPT, RECEIVED.formatted(Examples.MESSAGE, Examples.FAILED, TO_BOB)))
                .step(89, "Give it up as well", """
                        {"dead": [{"receipt": "%s", "reason": "not an order"}]}""".formatted(Examples.SECOND), 200, """
                        {"outcomes": [{"receipt": "%s", "outcome": "done"}]}""".formatted(Examples.SECOND));
    }

    private static OperationNotes acknowledge() {
        return one("acknowledgeMessage").answers(204, "It is done with");
    }

    private static OperationNotes extend() {
        return one("extendMessage")
                .answers(200, "It stays hidden for longer", ReceiptView.class)
                .problems(ProblemType.UNSUPPORTED_MEDIA_TYPE)
                .step(71, "Keep it for longer", """
                        {"visibility": "2m"}""", 200, settled("0-4400", Examples.RECEIPT, "extend"));
    }

    private static OperationNotes fail() {
        return one("failMessage")
                .answers(200, "It comes again, or is dead", ReceiptView.class)
                .problems(ProblemType.UNSUPPORTED_MEDIA_TYPE)
                .step(
                        73,
                        "Say that it failed, and is to come again at once",
                        """
                        {"delay": "0s", "reason": "no route to host"}""",
                        200,
                        settled(Examples.MESSAGE, Examples.FAILED, "fail"));
    }

    private static OperationNotes release() {
        return one("releaseMessage")
                .answers(200, "Others can receive it", ReceiptView.class)
                .problems(ProblemType.UNSUPPORTED_MEDIA_TYPE)
                .step(75, "Give it back", NO_BODY_JSON, 200, settled(Examples.MESSAGE, Examples.RELEASED, "release"));
    }

    private static OperationNotes bury() {
        return one("buryMessage")
                .answers(200, "It is dead", ReceiptView.class)
                .problems(ProblemType.UNSUPPORTED_MEDIA_TYPE)
                .step(77, "Give it up", """
                        {"reason": "no such address"}""", 200, settled(Examples.MESSAGE, Examples.BURIED, "bury"));
    }

    private static OperationNotes one(String operation) {
        return OperationNotes.of(operation)
                .anywhere()
                .problems(QueueProblems.QUEUE_UNKNOWN, QueueProblems.STALE_RECEIPT);
    }

    private static String settled(String id, String receipt, String verdict) {
        return """
                {"id": "%s", "receipt": "%s", "verdict": "%s"}""".formatted(id, receipt, verdict);
    }
}
