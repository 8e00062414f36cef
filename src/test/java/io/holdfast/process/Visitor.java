package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.process.Reply.Answered;
import io.holdfast.process.Reply.Unavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One client with a session of its own. Where no node decides what it asked for, it does not know what it holds, so it ends
 * its session and opens another.
 */
final class Visitor {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration TTL = Duration.ofMinutes(30);

    private final HttpApi http;
    private final List<String> nodes;
    private final Caller caller;
    private final String name;
    private int requests;
    private Function<String, Reply> last = node -> new Unavailable("nothing was asked of " + node);
    private volatile String session;

    /** @param number at which of the nodes it begins */
    Visitor(HttpApi http, List<String> nodes, String name, int number) {
        this.http = http;
        this.nodes = List.copyOf(nodes);
        this.caller = new Caller(nodes, number);
        this.name = name;
        this.session = opened();
    }

    String name() {
        return name;
    }

    String session() {
        return session;
    }

    /** What was decided; nothing if that stayed unknown, and then all that was held has been given up. */
    Optional<Answered> post(String path, Map<String, ?> body) {
        return post(path, body, () -> {});
    }

    /** @param givingUp what to do just before all that is held is given up */
    Optional<Answered> post(String path, Map<String, ?> body, Runnable givingUp) {
        var key = nextKey();
        var answered = caller.decided(LIMIT, node -> http.post(node, path, body, key));
        if (answered.isEmpty()) {
            givingUp.run();
            startAnew();
        }
        return answered;
    }

    /** As above, but takes a place in a queue for an answer too. */
    Optional<Answered> ask(String path, Map<String, ?> body) {
        var key = nextKey();
        last = node -> http.post(node, path, body, key);
        var answered = caller.answered(LIMIT, last);
        if (answered.isEmpty()) {
            startAnew();
        }
        return answered;
    }

    /** Sends what was asked last once more, under the same key, to this node. */
    Reply repeatAt(String node) {
        return last.apply(node);
    }

    /** What a wait came to; nothing if no node knows for long. */
    Optional<Answered> follow(String path) {
        return caller.decided(LIMIT, node -> http.get(node, path));
    }

    /** What some node tells; nothing if none does for long. */
    Optional<Answered> look(String path) {
        return caller.answered(LIMIT, node -> http.get(node, path));
    }

    /** Gives up all that is held, and goes on with another session. */
    void startAnew() {
        leave();
        session = opened();
    }

    /** Ends the session, for certain: nothing it asked for can have an effect later. */
    void leave() {
        var key = nextKey();
        var ended =
                caller.decided(LIMIT.multipliedBy(2), node -> http.delete(node, "/api/v1/sessions/" + session, key));
        assertThat(ended).as("the end of %s", name).isPresent();
    }

    private String opened() {
        return Persistence.opened(new LocksApi(http), nodes, name, TTL);
    }

    private String nextKey() {
        return "%s-%s-%d".formatted(name, session.substring(0, 8), ++requests);
    }
}
