package io.holdfast.queue.redis;

import static io.holdfast.queue.CataloguePrimitive.CATALOGUE;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.holdfast.core.Request;
import io.holdfast.placement.SlotTable;
import io.holdfast.placement.Slots;
import io.holdfast.queue.CatalogueCommand;
import io.holdfast.queue.CatalogueCommand.Define;
import io.holdfast.queue.CatalogueResult.Defined;
import io.holdfast.queue.Draft;
import io.holdfast.queue.QueueAnswer.MessageView;
import io.holdfast.queue.QueueCommand;
import io.holdfast.queue.QueueCommand.Configure;
import io.holdfast.queue.QueueCommand.Send;
import io.holdfast.queue.QueueInquiry.Peek;
import io.holdfast.queue.QueueLimits;
import io.holdfast.queue.QueueName;
import io.holdfast.queue.QueuePrimitive;
import io.holdfast.queue.QueueResult.Sent;
import io.holdfast.queue.QueueSettings;
import io.holdfast.queue.Shard;
import io.holdfast.testing.RedisServer;
import io.holdfast.web.ReplicaConsensus;
import io.holdfast.web.ReplicaDataGroups;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import tools.jackson.databind.json.JsonMapper;

/** A cluster of one node in memory, and its mirror in a real Redis. */
final class MirrorStage implements AutoCloseable {

    static final Shard JOBS = new Shard(new QueueName("jobs"), 0);

    final ReplicaConsensus consensus;
    final ReplicaDataGroups groups = new ReplicaDataGroups(2, List.of(QueuePrimitive.QUEUES));
    final MirrorStore store;
    final MirrorWorker worker;
    private final LettuceConnectionFactory factory;
    private final AtomicLong nowMillis = new AtomicLong(1_000_000_000_000L);

    MirrorStage(RedisServer redis, String clusterId) {
        consensus = new ReplicaConsensus(List.of(CATALOGUE)).named(clusterId);
        var patience = LettuceClientConfiguration.builder()
                .commandTimeout(Duration.ofSeconds(2))
                .build();
        factory = new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", redis.port()), patience);
        factory.afterPropertiesSet();
        factory.start();
        var config = CircuitBreakerConfig.custom()
                .waitDurationInOpenState(Duration.ofMillis(1))
                .build();
        store = new MirrorStore(factory, CircuitBreaker.of("mirror", config), new MirrorKeys("holdfast"));
        InstantSource clock = () -> Instant.ofEpochMilli(nowMillis.get());
        var mirror = new QueueMirror(consensus, groups, store, JsonMapper.shared(), clock);
        worker = new MirrorWorker(
                consensus,
                store,
                mirror,
                () -> new Restore(consensus, groups, store, mirror.queues(), clock),
                new MirrorProperties(true, "holdfast", Duration.ofMillis(50)));
    }

    void pass(Duration time) {
        nowMillis.addAndGet(time.toMillis());
    }

    /** Looks until there is nothing more to do. */
    void mirror() {
        int rounds = 0;
        while (worker.look()) {
            if (++rounds > 10_000) {
                throw new IllegalStateException("the mirror does not come to an end");
            }
        }
    }

    Defined define(QueueSettings settings) {
        var defined = (Defined) consensus
                .submit(new Request(null, 0, null, new Define(JOBS.queue(), settings, CatalogueCommand.ANY_VERSION)))
                .result();
        ask(new Configure(JOBS, defined.birth(), defined.version(), settings));
        return defined;
    }

    Object ask(QueueCommand command) {
        return group(command.shard())
                .submit(new Request(null, 0, null, command))
                .result();
    }

    ReplicaDataGroups.InMemory group(Shard shard) {
        var table = SlotTable.striped(groups.count());
        return groups.group(table.group(Slots.of(shard.queue().value(), shard.number())));
    }

    /** Returns its number. */
    long send(Draft draft) {
        return ((Sent) ask(new Send(JOBS, List.of(draft))))
                .messages()
                .getFirst()
                .message();
    }

    List<MessageView> messages() {
        return group(JOBS)
                .ask(new Peek(JOBS, null, null, 0, QueueLimits.PAGE_MAX, true))
                .messages();
    }

    /** The numbers of the messages in the mirror. */
    List<Long> mirrored() {
        return store.read(JOBS, 0, 10_000).stream().map(MirrorRow::number).toList();
    }

    @Override
    public void close() {
        factory.destroy();
    }
}
