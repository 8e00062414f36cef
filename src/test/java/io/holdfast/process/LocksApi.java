package io.holdfast.process;

import io.holdfast.linearizability.LockMode;
import io.holdfast.linearizability.LockOutput;
import io.holdfast.process.Answer.Deadlocked;
import io.holdfast.process.Answer.Granted;
import io.holdfast.process.Answer.Held;
import io.holdfast.process.Answer.Lost;
import io.holdfast.process.Answer.Refused;
import io.holdfast.process.Answer.Released;
import io.holdfast.process.Answer.Seen;
import io.holdfast.process.Answer.TimedOut;
import io.holdfast.process.Answer.Unclaimed;
import io.holdfast.process.Answer.Waiting;
import io.holdfast.process.Reply.Answered;
import io.holdfast.process.Reply.Unavailable;
import io.holdfast.process.Reply.Unknown;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The operations on locks, each sent once to one node under a key of the caller's. */
final class LocksApi {

    private static final String LOCKS = "/api/v1/locks/";
    private static final String SESSIONS = "/api/v1/sessions";

    private final HttpApi http;

    /** Without a session an implicit one is opened for the grant, which lives for the {@code ttl}. */
    record AcquireRequest(
            String lock, @Nullable String session, String owner, LockMode mode, Duration patience, Duration ttl) {}

    record ConvertRequest(String lock, String session, String owner, long token, LockMode to, Duration patience) {}

    record ReleaseRequest(String lock, String session, String owner, long token, boolean all) {}

    LocksApi(HttpApi http) {
        this.http = http;
    }

    Answer acquire(String node, AcquireRequest request, String key) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("owner", request.owner());
        body.put("mode", request.mode().name());
        body.put("wait", request.patience().toMillis() + "ms");
        if (request.session() == null) {
            body.put("ttl", request.ttl().toMillis() + "ms");
        } else {
            body.put("session", request.session());
        }
        return told(http.post(node, path(request.lock()) + "/acquire", body, key), answered -> {
            var answer = answered.body();
            var session = answer.path("session").asString("");
            return switch (answered.status()) {
                case 200 ->
                    new Granted(session, token(answer), answer.path("holdCount").asInt());
                case 202 -> new Waiting(session, answer.path("ticket").asString(""));
                case 408 -> new TimedOut();
                default -> notGranted(answered);
            };
        });
    }

    Answer convert(String node, ConvertRequest request, String key) {
        var body = Map.of(
                "session", request.session(),
                "owner", request.owner(),
                "token", Long.toString(request.token()),
                "to", request.to().name(),
                "wait", request.patience().toMillis() + "ms");
        return told(http.post(node, path(request.lock()) + "/convert", body, key), answered -> {
            var answer = answered.body();
            return switch (answered.status()) {
                case 200 ->
                    new Granted(
                            request.session(),
                            token(answer),
                            answer.path("holdCount").asInt());
                case 202 -> new Waiting(request.session(), answer.path("ticket").asString(""));
                case 408 -> new TimedOut();
                default ->
                    switch (HttpApi.code(answer)) {
                        case "lock-lost", "not-owner" -> new Lost();
                        default -> notGranted(answered);
                    };
            };
        });
    }

    /** A session that is gone holds nothing: that too means that the hold is lost. */
    Answer release(String node, ReleaseRequest request, String key) {
        var body = Map.of(
                "session", request.session(),
                "owner", request.owner(),
                "token", Long.toString(request.token()),
                "all", request.all());
        return told(http.post(node, path(request.lock()) + "/release", body, key), answered -> switch (HttpApi.code(
                answered.body())) {
            case "lock-lost", "not-owner", "session-gone" -> new Lost();
            default ->
                answered.status() == 200
                        ? new Released(answered.body().path("holdCount").asInt())
                        : refused(answered);
        });
    }

    Answer inspect(String node, String lock) {
        return told(
                http.get(node, path(lock)),
                answered -> answered.status() == 200 ? new Seen(seen(answered.body())) : refused(answered));
    }

    /** The id of the new session. */
    Reply open(String node, String name, Duration ttl, String key) {
        return http.post(node, SESSIONS, Map.of("name", name, "ttl", ttl.toMillis() + "ms"), key);
    }

    private static String path(String lock) {
        return LOCKS + HttpApi.encoded(lock);
    }

    private static long token(JsonNode answer) {
        return Long.parseLong(answer.path("token").asString("0"));
    }

    private static LockOutput.Seen seen(JsonNode answer) {
        if (answer.path("state").asString("").equals("FREE")) {
            return LockOutput.Seen.free();
        }
        Map<String, LockOutput.Share> holders = new TreeMap<>();
        for (var holder : answer.path("holders")) {
            var mode = LockMode.valueOf(holder.path("mode").asString(""));
            int count = holder.path("holdCount").asInt();
            holders.merge(
                    holder.path("owner").asString(""),
                    new LockOutput.Share(mode, count),
                    (one, other) -> new LockOutput.Share(one.mode(), one.count() + other.count()));
        }
        return new LockOutput.Seen(LockMode.valueOf(answer.path("mode").asString("")), token(answer), holders);
    }

    private static Answer notGranted(Answered answered) {
        return switch (HttpApi.code(answered.body())) {
            case "lock-held" -> new Held();
            case "deadlock" -> new Deadlocked();
            case "grant-unclaimed" -> new Unclaimed();
            default -> refused(answered);
        };
    }

    private static Refused refused(Answered answered) {
        return new Refused(answered.status(), HttpApi.code(answered.body()));
    }

    private static Answer told(Reply reply, Function<Answered, Answer> answer) {
        return switch (reply) {
            case Answered answered -> answer.apply(answered);
            case Unavailable unavailable -> new Answer.Unavailable(unavailable.why());
            case Unknown unknown -> new Answer.Unknown(unknown.why());
        };
    }
}
