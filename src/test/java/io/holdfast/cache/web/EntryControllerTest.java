package io.holdfast.cache.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheName;
import io.holdfast.cache.edge.Homes;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.OutcomeUnknownException;
import io.holdfast.core.Request;
import io.holdfast.web.EdgeTest;
import io.holdfast.web.Http;
import io.holdfast.web.ReplicaConsensus;
import io.holdfast.web.ReplicaDataGroups;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@EdgeTest
class EntryControllerTest {

    private static final AtomicInteger CACHES = new AtomicInteger();

    private final ReplicaConsensus consensus;
    private final ReplicaDataGroups groups;
    private final Http http;
    private final String name = "users-" + CACHES.incrementAndGet();
    private final String cache = "/api/v1/caches/" + name;
    private final String alice = cache + "/entries/alice";

    EntryControllerTest(
            @Autowired ReplicaConsensus consensus, @Autowired ReplicaDataGroups groups, @LocalServerPort int port) {
        this.consensus = consensus;
        this.groups = groups;
        http = new Http(port);
    }

    @BeforeEach
    void create() {
        settle();
        http.put(cache, "{}");
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

    private ReplicaDataGroups.InMemory homeOf(String key) {
        return groups.group(new Homes(groups).of(new CacheKey(new CacheName(name), key)));
    }

    private Http.Answer put(String path, String value, String... headers) {
        return http.send(
                http.request(path, headers).header("Content-Type", "text/plain").PUT(BodyPublishers.ofString(value)));
    }

    private String written(String key, String type) {
        var path = cache + "/entries/" + key;
        var answer = http.send(http.request(path).header("Content-Type", type).PUT(BodyPublishers.ofString("{}")));
        assertThat(answer.status()).isEqualTo(201);
        return path;
    }

    private static String lease(Http.Answer answer) {
        var header = answer.header("Fill-Lease");
        assertThat(header).as(answer.text()).isNotNull();
        return header;
    }

    @Test
    void anEntryIsReadAsItWasWritten() {
        var written = put(alice, "grüß", "Cache-Control", "max-age=60", "Cache-Tag", "people, vip");

        var read = http.get(alice);

        assertThat(written.status()).isEqualTo(201);
        assertThat(written.header("Location")).isEqualTo(alice);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.text()).isEqualTo("grüß");
        assertThat(read.header("ETag")).isEqualTo(written.header("ETag"));
        assertThat(read.header("Age")).isEqualTo("0");
        assertThat(read.header("Cache-Control")).isEqualTo("max-age=60");
        assertThat(read.header("Cache-Tag")).isEqualTo("people vip");
        assertThat(read.header("Cache-Status")).matches("n1; hit; ttl=(59|60); detail=home");
        assertThat(read.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    /** A page that somebody wrote has no part in this origin, and of what a browser shows as text nothing runs. */
    @Test
    void nothingThatWasWrittenRunsInABrowser() {
        var page = http.get(written("page", "text/html"));
        var data = http.get(written("data", "application/json"));

        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy")).isEqualTo("sandbox");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(data.header("Content-Type")).isEqualTo("application/json");
        assertThat(data.header("Content-Security-Policy")).isNull();
        assertThat(data.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void aLargeValueIsKeptCompressedAndNobodySeesIt() {
        var large = "abcdefgh".repeat(10_000);
        put(alice, large);

        assertThat(http.get(alice).text()).isEqualTo(large);
        assertThat(http.get(cache + "/entries").json().at("/keys/0/bytes").asInt())
                .isLessThan(large.length() / 10);
    }

    @Test
    void aHeadTellsTheSameWithoutTheValue() {
        var written = put(alice, "1");

        var head = http.send(http.request(alice).method("HEAD", BodyPublishers.noBody()));

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.text()).isEmpty();
        assertThat(head.header("ETag")).isEqualTo(written.header("ETag"));
        assertThat(head.header("Content-Length")).isEqualTo("1");
    }

    @Test
    void aKeyIsAnyTextPercentEncoded() {
        var path = cache + "/entries/a%2Fb%20%C3%B6%3F";
        var written = put(path, "1");

        assertThat(written.status()).isEqualTo(201);
        assertThat(written.header("Location")).isEqualTo(path);
        assertThat(http.get(path).text()).isEqualTo("1");
        assertThat(http.get(cache + "/entries").json().at("/keys/0/key").asString())
                .isEqualTo("a/b ö?");
    }

    @Test
    void whoeverHasItAlreadyIsToldSo() {
        var etag = put(alice, "1").header("ETag");

        var same = http.get(alice, "If-None-Match", "\"77\", W/" + etag);
        var other = http.get(alice, "If-None-Match", "\"77\"");

        assertThat(same.status()).isEqualTo(304);
        assertThat(same.text()).isEmpty();
        assertThat(same.header("ETag")).isEqualTo(etag);
        assertThat(other.status()).isEqualTo(200);
    }

    @Test
    void aWriteUnderAConditionIsACompareAndSet() {
        var first = put(alice, "1", "If-None-Match", "*").header("ETag");

        var second = put(alice, "2", "If-Match", first);
        var late = put(alice, "3", "If-Match", first);
        var again = put(alice, "4", "If-None-Match", "*");
        var none = put(cache + "/entries/bob", "5", "If-Match", "*");

        assertThat(second.status()).isEqualTo(204);
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.code()).isEqualTo("version-differs");
        assertThat(late.header("ETag")).isEqualTo(second.header("ETag"));
        assertThat(again.status()).isEqualTo(412);
        assertThat(none.status()).isEqualTo(412);
        assertThat(http.get(alice).text()).isEqualTo("2");
    }

    @Test
    void deletingIsDoneWhetherThereIsAnythingOrNot() {
        var etag = put(alice, "1").header("ETag");

        var refused = http.delete(alice, "If-Match", "\"77\"");
        var done = http.delete(alice, "If-Match", etag);
        var again = http.delete(alice);

        assertThat(refused.status()).isEqualTo(412);
        assertThat(done.status()).isEqualTo(204);
        assertThat(again.status()).isEqualTo(204);
        assertThat(http.get(alice).code()).isEqualTo("entry-unknown");
        assertThat(http.get(alice).header("Cache-Status")).isEqualTo("n1; fwd=miss");
    }

    @Test
    void thatThereIsNoneIsAnEntryToo() {
        http.send(http.request(alice + "?absent=true").PUT(BodyPublishers.noBody()));

        var read = http.get(alice);

        assertThat(read.status()).isEqualTo(404);
        assertThat(read.code()).isEqualTo("entry-absent");
        assertThat(read.header("Cache-Status")).matches("n1; hit; ttl=(59|60); detail=absent");
        assertThat(put(alice, "1", "If-None-Match", "*").status()).isEqualTo(201);
    }

    @Test
    void whatIsStaleIsShownAndMarkedWithinItsWindow() {
        put(alice, "1", "Cache-Control", "max-age=60, stale-while-revalidate=30, stale-if-error=600");

        homeOf("alice").pass(Duration.ofSeconds(70));
        var stale = http.get(alice);
        homeOf("alice").pass(Duration.ofSeconds(30));
        var over = http.get(alice);
        var asked = http.get(alice, "Cache-Control", "max-stale=100");
        var tooOld = http.get(alice, "Cache-Control", "max-stale=10");

        assertThat(stale.status()).isEqualTo(200);
        assertThat(stale.header("Cache-Status")).matches("n1; hit; ttl=-1[01]; detail=stale");
        assertThat(stale.header("Age")).isEqualTo("70");
        assertThat(over.status()).isEqualTo(404);
        assertThat(asked.status()).isEqualTo(200);
        assertThat(tooOld.status()).isEqualTo(404);
    }

    @Test
    void jitterShortensTheTimeAtRandomAndNeverMoreThanWasSaid() {
        http.put(cache, "{\"ttl\": \"100s\", \"jitter\": 50}");
        for (int i = 0; i < 20; i++) {
            put(cache + "/entries/key" + i, "1");
        }

        var ages = new TreeSet<String>();
        for (int i = 0; i < 20; i++) {
            var control = http.get(cache + "/entries/key" + i).header("Cache-Control");
            assertThat(Integer.parseInt(control.replace("max-age=", ""))).isBetween(49, 100);
            ages.add(control);
        }
        assertThat(ages).hasSizeGreaterThan(3);
    }

    @Test
    void ofThoseWhoMissItOneIsGivenTheLeaseToFillIt() {
        var plain = http.get(alice);
        var first = http.get(alice, "Prefer", "wait=0");
        var second = http.get(alice, "Prefer", "wait=0");
        var filled = put(alice, "1", "Fill-Lease", lease(first));
        var twice = put(alice, "2", "Fill-Lease", lease(first));

        assertThat(plain.header("Fill-Lease")).isNull();
        assertThat(first.status()).isEqualTo(404);
        assertThat(second.status()).isEqualTo(404);
        assertThat(second.header("Fill-Lease")).isNull();
        assertThat(second.header("Retry-After")).isEqualTo("10");
        assertThat(second.header("Cache-Status")).isEqualTo("n1; fwd=miss; detail=fill-pending");
        assertThat(filled.status()).isEqualTo(201);
        assertThat(twice.code()).isEqualTo("fill-lease-void");
        assertThat(homeOf("alice").appended())
                .noneMatch(request -> request.command() instanceof CacheCommand.GrantFill);
    }

    @Test
    void theOthersWaitForWhatItWrites() throws Exception {
        var lease = lease(http.get(alice, "Prefer", "wait=0"));
        var waiting = CompletableFuture.supplyAsync(() -> http.get(alice, "Prefer", "wait=20"));

        put(alice, "1", "Fill-Lease", lease);

        assertThat(waiting.get(10, TimeUnit.SECONDS).text()).isEqualTo("1");
    }

    @Test
    void aDeleteMakesTheLeaseVoid() {
        var lease = lease(http.get(alice, "Prefer", "wait=0"));
        http.delete(alice);

        var refused = put(alice, "old", "Fill-Lease", lease);

        assertThat(refused.code()).isEqualTo("fill-lease-void");
        assertThat(http.get(alice, "Prefer", "wait=0").header("Fill-Lease")).isNotNull();
    }

    @Test
    void aPurgeMakesTheLeaseVoidForWhatCarriesTheTag() {
        var lease = lease(http.get(alice, "Prefer", "wait=0"));
        http.post(cache + "/tags/people/purge", "");

        assertThat(put(alice, "old", "Fill-Lease", lease, "Cache-Tag", "people").code())
                .isEqualTo("fill-lease-void");
    }

    @Test
    void anotherLeaderDoesNotKnowTheLease() {
        var lease = lease(http.get(alice, "Prefer", "wait=0"));
        homeOf("alice").changeLeader();

        assertThat(put(alice, "1", "Fill-Lease", lease).code()).isEqualTo("fill-lease-void");
        assertThat(http.get(alice, "Prefer", "wait=0").header("Fill-Lease")).isNotNull();
    }

    @Test
    void aFillThatIsRepeatedUnderItsKeyIsAnsweredAsItWas() {
        var lease = lease(http.get(alice, "Prefer", "wait=0"));
        var first = put(alice, "1", "Fill-Lease", lease, "Idempotency-Key", "fill-" + name);
        homeOf("alice").changeLeader();

        var again = put(alice, "1", "Fill-Lease", lease, "Idempotency-Key", "fill-" + name);

        assertThat(again.status()).isEqualTo(first.status());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
    }

    @Test
    void oneReaderOfAStaleEntryIsGivenTheLease() {
        put(alice, "1", "Cache-Control", "max-age=60, stale-while-revalidate=30");
        homeOf("alice").pass(Duration.ofSeconds(61));

        var first = http.get(alice, "Prefer", "wait=0");
        var second = http.get(alice, "Prefer", "wait=0");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Fill-Lease")).isNotNull();
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.header("Fill-Lease")).isNull();
    }

    @Test
    void anEntryThatHasLivedMostOfItsTimeIsFetchedAheadIfTheReaderWould() {
        put(alice, "1", "Cache-Control", "max-age=100");
        var early = http.get(alice, "Prefer", "refresh-ahead");
        homeOf("alice").pass(Duration.ofSeconds(85));

        assertThat(early.header("Fill-Lease")).isNull();
        assertThat(http.get(alice).header("Fill-Lease")).isNull();
        assertThat(http.get(alice, "Prefer", "refresh-ahead=0.8").header("Fill-Lease"))
                .isNotNull();
    }

    @Test
    void nobodyIsAskedWhereOnlyALineOfThisNodeWillDo() {
        put(alice, "1");

        var answer = http.get(alice, "Cache-Control", "only-if-cached");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.code()).isEqualTo("not-cached");
    }

