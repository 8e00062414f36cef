package io.holdfast.queue.web;

import io.holdfast.cluster.Mirror;
import io.holdfast.queue.CatalogueMachine;
import io.holdfast.queue.CatalogueResult;
import io.holdfast.queue.QueueName;
import io.holdfast.queue.QueueResult.Fate;
import io.holdfast.queue.QueueResult.Reason;
import io.holdfast.web.Api;
import io.holdfast.web.Problem;
import io.holdfast.web.ProblemType;

/** How refusals of queues are told, and what to do. */
final class QueueProblems {

    static final ProblemType QUEUE_UNKNOWN = new ProblemType("queue-unknown", 404, "There is no such queue");
    static final ProblemType MESSAGE_UNKNOWN = new ProblemType("message-unknown", 404, "There is no such message");
    static final ProblemType REDRIVE_UNKNOWN = new ProblemType("redrive-unknown", 404, "No redrive is under way");
    static final ProblemType QUEUE_PAUSED = new ProblemType("queue-paused", 409, "The queue is paused");
    static final ProblemType SHARDS_FIXED = new ProblemType("shards-fixed", 409, "The number of shards cannot change");
    static final ProblemType MESSAGE_IN_FLIGHT =
            new ProblemType("message-in-flight", 409, "Somebody has the message at the moment");
    static final ProblemType MESSAGE_DEAD = new ProblemType("message-dead", 409, "The message is dead");
    static final ProblemType MESSAGE_GROUPED =
            new ProblemType("message-grouped", 409, "A message of a group has no priority");
    static final ProblemType REDRIVE_BUSY = new ProblemType("redrive-busy", 409, "Another redrive is under way");
    static final ProblemType MIRROR_OFF = new ProblemType("mirror-off", 409, "No mirror is kept");
    static final ProblemType MIRROR_BUSY = new ProblemType("mirror-busy", 409, "A restore is under way");
    static final ProblemType MIRROR_EMPTY =
            new ProblemType("mirror-empty", 409, "The mirror holds nothing of another cluster");
    static final ProblemType CLUSTER_NOT_EMPTY = new ProblemType("cluster-not-empty", 409, "The cluster has queues");
    static final ProblemType MIRROR_UNREACHABLE =
            new ProblemType("mirror-unreachable", 503, "The mirror does not answer");
    static final ProblemType STALE_RECEIPT =
            new ProblemType("stale-receipt", 410, "The receipt is not the current one");
    static final ProblemType ID_REUSED =
            new ProblemType("deduplication-id-reused", 422, "The deduplication id belongs to another message");
    static final ProblemType QUEUE_LIMIT = new ProblemType("queue-limit", 429, "There are too many queues");
    static final ProblemType IDS_EXHAUSTED =
            new ProblemType("ids-exhausted", 429, "Too many deduplication ids are remembered");
    static final ProblemType TOO_MANY_IN_FLIGHT =
            new ProblemType("too-many-in-flight", 429, "Too many messages are in flight");
    static final ProblemType WAITERS_EXHAUSTED =
            new ProblemType("waiters-exhausted", 429, "Too many receives wait on this node");

    /** When to try a mirror again that did not answer. */
    private static final int MIRROR_RETRY_SECONDS = 5;

    private QueueProblems() {}

    static Problem unknown(QueueName queue) {
        return Problem.of(QUEUE_UNKNOWN, "nobody has created " + queue + "; create it with PUT and {}")
                .with("queue", queue.value());
    }

    static Problem noGroups() {
        return Problem.of(
                ProblemType.NOT_SUPPORTED, "this cluster was formed without data groups, and so without queues");
    }

    static Problem refused(Mirror.Refusal refusal) {
        return switch (refusal) {
            case OFF ->
                Problem.of(
                        MIRROR_OFF,
                        "no mirror is kept; say where Redis is with spring.data.redis.url, and"
                                + " holdfast.mirror.queues=true, on all nodes");
            case UNREACHABLE ->
                Problem.of(MIRROR_UNREACHABLE, "Redis does not answer; nothing was changed")
                        .retryAfterSeconds(MIRROR_RETRY_SECONDS);
            case NOTHING_LEFT -> Problem.of(MIRROR_EMPTY, "what the mirror holds, if anything, is this cluster's own");
            case NOT_EMPTY ->
                Problem.of(
                        CLUSTER_NOT_EMPTY,
                        "a mirror is restored into a cluster without queues; delete those that are here, or form a"
                                + " new cluster");
            case UNDER_WAY -> Problem.of(MIRROR_BUSY, "GET " + Api.V1 + "/mirror shows how far the restore is");
        };
    }

