package io.holdfast.queue.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.DataGroup;
import io.holdfast.core.Request;
import io.holdfast.queue.CatalogueCommand;
import io.holdfast.queue.CataloguePrimitive;
import io.holdfast.queue.CatalogueResult;
import io.holdfast.queue.QueueAnswer.ShardMark;
import io.holdfast.queue.QueueCommand;
import io.holdfast.queue.QueueInquiry.Roll;
import io.holdfast.queue.QueueName;
import io.holdfast.queue.QueuePrimitive;
import io.holdfast.queue.QueueSettings;
import io.holdfast.queue.Shard;
import io.holdfast.web.ReplicaConsensus;
import io.holdfast.web.ReplicaDataGroups;
import io.holdfast.web.Together;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Shards come in line with the catalogue, whatever was missed. */
class CatalogueJanitorTest {

    private static final QueueName JOBS = new QueueName("jobs");

    private final ReplicaConsensus consensus = new ReplicaConsensus(List.of(CataloguePrimitive.CATALOGUE));
    private final ReplicaDataGroups groups = new ReplicaDataGroups(2, List.of(QueuePrimitive.QUEUES));
    private final Together together = new Together();
    private final Shards shards = new Shards(consensus, groups, together);
    private final CatalogueJanitor janitor = new CatalogueJanitor(consensus, shards);

    @AfterEach
    void close() {
        together.close();
    }

    private CatalogueResult ask(CatalogueCommand command) {
        return (CatalogueResult)
                consensus.submit(new Request(null, 0, null, command)).result();
    }

    private void define(int shardCount, int failuresMax) {
        ask(new CatalogueCommand.Define(JOBS, settings(shardCount, failuresMax), CatalogueCommand.ANY_VERSION));
    }

    private static QueueSettings settings(int shardCount, int failuresMax) {
        var other = QueueSettings.DEFAULT;
        return new QueueSettings(
                shardCount,
                other.visibilityMillis(),
                failuresMax,
                other.attemptsMax(),
                other.backoffMillis(),
                other.backoffMillisMax(),
                other.ttlMillis(),
                other.expiry(),
                other.deduplicationMillis(),
                other.messagesMax(),
                other.bytesMax(),
                other.inFlightMax(),
                other.onFailure(),
                other.deadMillis());
    }

    private List<ShardMark> marks(int group) {
        return groups.group(group).askLocal(new Roll(Roll.FIRST, 10)).shards();
    }

    private List<ShardMark> marks() {
        var all = new ArrayList<>(marks(0));
        all.addAll(marks(1));
        return all;
    }

    private List<DataGroup> all() {
        return shards.groups();
    }

    @Test
    void shardsThatHaveNotHeardOfTheirQueueAreTold() {
        define(4, 5);

        assertThat(janitor.straighten(all())).isTrue();

        assertThat(marks()).hasSize(4).allMatch(mark -> mark.birth() == 1 && mark.version() == 1);
    }

    @Test
    void shardsLearnOfNewSettings() {
        define(2, 5);
        janitor.straighten(all());
        define(2, 7);

        janitor.straighten(all());

        assertThat(marks()).hasSize(2).allMatch(mark -> mark.birth() == 1 && mark.version() == 2);
    }

    @Test
    void shardsOfADeletedQueueAreDropped() {
        define(2, 5);
        janitor.straighten(all());
        ask(new CatalogueCommand.Delete(JOBS, CatalogueCommand.ANY_VERSION));

        janitor.straighten(all());

        assertThat(marks()).isEmpty();
    }

    @Test
    void aQueueThatWasCreatedAnewHasItsOwnShards() {
        define(3, 5);
        janitor.straighten(all());
        ask(new CatalogueCommand.Delete(JOBS, CatalogueCommand.ANY_VERSION));
        define(1, 5);

        janitor.straighten(all());

        assertThat(marks()).containsExactly(new ShardMark(new Shard(JOBS, 0), 3, 3));
    }

    @Test
    void onlyGroupsThatThisNodeLeadsAreItsBusiness() {
        define(4, 5);

        janitor.straighten(List.of(groups.group(1)));

        assertThat(marks(0)).isEmpty();
        assertThat(marks(1)).hasSize(2);
    }

    @Test
    void whatIsInLineIsLeftAlone() {
        define(2, 5);
        janitor.straighten(all());
        groups.group(0).forget();
        groups.group(1).forget();

        assertThat(janitor.straighten(all())).isTrue();

        assertThat(groups.group(0).submitted()).isEmpty();
        assertThat(groups.group(1).submitted()).isEmpty();
    }

    @Test
    void whatIsInTheShardsIsMeasured() {
        define(2, 5);
        janitor.straighten(all());
        groups.group(0).submit(new Request(null, 0, null, new QueueCommand.Pause(new Shard(JOBS, 0), false, true, 0)));
        var registry = new SimpleMeterRegistry();

        new QueueMeters(consensus, shards, registry).measure();

        assertThat(registry.get("holdfast.queue.messages")
                        .tags("queue", "jobs", "state", "ready")
                        .gauge()
                        .value())
                .isZero();
        assertThat(registry.get("holdfast.queue.oldest.ready")
                        .tag("queue", "jobs")
                        .gauge()
                        .value())
                .isZero();
    }
}
