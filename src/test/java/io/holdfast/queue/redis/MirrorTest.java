package io.holdfast.queue.redis;

import static io.holdfast.queue.redis.MirrorStage.JOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cluster.Mirror.Refusal;
import io.holdfast.cluster.Mirror.State;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import io.holdfast.queue.CatalogueCommand;
import io.holdfast.queue.CatalogueCommand.Delete;
import io.holdfast.queue.Draft;
import io.holdfast.queue.MessageState;
import io.holdfast.queue.QueueAnswer.MessageView;
import io.holdfast.queue.QueueCommand.Cancel;
import io.holdfast.queue.QueueCommand.Drop;
import io.holdfast.queue.QueueCommand.Purge;
import io.holdfast.queue.QueueInquiry.OfShard;
import io.holdfast.queue.QueueSettings;
import io.holdfast.testing.Awaiting;
import io.holdfast.testing.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The mirror in a real Redis, through all that can happen to Redis and to the cluster. */
@Timeout(120)
class MirrorTest {

    @TempDir
    private Path directory;

    private RedisServer redis;
    private MirrorStage cluster;

    @BeforeEach
    void start() throws IOException {
        redis = new RedisServer(directory);
        cluster = new MirrorStage(redis, "old");
    }

    @AfterEach
    void close() {
        if (cluster != null) {
            cluster.close();
        }
        redis.close();
    }

    private static Draft draft(String body) {
        return new Draft(null, null, 0, 0, 0, 0, payload(body));
    }

    private static Draft grouped(String group, String body) {
        return new Draft(group, null, 0, 0, 0, 0, payload(body));
    }

    private static Payload payload(String body) {
        return new Payload(body.getBytes(StandardCharsets.UTF_8));
    }

    private List<Long> send(int count) {
        var numbers = new ArrayList<Long>();
        for (int i = 0; i < count; i++) {
            numbers.add(cluster.send(draft("message " + i)));
        }
        return numbers;
    }

    /** The cluster is lost, and another one formed. */
    private void lose(String next) {
        cluster.close();
        cluster = new MirrorStage(redis, next);
    }

    private void restore() {
        assertThat(cluster.worker.restore()).isNull();
        Awaiting.until(() -> {
            assertThat(cluster.worker.view().restored().failure()).isEmpty();
            return !cluster.store.owner().startsWith("restoring");
        });
    }

    @Test
    void messagesStandInTheMirrorInTheirOrder() {
        cluster.define(QueueSettings.DEFAULT);
        var numbers = send(250);

        cluster.mirror();

        assertThat(cluster.mirrored()).isEqualTo(numbers);
        assertThat(cluster.worker.view().state()).isEqualTo(State.KEEPING);
        assertThat(cluster.worker.view().added()).isEqualTo(250);
        assertThat(cluster.store.sequences()).containsKey("coordination");
    }

    @Test
    void whatIsGoneIsTakenOutWhereverItStood() {
        cluster.define(QueueSettings.DEFAULT);
        var numbers = send(450);
        cluster.mirror();
        var left = new ArrayList<>(numbers);
        for (int i = 0; i < 450; i++) {
            if (i < 3 || (i > 100 && i < 350) || i > 440) {
                cluster.ask(new Cancel(JOBS, numbers.get(i)));
                left.remove(numbers.get(i));
            }
        }

        cluster.mirror();

        assertThat(cluster.mirrored()).isEqualTo(left);
        assertThat(cluster.worker.view().removed()).isEqualTo(450 - left.size());
    }

