package io.holdfast.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Command;
import io.holdfast.core.Event;
import io.holdfast.core.Machine;
import io.holdfast.core.Opening;
import io.holdfast.core.Primitive;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.core.Tag;
import io.holdfast.replica.Entry;
import io.holdfast.replica.Outcome;
import io.holdfast.replica.Replica;
import io.holdfast.replica.Step;
import io.holdfast.session.SessionCommand.EndSession;
import io.holdfast.session.SessionCommand.ExpireSession;
import io.holdfast.session.SessionCommand.OpenSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/**
 * Plays stories about one primitive, in a replica of its own: lines that are asked, four dashes, lines that come of
 * it. Requests in a row are one entry.
 * Requests that stand together are one entry. With {@code -Dholdfast.rewrite=true} the stories are written anew from what
 * came of them, to be read before they are kept.
 *
 * <pre>
 * open WHO      end WHO      expire WHO      pass MS      restart
 * COMMAND component=value ... [implicit] [key=K]
 * and what the primitive has to show
 * </pre>
 */
public final class Transcript<M extends Machine<?>> {

    private static final Path STORIES = Path.of("src/test/resources/transcripts");
    private static final String DASHES = "----";
    private static final long TTL_MILLIS = 15_000;

    /** What the primitive shows when it is asked; null where the line is not such a question. */
    public interface Look<M> {

        @Nullable
        Record at(M machine, Words.Line line);
    }

    private final Primitive<?, M> primitive;
    private final Look<M> look;
    private final Words words = new Words();
    private Replica replica;
    private long now;

    private Transcript(Primitive<?, M> primitive, Look<M> look) {
        this.primitive = primitive;
        this.look = look;
        this.replica = new Replica(List.of(primitive));
    }

    /** The stories in the folder of the primitive's name. */
    public static <M extends Machine<?>> Stream<DynamicTest> stories(Primitive<?, M> primitive, Look<M> look) {
        try (var files = Files.list(STORIES.resolve(primitive.name()))) {
            return files.sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(), () -> new Transcript<>(primitive, look).play(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void play(Path file) throws IOException {
        var written = Files.readString(file);
        var told = String.join("\n", retell(written.lines().toList())) + "\n";
        if (Boolean.getBoolean("holdfast.rewrite")) {
            Files.writeString(file, told);
            return;
        }
        assertThat(told).as(file.toString()).isEqualTo(written);
    }

    private List<String> retell(List<String> lines) {
        var told = new ArrayList<String>();
        var asked = new ArrayList<String>();
        boolean answering = false;
        for (var line : lines) {
            if (line.isEmpty()) {
                answering = false;
                asked.clear();
            }
            if (line.equals(DASHES)) {
                told.add(DASHES);
                told.addAll(tell(asked));
                answering = true;
            } else if (!answering) {
                told.add(line);
                if (!line.startsWith("#") && !line.isEmpty()) {
                    asked.add(line);
                }
            }
        }
        return told;
    }

    private List<String> tell(List<String> lines) {
        var told = new ArrayList<String>();
        var requests = new ArrayList<Request>();
        for (var text : lines) {
            var line = new Words.Line(text);
            switch (line.verb()) {
                case "pass" -> {
                    flush(requests, told);
                    now += Long.parseLong(line.at(1));
                    tell(replica.apply(new Entry(now, List.of())), told);
                }
                case "restart" -> {
                    flush(requests, told);
                    replica = Snapshot.of(replica).restore(new Replica(List.of(primitive)));
                }
                case "show", "ticket" -> {
                    flush(requests, told);
                    var seen = look.at(replica.machine(primitive), line);
                    told.add(seen == null ? "nothing" : words.tell(seen));
                }
                default -> requests.add(request(line));
            }
        }
        flush(requests, told);
        return told;
    }

    private void flush(List<Request> requests, List<String> told) {
        if (!requests.isEmpty()) {
            tell(replica.apply(new Entry(now, requests)), told);
            requests.clear();
        }
    }

    private void tell(Step step, List<String> told) {
        step.outcomes().forEach(outcome -> told.add(tell(outcome)));
        step.events().forEach(event -> told.add("! " + tell(event)));
    }

    private String tell(Outcome outcome) {
        return words.tell((Record) outcome.result()) + (outcome.replayed() ? " (as before)" : "");
    }

    private String tell(Event event) {
        return words.tell((Record) event);
    }

    private Request request(Words.Line line) {
        var command = command(line);
        var key = line.named("key", "");
        var session = command.session();
        var opening = line.has("implicit") && session != null ? new Opening(session, "", TTL_MILLIS) : null;
        return new Request(key.isEmpty() ? null : new RequestKey("", key), 0, opening, command);
    }

    private Command command(Words.Line line) {
        return switch (line.verb()) {
            case "open" -> new OpenSession(words.session(line.at(1)), line.at(1), TTL_MILLIS, Collections.emptyMap());
            case "end" -> new EndSession(words.session(line.at(1)));
            case "expire" -> expire(line);
            default ->
                words.<Command>read(
                        line, primitive.commands().stream().map(Tag::type).toList());
        };
    }

    private ExpireSession expire(Words.Line line) {
        var session = words.session(line.at(1));
        var view = replica.sessions().find(session);
        return new ExpireSession(session, view == null ? 0 : view.generation());
    }
}
