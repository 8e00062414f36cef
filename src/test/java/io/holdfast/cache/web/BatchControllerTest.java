package io.holdfast.cache.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.web.EdgeTest;
import io.holdfast.web.Http;
import io.holdfast.web.ReplicaConsensus;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Many entries at once, numbers, patches, purges, and caches themselves. */
@EdgeTest
class BatchControllerTest {

    private static final AtomicInteger CACHES = new AtomicInteger();

    private final Http http;
    private final String cache = "/api/v1/caches/many-" + CACHES.incrementAndGet();

    BatchControllerTest(@Autowired ReplicaConsensus consensus, @LocalServerPort int port) {
        consensus.lead();
        http = new Http(port);
    }

    @BeforeEach
    void create() {
        http.put(cache, "{}");
    }

    private Http.Answer patch(String key, String patch, String... headers) {
        return http.send(http.request(cache + "/entries/" + key, headers)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(patch)));
    }

    @Test
    void eachOfABatchIsToldForItself() {
        http.put(cache + "/entries/a", "1");

        var answer = http.post(cache + "/entries/batch-put", """
                {"items": [{"key": "a", "value": {"price": 1.5}}, {"key": "b", "value": "AP8=", "valueEncoding": "base64"},
                 {"key": "c", "value": "text", "ifMatch": "77"}, {"key": "d", "absent": true}]}""");
        var read = http.post(cache + "/entries/batch-get", """
                {"keys": ["a", "b", "c", "d"]}""");

        assertThat(answer.json().findValuesAsString("status")).containsExactly("200", "201", "412", "201");
        assertThat(read.text()).contains("\"value\":{\"price\":1.5}");
        assertThat(read.json().at("/items/1/value").asString()).isEqualTo("AP8=");
        assertThat(read.json().at("/items/1/valueEncoding").asString()).isEqualTo("base64");
        assertThat(read.json().at("/items/2/code").asString()).isEqualTo("entry-unknown");
        assertThat(read.json().at("/items/3/code").asString()).isEqualTo("entry-absent");
    }

    @Test
    void anAtomicBatchIsDoneWhollyOrNotAtAll() {
        var refused = http.post(cache + "/entries/batch-put", """
                {"atomic": true, "items": [{"key": "{a}x", "value": 1}, {"key": "{a}y", "value": 2, "ifMatch": "7"}]}""");
        var nothing = http.get(cache + "/entries/%7Ba%7Dx");
        var done = http.post(cache + "/entries/batch-put", """
                {"atomic": true, "items": [{"key": "{a}x", "value": 1}, {"key": "{a}y", "value": 2}]}""");

        assertThat(refused.json().findValuesAsString("status")).containsExactly("424", "412");
        assertThat(nothing.status()).isEqualTo(404);
        assertThat(done.json().at("/items/0/version").asString())
                .isEqualTo(done.json().at("/items/1/version").asString());
    }

    @Test
    void whatLivesApartCannotBeAtomic() {
        var refused = http.post(cache + "/entries/batch-delete", """
                {"atomic": true, "items": [{"key": "a"}, {"key": "b"}, {"key": "c"}, {"key": "d"}, {"key": "e"}]}""");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("keys-apart");
    }

    @Test
    void aBatchThatIsRepeatedUnderItsKeyIsDoneOnce() {
        var body = """
                {"items": [{"key": "a", "value": 1}, {"key": "b", "value": 2}]}""";

        var first = http.post(cache + "/entries/batch-put", body, "Idempotency-Key", "batch-" + cache);
        var again = http.post(cache + "/entries/batch-put", body, "Idempotency-Key", "batch-" + cache);

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void aKeyStandsOnceInABatch() {
        var refused = http.post(cache + "/entries/batch-delete", """
                {"items": [{"key": "a"}, {"key": "a"}]}""");

        assertThat(refused.status()).isEqualTo(400);
    }

    @Test
    void numbersAreCountedWhereTheyAre() {
        var first = http.post(cache + "/entries/hits/increment", "{\"by\": 5}");
        var second = http.send(http.request(cache + "/entries/hits/increment").POST(BodyPublishers.noBody()));
        var less = http.post(cache + "/entries/hits/increment", "{\"by\": -10}");

        assertThat(first.string("value")).isEqualTo("5");
        assertThat(second.string("value")).isEqualTo("6");
        assertThat(less.string("value")).isEqualTo("-4");
        assertThat(http.get(cache + "/entries/hits").text()).isEqualTo("-4");
    }

    @Test
    void aPatchChangesPartsAndKeepsTheRest() {
        http.put(
                cache + "/entries/alice",
                "{\"name\": \"Alice\", \"price\": 1.10, \"mail\": {\"home\": \"a\", \"work\": \"b\"}}",
                "Cache-Control",
                "max-age=60",
                "Cache-Tag",
                "people");

        var patched = patch("alice", "{\"mail\": {\"home\": null}, \"age\": 7}");

        var read = http.get(cache + "/entries/alice");
        assertThat(patched.status()).isEqualTo(204);
        assertThat(read.text()).isEqualTo("{\"name\":\"Alice\",\"price\":1.10,\"mail\":{\"work\":\"b\"},\"age\":7}");
        assertThat(read.header("Cache-Tag")).isEqualTo("people");
        assertThat(read.header("Cache-Control")).matches("max-age=(59|60)");
    }

    @Test
    void whatIsNoJsonCannotBePatched() {
        http.send(http.request(cache + "/entries/text")
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString("hello {")));

        assertThat(patch("text", "{}").code()).isEqualTo("not-json");
        assertThat(patch("nobody", "{}").code()).isEqualTo("entry-unknown");
        http.put(cache + "/entries/json", "{}");
        assertThat(patch("json", "{").status()).isEqualTo(400);
    }

    @Test
    void aPatchUnderAConditionIsNotTriedAgain() {
        http.put(cache + "/entries/alice", "{}");

        assertThat(patch("alice", "{\"a\": 1}", "If-Match", "\"77\"").status()).isEqualTo(412);
    }

    @Test
    void aPurgeEndsWhatCarriesTheTag() {
        http.put(cache + "/entries/a", "1", "Cache-Tag", "people");
        http.put(cache + "/entries/b", "1", "Cache-Tag", "things");

        var purged = http.post(cache + "/purge", "{\"tags\": [\"people\"]}");

        assertThat(purged.string("mode")).isEqualTo("hard");
        assertThat(http.get(cache + "/entries/a").status()).isEqualTo(404);
        assertThat(http.get(cache + "/entries/b").status()).isEqualTo(200);
    }

    @Test
    void aSoftPurgeMakesItStale() {
        http.put(cache + "/entries/a", "1", "Cache-Tag", "people", "Cache-Control", "stale-while-revalidate=60");

        http.post(cache + "/tags/people/purge?mode=soft", "");

        assertThat(http.get(cache + "/entries/a").header("Cache-Status")).contains("detail=stale");
        assertThat(http.post(cache + "/tags/people/purge?mode=fluffy", "").status())
                .isEqualTo(400);
    }

    @Test
    void aClearEmptiesTheCache() {
        for (int i = 0; i < 10; i++) {
            http.put(cache + "/entries/key" + i, "1");
        }

        http.post(cache + "/clear", "");

        assertThat(http.get(cache + "/entries").json().path("keys").size()).isZero();
        assertThat(http.get(cache + "/stats").json().at("/counts/clears").asInt())
                .isOne();
    }

    @Test
    void keysAreListedPageByPageOverAllGroups() {
        for (int i = 0; i < 25; i++) {
            http.put(cache + "/entries/key" + (char) ('a' + i), "1");
        }
        var keys = new ArrayList<String>();
        String cursor = "";
        while (cursor != null) {
            var page = http.get(cache + "/entries?limit=4" + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .json();
            page.path("keys").forEach(key -> keys.add(key.path("key").asString()));
            cursor = page.path("cursor").asString(null);
        }

        assertThat(keys).hasSize(25).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void statsTellHitsFromMisses() {
        http.put(cache + "/entries/a", "1");
        http.get(cache + "/entries/a");
        http.get(cache + "/entries/a");
        http.get(cache + "/entries/b");

        var stats = http.get(cache + "/stats").json();

        assertThat(stats.at("/gets/hit_leader").asInt()).isEqualTo(2);
        assertThat(stats.at("/gets/miss").asInt()).isOne();
        assertThat(stats.path("hitRatio").asDouble()).isBetween(0.66, 0.67);
        assertThat(stats.path("entries").asInt()).isOne();
        assertThat(stats.path("groups").size()).isEqualTo(3);
    }

    @Test
    void aCacheIsCreatedChangedAndDeleted() {
        var again = http.put(cache, "{}", "If-None-Match", "*");
        var changed = http.put(cache, "{\"ttl\": \"1m\"}");
        var behind = http.put(cache, "{\"backing\": \"redis\"}");
        http.put(cache + "/entries/a", "1");
        var deleted = http.delete(cache);
        var gone = http.get(cache + "/entries/a");
        http.put(cache, "{}");

        assertThat(again.code()).isEqualTo("version-differs");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(behind.status()).isEqualTo(422);
        assertThat(behind.code()).isEqualTo("no-backing-store");
        assertThat(deleted.string("state")).isEqualTo("DELETED");
        assertThat(gone.code()).isEqualTo("cache-unknown");
        assertThat(http.get(cache + "/entries/a").code()).isEqualTo("entry-unknown");
    }
}