    /** What this node has no copy of is not gone: whoever leads next adds only what was never in the stream. */
    @Test
    void nothingIsTakenOutThatIsThereWhereTheGroupMovesAwayMeanwhile() {
        cluster.define(QueueSettings.DEFAULT);
        var numbers = send(5);
        cluster.mirror();
        cluster.ask(new Cancel(JOBS, numbers.getFirst()));
        var left = numbers.subList(1, 5);

        for (int questions = 1; questions < 10; questions++) {
            stay();
            cluster.group(JOBS).leaveAfter(questions);
            cluster.worker.look();
            assertThat(cluster.mirrored()).as("%d questions", questions).containsAll(left);

            stay();
            cluster.group(JOBS).beginAnewAfter(questions);
            cluster.worker.look();
            assertThat(cluster.mirrored()).as("%d questions", questions).containsAll(left);
        }
        stay();
        cluster.mirror();

        assertThat(cluster.mirrored()).isEqualTo(left);
    }

    private void stay() {
        cluster.group(JOBS).leaveAfter(0);
        cluster.group(JOBS).beHere(true);
        cluster.group(JOBS).lead(true);
    }

    @Test
    void anEmptyQueueHasAnEmptyStreamAndGoesOn() {
        cluster.define(QueueSettings.DEFAULT);
        send(5);
        cluster.mirror();
        cluster.ask(new Purge(JOBS, List.of(MessageState.READY), 0, 0));

        cluster.mirror();
        assertThat(cluster.mirrored()).isEmpty();

        var more = send(2);
        cluster.mirror();
        assertThat(cluster.mirrored()).isEqualTo(more);
    }

    @Test
    void twoWhoWriteAtOnceWriteEachMessageOnce() {
        cluster.define(QueueSettings.DEFAULT);
        var numbers = send(3);
        cluster.mirror();
        var fourth = cluster.send(draft("fourth"));
        var row = MirrorRow.of(cluster.messages().getLast(), payload("fourth"), 0);

        assertThat(cluster.store.add(JOBS, numbers.getLast(), List.of(row))).isEqualTo(fourth);
        assertThat(cluster.store.add(JOBS, numbers.getLast(), List.of(row))).isEqualTo(fourth);
        cluster.mirror();

        numbers.add(fourth);
        assertThat(cluster.mirrored()).isEqualTo(numbers);
    }

    @Test
    void aRedisThatWasAwayAndLostEverythingIsFilledAgain() throws IOException {
        cluster.define(QueueSettings.DEFAULT);
        var numbers = send(20);
        cluster.mirror();
        redis.kill();
        numbers.addAll(send(5));
        assertThatThrownBy(cluster.worker::look).isInstanceOf(MirrorStore.Unreachable.class);

        redis.start();
        Awaiting.until(() -> {
            try {
                cluster.mirror();
                return true;
            } catch (MirrorStore.Unreachable _) {
                return false;
            }
        });

        assertThat(cluster.mirrored()).isEqualTo(numbers);
        assertThat(cluster.store.queues()).containsKey("jobs");
    }

    @Test
    void aQueueThatIsDeletedLeavesNothing() {
        var defined = cluster.define(QueueSettings.DEFAULT);
        send(3);
        cluster.mirror();
        cluster.consensus.submit(new Request(null, 0, null, new Delete(JOBS.queue(), CatalogueCommand.ANY_VERSION)));
        cluster.ask(new Drop(JOBS, defined.birth()));

        cluster.mirror();

        assertThat(cluster.store.queues()).isEmpty();
        assertThat(cluster.mirrored()).isEmpty();
    }

    @Test
    void aQueueThatIsCreatedAnewIsMirroredAnew() {
        var defined = cluster.define(QueueSettings.DEFAULT);
        send(3);
        cluster.mirror();
        cluster.consensus.submit(new Request(null, 0, null, new Delete(JOBS.queue(), CatalogueCommand.ANY_VERSION)));
        cluster.ask(new Drop(JOBS, defined.birth()));
        cluster.define(QueueSettings.DEFAULT);
        var numbers = send(2);

        cluster.mirror();
        cluster.mirror();

        assertThat(cluster.mirrored()).isEqualTo(numbers);
    }

