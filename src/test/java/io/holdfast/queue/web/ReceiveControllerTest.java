package io.holdfast.queue.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.NoLeaderException;
import io.holdfast.queue.QueueCommand;
import io.holdfast.web.EdgeTest;
import io.holdfast.web.Http;
import io.holdfast.web.ReplicaConsensus;
import io.holdfast.web.ReplicaDataGroups;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

@EdgeTest
class ReceiveControllerTest {

    private static final AtomicInteger QUEUES = new AtomicInteger();

    private final ReplicaConsensus consensus;
    private final ReplicaDataGroups groups;
    private final WaitingRoom room;
    private final MeterRegistry meters;
    private final int port;
    private final Http http;
    private final String queue = "/api/v1/queues/received-" + QUEUES.incrementAndGet();

    ReceiveControllerTest(
            @Autowired ReplicaConsensus consensus,
            @Autowired ReplicaDataGroups groups,
            @Autowired WaitingRoom room,
            @Autowired MeterRegistry meters,
            @LocalServerPort int port) {
        this.consensus = consensus;
        this.groups = groups;
        this.room = room;
        this.meters = meters;
        this.port = port;
        http = new Http(port);
    }

    @BeforeEach
    void create() {
        settle();
        http.put(queue, "{}");
    }

    @AfterEach
    void settle() {
        consensus.lead();
        for (int i = 0; i < groups.count(); i++) {
            groups.group(i).lead(true);
            groups.group(i).beHere(true);
            groups.group(i).forget();
        }
    }

    private void send(int messages) {
        for (int i = 0; i < messages; i++) {
            assertThat(http.post(queue + "/messages", "{\"n\": " + i + "}").status())
                    .isEqualTo(201);
        }
    }

    private Http.Answer receive(String body) {
        return http.post(queue + "/receive", body);
    }

    private CompletableFuture<Http.Answer> receiving(String body) {
        int before = room.taken();
        var answer = CompletableFuture.supplyAsync(
                () -> receive(body), task -> Thread.ofVirtual().start(task));
        await(() -> room.taken() > before || answer.isDone());
        return answer;
    }