    @Test
    void withoutAMajorityNothingIsShownUnlessTheReaderTakesWhatMayBeOutdated() {
        put(alice, "1");
        homeOf("alice").failNext(() -> new NoLeaderException("nobody leads"));
        var refused = http.get(alice);
        homeOf("alice").failNext(() -> new NoLeaderException("nobody leads"));
        var suspect = http.get(alice, "Cache-Control", "stale-if-error=60");

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isNotNull();
        assertThat(suspect.status()).isEqualTo(200);
        assertThat(suspect.header("Cache-Status")).isEqualTo("n1; hit; detail=suspect");
    }

    @Test
    void aWriteWhoseOutcomeIsNotKnownSaysSo() {
        homeOf("alice").failNext(() -> new OutcomeUnknownException("too slow"));

        var unknown = put(alice, "1");

        assertThat(unknown.status()).isEqualTo(504);
        assertThat(unknown.code()).isEqualTo("outcome-unknown");
        assertThat(unknown.string("idempotencyKey")).isNotBlank();
    }

    @Test
    void aGroupThatHasNotHeardOfTheCacheIsToldFirst() {
        var command = new CacheCommand.Drop(new CacheName(name), Long.MAX_VALUE);
        homeOf("alice").submit(new Request(null, 0, null, command));

        assertThat(put(alice, "1").status()).isEqualTo(201);
        assertThat(http.get(alice).text()).isEqualTo("1");
    }

