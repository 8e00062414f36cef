package io.holdfast.queue.web;

import io.holdfast.cluster.Consensus;
import io.holdfast.cluster.DataGroups;
import io.holdfast.queue.CatalogueMachine;
import io.holdfast.queue.CataloguePrimitive;
import io.holdfast.queue.QueueLimits;
import io.holdfast.queue.QueuePrimitive;
import io.holdfast.web.Anywhere;
import io.holdfast.web.Api;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.EventForms;
import io.holdfast.web.Rounds;
import io.holdfast.web.StateMeters;
import io.holdfast.web.Together;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QueueProperties.class)
class QueueWebConfiguration {

    /** Room for JSON around the payloads, and for base64. */
    private static final int BATCH_BYTES_MAX = 3 << 20;

    @Bean
    CataloguePrimitive cataloguePrimitive() {
        return CataloguePrimitive.CATALOGUE;
    }

    @Bean
    QueuePrimitive queuePrimitive() {
        return QueuePrimitive.QUEUES;
    }

    /** What is below a queue is answered by any node. */
    @Bean
    Anywhere belowQueues() {
        return new Anywhere(
                Api.V1 + "/queues",
                Map.of("messages", QueueLimits.PAYLOAD_BYTES_MAX, "messages/batch", BATCH_BYTES_MAX));
    }

    @Bean
    Shards shards(Consensus consensus, DataGroups groups, Together together) {
        return new Shards(consensus, groups, together);
    }

    @Bean
    WaitingRoom waitingRoom(Shards shards, QueueProperties properties) {
        return new WaitingRoom(shards::groupOf, properties.waitersMax());
    }

    /** Those who wait are answered before the server stops taking requests. */
    @Bean
    ApplicationListener<ContextClosedEvent> closingWaitingRoom(WaitingRoom room) {
        return _ -> room.close();
    }

    @Bean
    Postings postings(JsonMapper mapper) {
        return new Postings(mapper);
    }

    @Bean
    MessageAnswers messageAnswers(JsonMapper mapper) {
        return new MessageAnswers(mapper);
    }

    @Bean
    Sending sending(Shards shards, QueueProperties properties) {
        return new Sending(shards, properties);
    }

    @Bean
    Receiving receiving(Shards shards, WaitingRoom room) {
        return new Receiving(shards, room);
    }

    @Bean
    Settling settling(Shards shards, Receiving receiving) {
        return new Settling(shards, receiving);
    }

    @Bean
    Handing handing(MessageAnswers answers, Receiving receiving, JsonMapper mapper) {
        return new Handing(answers, receiving, mapper);
    }

    @Bean
    EventForms queueEventForms() {
        return new QueueEventForms();
    }

    @Bean
    ApiNotes queueNotes() {
        return QueueNotes.notes();
    }

    @Bean
    ApiNotes upkeepNotes() {
        return UpkeepNotes.notes();
    }

    @Bean
    ApiNotes mirrorNotes() {
        return MirrorNotes.notes();
    }

    @Bean
    Purging purging(Shards shards) {
        return new Purging(shards);
    }

    @Bean
    Rounds catalogueJanitor(Consensus consensus, Shards shards) {
        return new Rounds("catalogue-janitor", CatalogueJanitor.PAUSE, new CatalogueJanitor(consensus, shards)::look);
    }

    @Bean
    Rounds queueMeters(Consensus consensus, Shards shards, MeterRegistry meters) {
        return new Rounds("queue-meters", QueueMeters.PAUSE, new QueueMeters(consensus, shards, meters)::measure);
    }

    @Bean
    MeterBinder catalogueMeters(Consensus consensus, WaitingRoom room) {
        return meters -> {
            new StateMeters(meters, consensus)
                    .gauge("holdfast.queues", "Queues", CataloguePrimitive.CATALOGUE, CatalogueMachine::queueCount);
            meters.gauge("holdfast.queue.waiters", room, WaitingRoom::taken);
        };
    }
}
