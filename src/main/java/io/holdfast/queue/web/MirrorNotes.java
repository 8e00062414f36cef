package io.holdfast.queue.web;

import io.holdfast.queue.web.MirrorAnswers.MirrorView;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.OperationNotes;

/** Examples and problems of the mirror of queues, in the API's document. */
final class MirrorNotes {

    private static final String OFF = """
            {"type": "urn:holdfast:problem:mirror-off", "title": "No mirror is kept", "status": 409,
             "detail": "no mirror is kept; say where Redis is with spring.data.redis.url, and \
            holdfast.mirror.queues=true, on all nodes", "code": "mirror-off", "instance": "/api/v1/mirror%s"}""";

    private static final String RESTORING = """
            {"node": "n1", "state": "restoring", "cluster": "7c1a90b2", "added": 0, "removed": 0,
             "restore": {"done": false, "queues": 0, "messages": 0, "refused": 0, "expired": 0, "failure": ""}}""";

    private MirrorNotes() {}

    static ApiNotes notes() {
        return ApiNotes.of(view(), restore(), discard());
    }

    private static OperationNotes view() {
        return OperationNotes.of("getMirror")
                .answers(200, "How it stands", MirrorView.class)
                .needsNoMajority()
                .step(97, "See whether queues are mirrored", 200, """
                        {"node": "n1", "state": "off", "cluster": "", "added": 0, "removed": 0, "restore": null}""");
    }

    private static OperationNotes restore() {
        return OperationNotes.of("restoreMirror")
                .answers(202, "The restore has begun", MirrorView.class)
                .problems(
                        QueueProblems.MIRROR_OFF,
                        QueueProblems.MIRROR_BUSY,
                        QueueProblems.MIRROR_EMPTY,
                        QueueProblems.CLUSTER_NOT_EMPTY,
                        QueueProblems.MIRROR_UNREACHABLE)
                .example("Begin to restore", 202, RESTORING)
                .step(98, "Restore queues where no mirror is kept", 409, OFF.formatted("/restore"));
    }

    private static OperationNotes discard() {
        return OperationNotes.of("discardMirror")
                .answers(200, "The mirror follows this cluster", MirrorView.class)
                .problems(
                        QueueProblems.MIRROR_OFF,
                        QueueProblems.MIRROR_BUSY,
                        QueueProblems.MIRROR_EMPTY,
                        QueueProblems.MIRROR_UNREACHABLE)
                .example("Discard", 200, """
                        {"node": "n1", "state": "foreign", "cluster": "0d5e8f31", "added": 0, "removed": 0,
                         "restore": null}""")
                .step(99, "Discard a mirror where none is kept", 409, OFF.formatted(""));
    }
}