    /** One that has looked already: before it does so it may find a message that is due to somebody who came earlier. */
    private CompletableFuture<Http.Answer> sleeping(String body) {
        int before = room.sleeping();
        var answer = receiving(body);
        await(() -> room.sleeping() > before || answer.isDone());
        return answer;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static String receipt(Http.Answer received) {
        return received.json().at("/messages/0/receipt").asString();
    }

    private long appended() {
        return IntStream.range(0, groups.count())
                .mapToLong(i -> groups.group(i).appended().size())
                .sum();
    }

    @Test
    void asManyAsAreAskedForAreHandedOut() {
        send(5);

        assertThat(receive("{\"max\": 3}").json().path("messages").size()).isEqualTo(3);
        assertThat(receive("{\"max\": 3}").json().path("messages").size()).isEqualTo(2);
        assertThat(receive("{\"max\": 3}").status()).isEqualTo(204);
    }

    @Test
    void lookingIntoAnEmptyQueueCostsNothing() {
        settle();

        assertThat(receive("{}").status()).isEqualTo(204);
        assertThat(receive("{\"wait\": \"100ms\"}").status()).isEqualTo(204);

        assertThat(appended()).isZero();
    }

    @Test
    void aMessageIsHiddenForAsLongAsWasAskedFor() {
        send(1);

        var message = receive("{\"visibility\": \"2m\"}").json().at("/messages/0");

        assertThat(message.path("visibilityMillis").asLong()).isEqualTo(120_000);
        assertThat(message.path("fence").isString()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"max\": 0}",
                "{\"max\": 101}",
                "{\"wait\": \"21s\"}",
                "{\"visibility\": \"500ms\"}",
                "{\"shard\": 1}",
                "{\"most\": 1}"
            })
    void whatMakesNoSenseIsRefused(String body) {
        assertThat(receive(body).status()).isEqualTo(400);
    }

    @Test
    void allShardsAreLookedThrough() {
        http.put(queue + "w", "{\"shards\": 6}");
        var messages = IntStream.range(0, 30)
                .mapToObj(i -> "{\"body\": " + i + "}")
                .collect(Collectors.joining(",", "{\"messages\": [", "]}"));
        http.post(queue + "w/messages/batch", messages);
        groups.group(0).lead(false);
        groups.group(1).beHere(false);

        var all = http.post(queue + "w/receive", "{\"max\": 100}");

        assertThat(all.json().path("messages").size()).isEqualTo(30);
        assertThat(http.post(queue + "w/receive", "{\"max\": 100}").status()).isEqualTo(204);
    }

    @Test
    void oneShardCanBeChosen() {
        http.put(queue + "w", "{\"shards\": 2}");
        http.post(queue + "w/messages", "{}", "Idempotency-Key", queue + "a");
        var id = http.get(queue + "w/messages").json().at("/messages/0/id").asString();
        int full = id.charAt(0) - '0';

        assertThat(http.post(queue + "w/receive", "{\"shard\": " + (1 - full) + "}")
                        .status())
                .isEqualTo(204);
        assertThat(http.post(queue + "w/receive", "{\"shard\": " + full + "}").status())
                .isEqualTo(200);
    }

    @Test
    void aReceiveWaitsForAMessage() {
        var answer = receiving("{\"wait\": \"10s\"}");

        send(1);

        assertThat(answer.join().status()).isEqualTo(200);
    }

    @Test
    void thoseWhoWaitAreServedInTheirOrderOneForOne() {
        var first = IntStream.range(0, 3)
                .mapToObj(_ -> sleeping("{\"wait\": \"20s\"}"))
                .toList();
        var last = IntStream.range(0, 2)
                .mapToObj(_ -> sleeping("{\"wait\": \"2s\"}"))
                .toList();

        send(3);

        assertThat(first).allMatch(one -> one.join().status() == 200);
        assertThat(last).allMatch(one -> one.join().status() == 204);
        assertThat(room.taken()).isZero();
    }

    @Test
    void aDelayedMessageWakesWhoeverWaits() {
        var answer = receiving("{\"wait\": \"10s\"}");

        http.post(queue + "/messages?delay=200ms", "{}");

        assertThat(answer.join().status()).isEqualTo(200);
    }

    @Test
    void whoWaitsWhereThereIsNoCopyIsServedToo() {
        for (int i = 0; i < groups.count(); i++) {
            groups.group(i).beHere(false);
        }
        var answer = receiving("{\"wait\": \"10s\"}");

        send(1);

        assertThat(answer.join().status()).isEqualTo(200);
    }

    @Test
    void whoWaitsWhereSomebodyElseLeadsIsServedToo() {
        for (int i = 0; i < groups.count(); i++) {
            groups.group(i).lead(false);
        }
        var answer = receiving("{\"wait\": \"10s\"}");

        send(1);

        assertThat(answer.join().status()).isEqualTo(200);
    }

    @Test
    void nothingIsHandedToAClientThatHasGone() throws IOException {
        int before = room.taken();
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write(("POST " + queue + "/receive?wait=10s HTTP/1.1\r\nHost: x\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            await(() -> room.taken() > before);
        }
        await(() -> room.taken() == before);
        send(1);

        assertThat(receive("{}").json().at("/messages/0/attempt").asInt()).isEqualTo(1);
    }

    @Test
    void whatCouldNotBeWrittenIsGivenBackWithoutAnAttempt() throws IOException {
        send(1);

        receiveAndGo("");

        await(() -> inState("ready") == 1);
        assertThat(receive("{}").json().at("/messages/0/attempt").asInt()).isEqualTo(1);
    }

    @Test
    void whatCouldNotBeWrittenIsKeptForAClientThatCanRepeatItsRequest() throws IOException {
        send(1);

        receiveAndGo("Idempotency-Key: again\r\n");
        var repeated = http.post(queue + "/receive", "{}", "Idempotency-Key", "again");

        assertThat(repeated.header("Idempotency-Replayed")).isEqualTo("true");
        var settled = http.post(queue + "/settle", "{\"acks\": [\"%s\"]}".formatted(receipt(repeated)));
        assertThat(settled.json().at("/outcomes/0/outcome").asString()).isEqualTo("done");
    }

    private int inState(String state) {
        return http.get(queue + "/stats").json().path(state).asInt();
    }

    /** Takes a message and has gone by then. Returns when it was tried to hand it over. */
    private void receiveAndGo(String header) throws IOException {
        long before = receives();
        try (var socket = new Socket("127.0.0.1", port)) {
            for (int i = 0; i < groups.count(); i++) {
                groups.group(i).beforeNext(() -> close(socket));
            }
            socket.getOutputStream()
                    .write(("POST " + queue + "/receive HTTP/1.1\r\nHost: x\r\n" + header
                                    + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                            .getBytes(StandardCharsets.US_ASCII));
            await(() -> receives() > before);
        }
    }

    private long receives() {
        return meters.find("http.server.requests").timers().stream()
                .filter(timer -> timer.getId().getTag("uri").endsWith("/receive"))
                .mapToLong(Timer::count)
                .sum();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theQueryCanSayItAndTheBodyOfAMessageCanBeTheAnswer() {
        http.post(queue + "/messages", "[1,  2]", "Holdfast-Attribute-n", "%C3%A4", "Holdfast-Group", "g");

        var raw = http.send(http.request(queue + "/receive?raw=true&visibility=1m&consumer=c&wait=1s&max=1")
                .POST(BodyPublishers.noBody()));

        assertThat(raw.status()).isEqualTo(200);
        assertThat(raw.text()).isEqualTo("[1,  2]");
        assertThat(raw.header("Content-Type")).isEqualTo("application/json");
        assertThat(raw.header("Holdfast-Visibility-Millis")).isEqualTo("60000");
        assertThat(raw.header("Holdfast-Attempt")).isEqualTo("1");
        assertThat(raw.header("Holdfast-Attribute-n")).isEqualTo("%C3%A4");
        assertThat(raw.header("Holdfast-Group")).isEqualTo("g");
        var seen = http.get(queue + "/messages?bodies=true").json().at("/messages/0");
        assertThat(seen.at("/attributes/n").asString()).isEqualTo("ä");
        assertThat(seen.path("consumer").asString()).isEqualTo("c");
        assertThat(seen.path("state").asString()).isEqualTo("in-flight");
        assertThat(http.delete(queue + "/receipts/" + raw.header("Holdfast-Receipt"))
                        .status())
                .isEqualTo(204);
        assertThat(http.send(http.request(queue + "/receive?raw=true&max=2").POST(BodyPublishers.noBody()))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void messagesCanBeLines() {
        send(2);

        var lines = http.post(queue + "/receive", "{\"max\": 5}", "Accept", "application/x-ndjson");

        assertThat(lines.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(lines.text()
                        .lines()
                        .map(line ->
                                JsonMapper.shared().readTree(line).at("/body/n").asInt()))
                .containsExactly(0, 1);
    }

    @Test
    void aRepetitionIsGivenTheSameMessages() {
        send(2);

        var first = http.post(queue + "/receive", "{}", "Idempotency-Key", queue);
        var again = http.post(queue + "/receive", "{}", "Idempotency-Key", queue);

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void aPausedQueueHandsNothingOutAndMayHaveTooMuchInFlight() {
        http.put(queue, "{\"inFlightMax\": 1}");
        send(2);
        receive("{}");

        assertThat(receive("{}").code()).isEqualTo("too-many-in-flight");
        http.post(queue + "/pause", "{\"receive\": true}");
        assertThat(receive("{}").code()).isEqualTo("queue-paused");
    }

    @Test
    void withoutALeaderNobodyIsToldThatThereIsNothing() {
        for (int i = 0; i < groups.count(); i++) {
            groups.group(i).failNext(() -> new NoLeaderException("nobody leads"));
        }

        assertThat(receive("{}").code()).isEqualTo("no-leader");
    }

    @Test
    void decisionsAreToldEachByItself() {
        send(6);
        var receipts = receive("{\"max\": 6}")
                .json()
                .path("messages")
                .valueStream()
                .map(message -> message.path("receipt").asString())
                .toList();
        http.delete(queue + "/receipts/" + receipts.getFirst());

        var settled = http.post(queue + "/settle", """
                {"acks": ["%s", "%s"], "fails": [{"receipt": "%s", "delay": "0s", "reason": "x"}],
                 "releases": [{"receipt": "%s", "delay": "1h"}], "extends": [{"receipt": "%s", "visibility": "1m"}],
                 "dead": [{"receipt": "%s", "reason": "y"}]}""".formatted(receipts.toArray()));

        assertThat(settled.status()).as(settled.text()).isEqualTo(200);
        assertThat(settled.json()
                        .path("outcomes")
                        .valueStream()
                        .map(one -> one.path("outcome").asString()))
                .containsExactly("already", "done", "done", "done", "done", "done");
        assertThat(settled.json()
                        .path("outcomes")
                        .valueStream()
                        .map(one -> one.path("receipt").asString()))
                .containsExactlyElementsOf(receipts);
        var stats = http.get(queue + "/stats").json();
        assertThat(List.of("ready", "inFlight", "delayed", "dead"))
                .map(state -> stats.path(state).asInt())
                .containsExactly(1, 1, 1, 1);
    }

    @Test
    void aTurnTakesOneStepOfOneShard() {
        send(2);
        var first = receive("{}");
        settle();

        var turn = http.post(
                queue + "/settle", "{\"acks\": [\"" + receipt(first) + "\"], \"receive\": {\"wait\": \"1s\"}}");

        assertThat(turn.json().at("/outcomes/0/outcome").asString()).isEqualTo("done");
        assertThat(turn.json().at("/messages/0/body/n").asInt()).isEqualTo(1);
        assertThat(appended()).isEqualTo(1);
    }

    @Test
    void aTurnWaitsAsAReceiveDoes() {
        send(1);
        var first = receive("{}");
        var turn = CompletableFuture.supplyAsync(() -> http.post(
                queue + "/settle", "{\"acks\": [\"" + receipt(first) + "\"], \"receive\": {\"wait\": \"10s\"}}"));
        await(() -> room.taken() > 0);

        send(1);

        assertThat(turn.join().json().path("messages").size()).isEqualTo(1);
    }

    @Test
    void whatWasSettledIsToldWhateverComesOfTheReceive() {
        send(1);
        var first = receive("{}");
        http.post(queue + "/pause", "{}");

        var settled = http.post(
                queue + "/settle",
                "{\"acks\": [\"" + receipt(first) + "\"], \"receive\": {\"visibility\": \"1m\", \"max\": 2}}");

        assertThat(settled.status()).isEqualTo(200);
        assertThat(settled.json().at("/outcomes/0/outcome").asString()).isEqualTo("done");
        assertThat(settled.json().path("messages").size()).isZero();
        assertThat(settled.string("receiveCode")).isEqualTo("queue-paused");
    }

    @Test
    void decisionsAreGroupedByShard() {
        http.put(queue + "w", "{\"shards\": 6}");
        var messages = IntStream.range(0, 30)
                .mapToObj(i -> "{\"body\": " + i + "}")
                .collect(Collectors.joining(",", "{\"messages\": [", "]}"));
        http.post(queue + "w/messages/batch", messages);
        var receipts = http.post(queue + "w/receive", "{\"max\": 100}")
                .json()
                .path("messages")
                .valueStream()
                .map(message -> message.path("receipt").toString())
                .collect(Collectors.joining(","));
        settle();

        var settled = http.post(queue + "w/settle", "{\"acks\": [" + receipts + "]}");

        assertThat(settled.json()
                        .path("outcomes")
                        .valueStream()
                        .map(one -> one.path("outcome").asString()))
                .hasSize(30)
                .containsOnly("done");
        assertThat(appended()).isLessThanOrEqualTo(6);
    }

    @Test
    void whatCannotBeReachedIsToldByItself() {
        http.put(queue + "w", "{\"shards\": 3}");
        var messages = IntStream.range(0, 30)
                .mapToObj(i -> "{\"body\": " + i + "}")
                .collect(Collectors.joining(",", "{\"messages\": [", "]}"));
        http.post(queue + "w/messages/batch", messages);
        var receipts = http.post(queue + "w/receive", "{\"max\": 100}")
                .json()
                .path("messages")
                .valueStream()
                .map(message -> message.path("receipt").toString())
                .collect(Collectors.joining(","));
        groups.group(0).failNext(() -> new NoLeaderException("nobody leads"));

        var settled = http.post(queue + "w/settle", "{\"acks\": [" + receipts + "]}");

        assertThat(settled.status()).isEqualTo(200);
        assertThat(settled.text()).contains("\"done\"").contains("\"unavailable\"");
    }

    @Test
    void oneMessageIsSettledByItsReceipt() {
        http.put(queue, "{\"failuresMax\": 1}");
        send(4);
        var receipts = receive("{\"max\": 4}")
                .json()
                .path("messages")
                .valueStream()
                .map(message -> queue + "/receipts/" + message.path("receipt").asString())
                .toList();

        var extended = http.send(http.request(receipts.get(0), "Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString("{\"visibility\": \"1h\"}")));
        var failed = http.send(http.request(receipts.get(1) + "/fail").POST(BodyPublishers.noBody()));
        var released = http.post(receipts.get(2) + "/release", "{\"delay\": \"1h\"}");
        var buried = http.post(receipts.get(3) + "/dead", "{\"reason\": \"no order\"}");

        assertThat(extended.string("verdict")).isEqualTo("extend");
        assertThat(failed.string("verdict")).isEqualTo("fail");
        assertThat(released.string("verdict")).isEqualTo("release");
        assertThat(buried.string("verdict")).isEqualTo("bury");
        assertThat(http.get(queue + "/messages?state=dead")
                        .json()
                        .path("messages")
                        .size())
                .isEqualTo(2);
        assertThat(http.delete(receipts.get(0)).status()).isEqualTo(204);
        assertThat(http.delete(receipts.get(0)).status()).isEqualTo(204);
        var stale = http.delete(receipts.get(3));
        assertThat(stale.status()).isEqualTo(410);
        assertThat(stale.code()).isEqualTo("stale-receipt");
    }

    @Test
    void aReceiptOfAnEarlierGrantIsStale() {
        send(1);
        var first = receive("{\"visibility\": \"1s\"}");
        for (int i = 0; i < groups.count(); i++) {
            // It comes back, which is a failure, and then its back-off has to pass.
            groups.group(i).pass(Duration.ofSeconds(5));
            groups.group(i).pass(Duration.ofSeconds(5));
        }
        var second = receive("{}");

        assertThat(second.json().at("/messages/0/attempt").asInt()).isEqualTo(2);
        assertThat(http.delete(queue + "/receipts/" + receipt(first)).code()).isEqualTo("stale-receipt");
        assertThat(http.delete(queue + "/receipts/" + receipt(second)).status()).isEqualTo(204);
    }

    @Test
    void settlementsHaveLimits() {
        var receipts = IntStream.rangeClosed(0, 100)
                .mapToObj(i -> '"' + new Receipt(0, i + 1, 1, 1).toString() + '"')
                .collect(Collectors.joining(","));

        assertThat(http.post(queue + "/settle", "{\"acks\": [" + receipts + "]}")
                        .detail())
                .contains("at most 100");
        assertThat(http.post(queue + "/settle", "{}").status()).isEqualTo(400);
        assertThat(http.post(queue + "/settle", "{\"acks\": [\"x\"]}").status()).isEqualTo(400);
        assertThat(http.post(queue + "/settle", "{\"extends\": [{\"receipt\": \"x\"}]}")
                        .status())
                .isEqualTo(400);
        assertThat(http.post(queue + "/settle", "{\"fails\": [{}]}").detail()).contains("receipt");
    }

    /** The commands that a receive is made of carry numbers that nobody can guess. */
    @Test
    void noTwoGrantsHaveTheSameNonce() {
        send(2);
        settle();
        receive("{}");
        receive("{}");

        var nonces = IntStream.range(0, groups.count())
                .boxed()
                .flatMap(i -> groups.group(i).appended().stream())
                .map(request -> request.command() instanceof QueueCommand.Receive asked ? asked.nonce() : 0L)
                .toList();

        assertThat(nonces).hasSize(2).doesNotHaveDuplicates().doesNotContain(0L);
    }
}
