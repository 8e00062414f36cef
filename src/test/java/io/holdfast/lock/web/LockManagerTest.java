package io.holdfast.lock.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.web.EdgeTest;
import io.holdfast.web.Http;
import io.holdfast.web.Http.Answer;
import io.holdfast.web.ReplicaConsensus;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a lock manager does beyond taking one lock: modes, several at once, deadlocks, and taking locks back. */
@EdgeTest
class LockManagerTest {

    private final String disk = "disk-" + UUID.randomUUID();
    private final String tape = "tape-" + UUID.randomUUID();

    private final ReplicaConsensus consensus;
    private final Http http;

    LockManagerTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        this.consensus = consensus;
        this.http = new Http(port);
    }

    @BeforeEach
    void lead() {
        consensus.lead();
    }

    @Test
    void readersMaySeeWhoWillWriteAndOneOfThemDoes() {
        var writer = acquire(disk, "{\"owner\":\"w\",\"mode\":\"U\"}");
        var reader = acquire(disk, "{\"owner\":\"r\",\"mode\":\"S\"}");

        assertThat(acquire(disk, "{\"owner\":\"v\",\"mode\":\"U\"}").code()).isEqualTo("lock-held");
        assertThat(reader.string("token")).isEqualTo(writer.string("token"));
        assertThat(http.get("/api/v1/locks/" + disk).string("mode")).isEqualTo("U");
        assertThat(convert(disk, writer, "X", "0s").code()).isEqualTo("lock-held");

        release(disk, reader);
        var converted = convert(disk, writer, "X", "0s");

        assertThat(converted.status()).isEqualTo(200);
        assertThat(converted.string("mode")).isEqualTo("X");
        assertThat(Long.parseLong(converted.string("token"))).isGreaterThan(Long.parseLong(writer.string("token")));
    }

    @Test
    void aConversionThatWaitsIsAskedForByItsTicket() {
        var writer = acquire(disk, "{\"owner\":\"w\",\"mode\":\"U\"}");
        var reader = acquire(disk, "{\"owner\":\"r\",\"mode\":\"S\"}");

        var waiting = convert(disk, writer, "X", "1m");
        release(disk, reader);
        var answer = http.get("/api/v1/tickets/" + waiting.string("ticket"));

        assertThat(waiting.status()).isEqualTo(202);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.string("mode")).isEqualTo("X");
    }

    @Test
    void aConversionThatWasFasterThanItsCancellationIsTold() {
        var reader = acquire(disk, "{\"owner\":\"reader\",\"mode\":\"S\"}");
        var writer = acquire(disk, "{\"owner\":\"writer\",\"mode\":\"U\"}");
        var waiting = convert(disk, writer, "X", "1m");
        release(disk, reader);

        var cancelled =
                http.delete("/api/v1/tickets/" + waiting.string("ticket") + "?session=" + writer.string("session"));

        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.string("state")).isEqualTo("HELD");
        assertThat(cancelled.string("mode")).isEqualTo("X");
        assertThat(cancelled.string("token"))
                .isEqualTo(http.get("/api/v1/locks/" + disk).string("token"));
    }

    @Test
    void whoWaitsForALockThatIsKeptShutIsToldForHowLong() {
        var held = acquire(disk, "{\"owner\":\"alice\",\"minHold\":\"1h\"}");
        release(disk, held);

        var waiting = acquire(disk, "?poll=0s", "{\"owner\":\"bob\",\"wait\":\"1m\"}");

        assertThat(waiting.status()).isEqualTo(202);
        assertThat(waiting.json().path("why")).isEmpty();
        assertThat(waiting.json().path("delayRemainingMillis").asLong()).isBetween(1L, 3_600_000L);
    }

    @Test
    void whoWaitsIsToldHowLongTheSessionInTheWayLivesIfItIsSilent() {
        acquire(disk, "{\"owner\":\"alice\"}");

        var waiting = acquire(disk, "?poll=0s", "{\"owner\":\"bob\",\"wait\":\"1m\"}");

        assertThat(waiting.json().has("delayRemainingMillis")).isFalse();
        assertThat(waiting.json().at("/why/0/blockerSessionRemainingMillis").asLong())
                .isPositive();
    }

    @Test
    void severalLocksAreTakenAndGivenBackTogether() {
        var held = acquireAll("{\"owner\":\"alice\",\"locks\":[{\"name\":\"%s\"},{\"name\":\"%s\",\"mode\":\"S\"}]}"
                .formatted(tape, disk));

        assertThat(held.status()).isEqualTo(200);
        assertThat(held.json().at("/locks/0/lock").asString()).isEqualTo(disk);
        assertThat(held.json().at("/locks/0/mode").asString()).isEqualTo("S");
        assertThat(held.json().at("/locks/1/mode").asString()).isEqualTo("X");
        assertThat(held.json().at("/locks/1/token").asString()).isNotEmpty();

        var extended = http.post("/api/v1/locks/extend-all", grips(held, ",\"lease\":\"1m\""));
        assertThat(extended.json().path("leaseMillis").asLong()).isEqualTo(60_000);

        var released = http.post("/api/v1/locks/release-all", grips(held, ""));
        assertThat(released.string("state")).isEqualTo("RELEASED");
        assertThat(http.get("/api/v1/locks/" + tape).string("state")).isEqualTo("FREE");
    }

    @Test
    void whoWaitsForSeveralHoldsNoneAndIsToldOfAll() {
        var held = acquire(tape, "{\"owner\":\"alice\"}");

        var waiting = acquireAll("{\"owner\":\"bob\",\"wait\":\"1m\",\"locks\":[{\"name\":\"%s\"},{\"name\":\"%s\"}]}"
                .formatted(tape, disk));

        assertThat(waiting.status()).isEqualTo(202);
        assertThat(waiting.json().path("locks").size()).isEqualTo(2);
        assertThat(waiting.json().at("/why/0/lock").asString()).isEqualTo(tape);
        assertThat(http.get("/api/v1/locks/" + disk).string("state")).isEqualTo("FREE");

        release(tape, held);
        var answer = http.get("/api/v1/tickets/" + waiting.string("ticket"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("locks").size()).isEqualTo(2);
    }

    @Test
    void whoLetsOthersPassIsPassedAndShownAsSuch() {
        var tapeHeld = acquire(tape, "{\"owner\":\"alice\"}");
        var waiting = acquireAll(
                "{\"owner\":\"bob\",\"wait\":\"1m\",\"strategy\":\"skip\",\"locks\":[{\"name\":\"%s\"},{\"name\":\"%s\"}]}"
                        .formatted(tape, disk));

        var diskHeld = acquire(disk, "{\"owner\":\"carol\"}");
        acquire(disk, "?poll=0s", "{\"owner\":\"dave\",\"wait\":\"1m\"}");

        assertThat(waiting.status()).isEqualTo(202);
        assertThat(diskHeld.status()).isEqualTo(200);
        var seen = http.get("/api/v1/locks/" + disk).json();
        assertThat(seen.at("/waiters/0/strategy").asString()).isEqualTo("skip");
        assertThat(seen.at("/waiters/0/position").asInt()).isEqualTo(1);
        assertThat(seen.at("/waiters/1").has("strategy")).isFalse();
        assertThat(seen.at("/waiters/1/position").asInt()).isEqualTo(1);
        release(tape, tapeHeld);
        release(disk, diskHeld);
        assertThat(http.get("/api/v1/tickets/" + waiting.string("ticket")).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"owner\":\"a\"}                                              | \"locks\" is missing",
                "{\"owner\":\"a\",\"locks\":[]}                                 | a request asks for 1 to 64 locks",
                "{\"owner\":\"a\",\"locks\":[{\"name\":\"x\"},{\"name\":\"x\"}]} | a request names each lock once: x",
                "{\"owner\":\"a\",\"locks\":[{\"mode\":\"S\"}]}                 | \"name\" is missing",
                "{\"owner\":\"a\",\"locks\":[null]}                             | \"locks[]\" is missing",
                "{\"locks\":[{\"name\":\"x\"}]}                                 | \"owner\" is missing",
                "{\"owner\":\"a\",\"locks\":[{\"name\":\"x\"}],\"wate\":\"1s\"} | there is no field \"wate\" here"
            })
    void requestsForSeveralThatCannotBeReadAreExplained(String body, String detail) {
        var answer = acquireAll(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.detail()).startsWith(detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"owner\":\"a\",\"claim\":\"10ms\"}        | \"claim\" must be between 1s and 60s",
                "{\"owner\":\"a\",\"lockDelay\":\"61s\"}     | lockDelay must be between 0 and 60000 ms",
                "{\"owner\":\"a\",\"minHold\":\"2d\"}        | minHold must be between 0 and 86400000 ms",
                "{\"owner\":\"a\",\"deadlockPriority\":11}   | deadlockPriority must be between -10 and 10",
                "{\"owner\":\"a\",\"victimPolicy\":\"me\"}   | \"victimPolicy\" is one of youngest, self, not \"me\"",
                "{\"owner\":\"a\",\"strategy\":\"hurry\"}   | \"strategy\" is one of reserve, skip, not \"hurry\"",
                "{\"owner\":\"a\",\"onDeadlock\":\"panic\"}  | \"onDeadlock\" is one of fail-wait, end-session"
            })
    void termsThatCannotBeMetAreExplained(String body, String detail) {
        var answer = acquire(disk, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.detail()).startsWith(detail);
    }

    @Test
    void aDeadlockIsToldToWhoClosesItWithItsWholeCycle() {
        var alice = acquire(disk, "{\"owner\":\"alice\"}");
        var bob = acquire(tape, "{\"owner\":\"bob\"}");
        enqueue(tape, alice, "alice", "");

        var answer = enqueue(disk, bob, "bob", "");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("deadlock");
        assertThat(answer.json().at("/victim/owner").asString()).isEqualTo("bob");
        assertThat(answer.json().path("cycle").size()).isEqualTo(2);
        assertThat(answer.json().at("/cycle/0/waitsFor").asString()).isEqualTo(disk);
        assertThat(answer.json().at("/cycle/0/next/owner").asString()).isEqualTo("alice");
        assertThat(answer.json().at("/cycle/1/waitsFor").asString()).isEqualTo(tape);
        assertThat(answer.json().at("/heldByYou/0/lock").asString()).isEqualTo(tape);
        assertThat(answer.json().path("retryAfterMillis").asLong()).isEqualTo(100);
        var listed = http.get("/api/v1/deadlocks").json();
        assertThat(listed.at("/deadlocks/0/deadlock").asLong())
                .isEqualTo(answer.json().path("deadlock").asLong());
        assertThat(listed.path("found").asLong()).isPositive();
    }

    @Test
    void aWaitThatIsGivenUpLaterIsToldOnItsTicket() {
        var alice = acquire(disk, "{\"owner\":\"alice\"}");
        var bob = acquire(tape, "{\"owner\":\"bob\"}");
        var waiting = enqueue(disk, bob, "bob", "");

        assertThat(enqueue(tape, alice, "alice", "").status()).isEqualTo(202);

        var answer = http.get("/api/v1/tickets/" + waiting.string("ticket"));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("deadlock");
        assertThat(answer.json().at("/victim/owner").asString()).isEqualTo("bob");
    }

    @Test
    void aVictimMayHaveAskedThatItsSessionEnd() {
        var alice = acquire(disk, "{\"owner\":\"alice\"}");
        var bob = acquire(tape, "{\"owner\":\"bob\"}");
        var waiting = enqueue(tape, alice, "alice", "");

        enqueue(disk, bob, "bob", ",\"onDeadlock\":\"end-session\"");

        assertThat(http.get("/api/v1/sessions/" + bob.string("session")).code()).isEqualTo("session-gone");
        assertThat(http.get("/api/v1/tickets/" + waiting.string("ticket")).string("state"))
                .isEqualTo("HELD");
    }

    @Test
    void theWaitGraphIsShownInThreeForms() {
        acquire(disk, "{\"owner\":\"alice\"}");
        acquire(disk, "?poll=0s", "{\"owner\":\"bo\\\"b\",\"wait\":\"1m\",\"mode\":\"S\"}");

        var json = http.get("/api/v1/wait-graph?prefix=" + disk);
        var dot = http.get("/api/v1/wait-graph?format=dot&prefix=" + disk);
        var mermaid = http.get("/api/v1/wait-graph?format=mermaid&prefix=" + disk);

        assertThat(json.json().path("links").size()).isEqualTo(1);
        assertThat(json.json().at("/links/0/blocker").asString()).isEqualTo("alice");
        assertThat(json.json().at("/links/0/held/mode").asString()).isEqualTo("X");
        assertThat(dot.header("Content-Type")).startsWith("text/vnd.graphviz");
        assertThat(dot.text())
                .startsWith("digraph waits {\n  \"bo\\\"b (")
                .contains("-> \"alice (")
                .contains("[label=\"" + disk + " S held X\"]");
        assertThat(mermaid.header("Content-Type")).startsWith("text/plain");
        assertThat(mermaid.text())
                .startsWith("flowchart LR\n  n0[\"bo#quot;b (")
                .contains("n0 -->|");
        assertThat(http.get("/api/v1/wait-graph?format=pdf").status()).isEqualTo(400);
        assertThat(http.get("/api/v1/wait-graph?prefix=%20").status()).isEqualTo(400);
    }

    @Test
    void aTokenIsVerified() {
        var held = acquire(disk, "{\"owner\":\"alice\"}");
        var path = "/api/v1/locks/" + disk + "/fence";

        var current = http.get(path + "?token=" + held.string("token"));
        assertThat(current.json().path("valid").asBoolean()).isTrue();
        assertThat(current.json().at("/holders/0/owner").asString()).isEqualTo("alice");
        assertThat(http.get(path + "?token=1").json().path("valid").asBoolean(true))
                .isFalse();
        assertThat(http.get(path).json().has("valid")).isFalse();
        assertThat(http.get(path).string("token")).isEqualTo(held.string("token"));

        release(disk, held);
        assertThat(http.get(path + "?token=" + held.string("token"))
                        .json()
                        .path("valid")
                        .asBoolean(true))
                .isFalse();
    }

    @Test
    void aRequestMayDependOnATokenAndOtherwiseChangesNothing() {
        var held = acquire(disk, "{\"owner\":\"alice\"}");
        var fence = "lock=" + disk + ";token=" + held.string("token");

        var guarded = http.post("/api/v1/locks/" + tape + "/acquire", "{\"owner\":\"alice\"}", "If-Fence", fence);
        assertThat(guarded.status()).isEqualTo(200);
        release(tape, guarded);
        release(disk, held);

        var late = http.post("/api/v1/locks/" + tape + "/acquire", "{\"owner\":\"alice\"}", "If-Fence", fence);
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.code()).isEqualTo("guard-failed");
        assertThat(late.string("lock")).isEqualTo(disk);
        assertThat(http.get("/api/v1/locks/" + tape).string("state")).isEqualTo("FREE");
        assertThat(http.post("/api/v1/locks/" + tape + "/acquire", "{\"owner\":\"alice\"}", "If-Fence", "tape")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void whatASessionLosesStaysShutForAWhileAlsoForItsNamesake() {
        var opened = http.post("/api/v1/sessions", "{\"name\":\"worker\",\"lockDelay\":\"30s\"}");
        var holder = "{\"session\":\"" + opened.string("session") + "\",\"owner\":\"alice\"";
        acquire(disk, holder + "}");
        acquire(tape, holder + ",\"lockDelay\":\"0s\"}");

        http.delete("/api/v1/sessions/" + opened.string("session"));
        var namesake = http.post("/api/v1/sessions", "{\"name\":\"worker\"}").string("session");
        var refused = acquire(disk, "{\"session\":\"" + namesake + "\",\"owner\":\"alice\"}");

        assertThat(opened.json().path("lockDelayMillis").asLong()).isEqualTo(30_000);
        assertThat(refused.code()).isEqualTo("lock-held");
        assertThat(refused.json().path("delayRemainingMillis").asLong()).isBetween(1L, 30_000L);
        assertThat(http.get("/api/v1/locks/" + tape).string("state")).isEqualTo("FREE");
    }

    @Test
    void holdersAreAskedToGiveALockUpAndSeeIt() {
        var held = acquire(disk, "{\"owner\":\"alice\",\"comment\":\"nightly run\"}");
        var path = "/api/v1/locks/" + disk + "/revoke-request";

        var asked = http.post(path, "{\"reason\":\"maintenance\",\"grace\":\"1m\"}");

        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.string("state")).isEqualTo("REVOKE_REQUESTED");
        var seen = http.get("/api/v1/locks/" + disk).json();
        assertThat(seen.at("/holders/0/revoke/reason").asString()).isEqualTo("maintenance");
        assertThat(seen.at("/holders/0/comment").asString()).isEqualTo("nightly run");
        release(disk, held);
        assertThat(http.post(path, "{\"reason\":\"maintenance\"}").code()).isEqualTo("not-held");
        assertThat(http.post(path, "{}").detail()).startsWith("\"reason\" is missing");
    }

    @Test
    void aLockIsTakenByForceAndItIsKeptOnRecord() {
        var session = http.post("/api/v1/sessions", "{}").string("session");
        var held = acquire(disk, "{\"session\":\"" + session + "\",\"owner\":\"alice\"}");

        var taken = http.post(
                "/api/v1/locks/" + disk + "/force-release",
                "{\"reason\":\"stuck\",\"by\":\"olga\",\"token\":\"" + held.string("token")
                        + "\",\"lockDelay\":\"30s\"}");

        assertThat(taken.string("state")).isEqualTo("FORCE_RELEASED");
        assertThat(release(disk, held).code()).isEqualTo("lock-lost");
        assertThat(http.get("/api/v1/locks/" + disk).string("state")).isEqualTo("DELAYED");
        var refused = acquire(disk, "{\"owner\":\"bob\"}");
        assertThat(refused.code()).isEqualTo("lock-held");
        assertThat(refused.json().path("delayRemainingMillis").asLong()).isBetween(1L, 30_000L);
        var record = http.get("/api/v1/force-releases").json().at("/forcedReleases/0");
        assertThat(record.path("lock").asString()).isEqualTo(disk);
        assertThat(record.path("reason").asString()).isEqualTo("stuck");
        assertThat(record.path("by").asString()).isEqualTo("olga");
        assertThat(record.at("/holder/owner").asString()).isEqualTo("alice");
    }

    private Answer acquire(String lock, String body) {
        return acquire(lock, "", body);
    }

    private Answer acquire(String lock, String query, String body) {
        return http.post("/api/v1/locks/" + lock + "/acquire" + query, body);
    }

    private Answer acquireAll(String body) {
        return http.post("/api/v1/locks/acquire-all?poll=0s", body);
    }

    private Answer enqueue(String lock, Answer holder, String owner, String more) {
        return acquire(
                lock,
                "?poll=0s",
                "{\"session\":\"%s\",\"owner\":\"%s\",\"wait\":\"1m\"%s}"
                        .formatted(holder.string("session"), owner, more));
    }

    private Answer convert(String lock, Answer held, String to, String wait) {
        return http.post(
                "/api/v1/locks/" + lock + "/convert?poll=0s",
                "{\"session\":\"%s\",\"token\":\"%s\",\"to\":\"%s\",\"wait\":\"%s\"}"
                        .formatted(held.string("session"), held.string("token"), to, wait));
    }

    private Answer release(String lock, Answer held) {
        return http.post(
                "/api/v1/locks/" + lock + "/release",
                "{\"session\":\"%s\",\"token\":\"%s\"}".formatted(held.string("session"), held.string("token")));
    }

    private static String grips(Answer held, String more) {
        var locks = new StringBuilder();
        for (var grant : held.json().path("locks")) {
            locks.append(locks.isEmpty() ? "" : ",")
                    .append("{\"name\":\"%s\",\"token\":\"%s\"}"
                            .formatted(
                                    grant.path("lock").asString(),
                                    grant.path("token").asString()));
        }
        return "{\"session\":\"%s\",\"locks\":[%s]%s}".formatted(held.string("session"), locks, more);
    }
}