    static Problem unknownMessage(MessageId message) {
        return Problem.of(
                        MESSAGE_UNKNOWN,
                        "there is no message " + message + ": it never was, or was acknowledged, cancelled or purged")
                .with("id", message.toString());
    }

    static Problem refused(QueueName queue, CatalogueResult.Reason reason) {
        return switch (reason) {
            case NO_QUEUE -> unknown(queue);
            case VERSION_DIFFERS ->
                Problem.of(
                        ProblemType.VERSION_DIFFERS,
                        queue + " has another version than you asked for, or none; read it again, and decide anew");
            case SHARDS_FIXED ->
                Problem.of(
                        SHARDS_FIXED,
                        queue + " keeps the number of shards that it was created with; leave \"shards\" out, or create"
                                + " another queue");
            case QUEUES_MAX ->
                Problem.of(
                                QUEUE_LIMIT,
                                "there are " + CatalogueMachine.QUEUES_MAX + " queues, which is the limit; delete some")
                        .with("limit", CatalogueMachine.QUEUES_MAX);
        };
    }

    /** Why a message of a send was not taken. */
    static Problem refused(QueueName queue, Fate fate) {
        return switch (fate) {
            case ID_REUSED ->
                Problem.of(
                        ID_REUSED,
                        "another message was sent to " + queue
                                + " under this deduplication id; use a new id for a new message");
            case QUEUE_FULL ->
                Problem.of(
                                ProblemType.QUEUE_FULL,
                                queue + " has as many messages or bytes as it may; try again when some were settled")
                        .retryAfterSeconds(1);
            case IDS_EXHAUSTED ->
                Problem.of(
                                IDS_EXHAUSTED,
                                queue + " remembers as many deduplication ids as it can; try again shortly, or make its"
                                        + " \"deduplication\" shorter")
                        .retryAfterSeconds(1);
            case PAUSED -> paused(queue, "takes no messages");
            case SENT, DUPLICATE -> throw new IllegalStateException("no refusal: " + fate);
        };
    }

    private static Problem paused(QueueName queue, String what) {
        return Problem.of(QUEUE_PAUSED, queue + " is paused and " + what + " until it is resumed")
                .with("queue", queue.value());
    }

    static Problem refused(QueueName queue, Reason reason) {
        return switch (reason) {
            case NO_SHARD -> unknown(queue);
            case NO_MESSAGE -> Problem.of(MESSAGE_UNKNOWN, "it never was, or was acknowledged, cancelled or purged");
            case IN_FLIGHT ->
                Problem.of(
                        MESSAGE_IN_FLIGHT,
                        "a message in flight is decided about by its receipt; or wait until it is back");
            case DEAD -> Problem.of(MESSAGE_DEAD, "a dead message is redriven, not rescheduled; or cancel it");
            case GROUPED ->
                Problem.of(MESSAGE_GROUPED, "a message of a group keeps its place in it; leave \"priority\" out");
            case PAUSED -> paused(queue, "hands out no messages");
            case TOO_MANY_IN_FLIGHT ->
                Problem.of(
                                TOO_MANY_IN_FLIGHT,
                                queue + " has as many messages in flight as it may; settle some first, or raise"
                                        + " \"inFlightMax\"")
                        .retryAfterSeconds(1);
            case REDRIVE_BUSY ->
                Problem.of(REDRIVE_BUSY, "see GET .../redrive for how far it is, and DELETE to end it where it stands");
            case NO_REDRIVE -> Problem.of(REDRIVE_UNKNOWN, "it has ended, or was never begun");
        };
    }

    static Problem stale(Receipt receipt) {
        return Problem.of(
                        STALE_RECEIPT,
                        "the message was settled before, or was handed out anew after its visibility had ended; nothing"
                                + " was changed")
                .with("id", new MessageId(receipt.shard(), receipt.message()).toString());
    }

    static Problem waitersExhausted(int limit) {
        return Problem.of(
                        WAITERS_EXHAUSTED,
                        limit + " receives wait on this node, which is the limit; use another node, or receive without"
                                + " \"wait\"")
                .with("limit", limit)
                .retryAfterSeconds(1);
    }

    static Problem tooLarge(String what, int limit) {
        return Problem.of(ProblemType.BODY_TOO_LARGE, what + " has at most " + limit + " bytes; send less")
                .with("limitBytes", limit);
    }
}
