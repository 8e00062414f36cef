package io.holdfast.membership.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.web.EdgeTest;
import io.holdfast.web.Http;
import io.holdfast.web.Http.Answer;
import io.holdfast.web.ReplicaConsensus;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@EdgeTest
class GroupControllerTest {

    /** Every test has its own group, because all share one cluster. */
    private final String group = "/api/v1/groups/group-" + UUID.randomUUID();

    private final ReplicaConsensus consensus;
    private final Http http;

    GroupControllerTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        this.consensus = consensus;
        this.http = new Http(port);
    }

    @BeforeEach
    void lead() {
        consensus.lead();
    }

    @Test
    void aMemberJoinsAndSaysSomethingElse() {
        var session = session();

        var joined = join("w1", session, "one");
        var updated = join("w1", session, "two");

        assertThat(joined.status()).isEqualTo(201);
        assertThat(joined.header("Location")).isEqualTo(group);
        assertThat(joined.json().path("version").isString()).isTrue();
        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.string("joined")).isEqualTo(joined.string("joined"));
        assertThat(http.get(group).json().at("/members/0/value").asString()).isEqualTo("two");
    }

    @Test
    void aNameIsTakenAsLongAsItsSessionLives() {
        var first = session();
        join("w1", first, "one");

        var taken = join("w1", session(), "mine");
        http.delete("/api/v1/sessions/" + first);
        var free = join("w1", session(), "mine");

        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.code()).isEqualTo("member-taken");
        assertThat(free.status()).isEqualTo(201);
    }

    @Test
    void membersStandInTheOrderInWhichTheyJoined() {
        var session = session();
        join("b", session, "");
        join("a", session, "");
        join("c", session, "");

        var first = http.get(group + "?limit=2");
        var second = http.get(group + "?limit=2&cursor=" + first.string("cursor"));

        assertThat(first.json().path("memberCount").asInt()).isEqualTo(3);
        assertThat(first.json().at("/members/0/member").asString()).isEqualTo("b");
        assertThat(first.json().at("/members/1/member").asString()).isEqualTo("a");
        assertThat(second.json().at("/members/0/member").asString()).isEqualTo("c");
        assertThat(second.json().path("cursor").isNull()).isTrue();
    }

    @Test
    void watchersAreToldOfEachChangeAndOfTheLastMembersLeaving() throws Exception {
        var session = session();
        var joined = join("w1", session, "");
        var watching = CompletableFuture.supplyAsync(
                () -> http.get(group + "?wait=20s&after=" + joined.string("version")), Thread::startVirtualThread);

        http.delete("/api/v1/sessions/" + session);

        var answer = watching.get(20, TimeUnit.SECONDS);
        assertThat(answer.json().path("memberCount").asInt()).isZero();
        assertThat(Long.parseLong(answer.string("version"))).isGreaterThan(Long.parseLong(joined.string("version")));
    }

    @Test
    void watchersAreAnsweredInTimeAlsoWhenNothingHappens() {
        var joined = join("w1", session(), "");

        var answer = http.get(group + "?wait=50ms&after=" + joined.string("version"));

        assertThat(answer.string("version")).isEqualTo(joined.string("version"));
    }

    @Test
    void aMemberLeavesByItsSessionOnly() {
        var session = session();
        join("w1", session, "");
        var path = group + "/members/w1?session=";

        assertThat(http.delete(path + session()).code()).isEqualTo("member-taken");
        assertThat(http.delete(path + session).string("state")).isEqualTo("LEFT");
        assertThat(http.delete(path + session).code()).isEqualTo("member-unknown");
    }

    @Test
    void whatCannotBeAskedIsRefused() {
        var session = session();
        assertThat(http.put(group + "/members/w1", "{}").detail()).contains("session");
        assertThat(join("w1", session, "v".repeat(1_025)).status()).isEqualTo(400);
        assertThat(http.put(group + "/members/a%20b", "{\"session\":\"%s\"}".formatted(session))
                        .status())
                .isEqualTo(400);
        http.delete("/api/v1/sessions/" + session);
        assertThat(join("w1", session, "").code()).isEqualTo("session-gone");
    }

    @Test
    void aSessionShowsWhatItIsAMemberOf() {
        var session = session();
        join("w1", session, "here");

        var answer = http.get("/api/v1/sessions/" + session).json();

        assertThat(answer.at("/memberships/0/member").asString()).isEqualTo("w1");
        assertThat(answer.at("/memberships/0/value").asString()).isEqualTo("here");
    }

    @Test
    void groupsAreListedWhileTheyHaveMembers() {
        var name = group.substring(group.lastIndexOf('/') + 1);
        var session = session();
        join("w1", session, "");

        var full = http.get("/api/v1/groups?prefix=" + name).json();
        http.delete("/api/v1/sessions/" + session);
        var none = http.get("/api/v1/groups?prefix=" + name).json();

        assertThat(full.at("/groups/0/group").asString()).isEqualTo(name);
        assertThat(full.at("/groups/0/memberCount").asInt()).isEqualTo(1);
        assertThat(none.path("groups").size()).isZero();
    }

    private String session() {
        return http.post("/api/v1/sessions", "{}").string("session");
    }

    private Answer join(String member, String session, String value) {
        return http.put(
                group + "/members/" + member, "{\"session\":\"%s\",\"value\":\"%s\"}".formatted(session, value));
    }
}