    @Test
    void aTokenThatIsNotTheCurrentOneChangesNothing() {
        var refused = put(alice, "1", "If-Fence", "lock=nobody-has-it;token=7");

        assertThat(refused.status()).isEqualTo(412);
        assertThat(refused.code()).isEqualTo("guard-failed");
        assertThat(http.get(alice).status()).isEqualTo(404);
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() {
        var key = "key-" + name;
        put(alice, "1", "Idempotency-Key", key);

        var otherTags = put(alice, "1", "Idempotency-Key", key, "Cache-Tag", "people");

        assertThat(otherTags.status()).isEqualTo(422);
        assertThat(otherTags.code()).isEqualTo("idempotency-key-reused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-age=soon", "max-age=-1", "max-age=99999999999", "stale-while-revalidate="})
    void windowsAreSeconds(String control) {
        var refused = put(alice, "1", "Cache-Control", control);

        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    }

    @Test
    void aValueThatIsTooLargeIsRefused() {
        var refused = put(alice, "x".repeat((1 << 20) + 1));

        assertThat(refused.status()).isEqualTo(413);
        assertThat(put(alice, "x".repeat(1 << 20)).status()).isEqualTo(201);
    }

    @Test
    void aCrowdedCacheForgetsWhatWasWrittenLeastRecently() {
        http.put(cache, "{\"maxBytes\": 3000}");
        for (int i = 0; i < 40; i++) {
            put(cache + "/entries/key" + i, "x".repeat(100));
        }

        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (http.get(cache + "/stats").json().path("bytes").asLong() > 3_002 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(http.get(cache + "/stats").json().path("bytes").asLong()).isLessThanOrEqualTo(3_002);
        assertThat(http.get(cache + "/entries/key39").status()).isEqualTo(200);
    }

    @Test
    void bytesOfAnyKindAreKept() {
        http.send(http.request(alice)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofByteArray("{broken".getBytes(StandardCharsets.UTF_8))));

        assertThat(http.get(alice).text()).isEqualTo("{broken");
        assertThat(http.get(alice).header("Content-Type")).isEqualTo("application/json");
    }
}