    @Test
    void whatAnotherClusterLeftIsNotTouched() {
        cluster.define(QueueSettings.DEFAULT);
        var numbers = send(7);
        cluster.mirror();

        lose("new");
        cluster.mirror();

        assertThat(cluster.worker.view().state()).isEqualTo(State.FOREIGN);
        assertThat(cluster.worker.view().cluster()).isEqualTo("old");
        assertThat(cluster.mirrored()).isEqualTo(numbers);
    }

    @Test
    void queuesComeBackInANewCluster() {
        var settings = new QueueSettings(
                1,
                5_000,
                3,
                7,
                10,
                20,
                0,
                QueueSettings.Expiry.DROP,
                0,
                1_000,
                1 << 20,
                9,
                QueueSettings.OnFailure.SKIP,
                0);
        cluster.define(settings);
        cluster.send(grouped("a", "a1"));
        cluster.send(new Draft(null, null, 0, 7, 0, 0, payload("urgent")));
        cluster.send(grouped("a", "a2"));
        cluster.send(new Draft(null, null, 0, 0, 60_000, 0, payload("later")));
        cluster.send(new Draft(null, null, 0, 0, 0, 30_000, payload("soon over")));
        cluster.mirror();
        long highest = cluster.mirrored().getLast();

        lose("new");
        cluster.pass(Duration.ofSeconds(40));
        cluster.mirror();
        restore();
        cluster.mirror();

        assertThat(cluster.worker.view().restored().messages()).isEqualTo(4);
        assertThat(cluster.worker.view().restored().expired()).isEqualTo(1);
        assertThat(cluster.messages())
                .extracting(view -> new String(view.payload().bytes(), StandardCharsets.UTF_8))
                .containsExactly("a1", "urgent", "a2", "later");
        assertThat(cluster.messages()).extracting(MessageView::group).containsExactly("a", null, "a", null);
        assertThat(cluster.messages().get(1).priority()).isEqualTo(7);
        assertThat(cluster.messages().getLast().state()).isEqualTo(MessageState.DELAYED);
        assertThat(cluster.messages().getLast().remainingMillis()).isBetween(10_000L, 20_000L);
        assertThat(cluster.messages()).allMatch(view -> view.message() > highest + Restore.LEAP);
        assertThat(cluster.mirrored())
                .isEqualTo(cluster.messages().stream().map(MessageView::message).toList());
        assertThat(cluster.worker.view().state()).isEqualTo(State.KEEPING);
        assertThat(cluster.define(settings).created()).isFalse();
    }

    @Test
    void aRestoreThatBrokeOffGoesOnWhereItWas() {
        cluster.define(QueueSettings.DEFAULT);
        var numbers = send(250);
        cluster.mirror();
        lose("new");
        cluster.group(JOBS).failNext(() -> new NoLeaderException("an election"));
        assertThat(cluster.worker.restore()).isNull();
        Awaiting.until(() -> !cluster.worker.view().restored().failure().isEmpty());
        cluster.define(QueueSettings.DEFAULT);
        send(120);
        cluster.store.putProgress(JOBS, numbers.get(119));

        restore();

        assertThat(cluster.worker.view().restored().messages()).isEqualTo(130);
        assertThat(cluster.group(JOBS).ask(new OfShard(JOBS)).ready()).isEqualTo(250);
    }

    @Test
    void onlyWhatAnotherClusterLeftIsRestoredOrDiscardedAndOnlyByAnEmptyOne() {
        cluster.define(QueueSettings.DEFAULT);
        send(3);
        cluster.mirror();
        assertThat(cluster.worker.restore()).isEqualTo(Refusal.NOTHING_LEFT);
        assertThat(cluster.worker.discard()).isEqualTo(Refusal.NOTHING_LEFT);

        lose("new");
        cluster.define(QueueSettings.DEFAULT);
        var own = send(1);
        cluster.mirror();
        assertThat(cluster.worker.restore()).isEqualTo(Refusal.NOT_EMPTY);

        assertThat(cluster.worker.discard()).isNull();
        cluster.mirror();
        assertThat(cluster.mirrored()).isEqualTo(own);
    }
}
