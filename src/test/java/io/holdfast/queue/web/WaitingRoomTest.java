package io.holdfast.queue.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.Request;
import io.holdfast.queue.Draft;
import io.holdfast.queue.QueueCommand;
import io.holdfast.queue.QueueName;
import io.holdfast.queue.QueuePrimitive;
import io.holdfast.queue.QueueSettings;
import io.holdfast.queue.Shard;
import io.holdfast.web.ProblemException;
import io.holdfast.web.ReplicaDataGroups;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {

    private static final QueueName JOBS = new QueueName("jobs");
    private static final Shard SHARD = new Shard(JOBS, 0);
    private static final int PLACES = 3;
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);

    private final ReplicaDataGroups groups = new ReplicaDataGroups(1, List.of(QueuePrimitive.QUEUES));
    private final WaitingRoom room = new WaitingRoom(_ -> groups.group(0), PLACES);

    @BeforeEach
    void configure() {
        propose(new QueueCommand.Configure(SHARD, 1, 1, QueueSettings.DEFAULT));
    }

    @AfterEach
    void close() {
        room.close();
    }

    private void propose(QueueCommand command) {
        groups.group(0).submit(new Request(null, 0, null, command));
    }

    private void send(int messages) {
        var draft = new Draft(
                null,
                null,
                0,
                0,
                0,
                0,
                Envelope.of("a/b", Map.of(), new byte[0]).seal());
        for (int i = 0; i < messages; i++) {
            propose(new QueueCommand.Send(SHARD, List.of(draft)));
        }
    }

    private WaitingRoom.Place enter() {
        return room.enter(JOBS, List.of(SHARD));
    }

    /** How long it was asleep, in milliseconds. */
    private static CompletableFuture<Long> asleep(WaitingRoom.Place place) {
        return CompletableFuture.supplyAsync(
                () -> {
                    long start = System.nanoTime();
                    place.await(LONG);
                    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                },
                task -> Thread.ofVirtual().start(task));
    }

    @Test
    void aMessageWakesTheFirst() {
        try (var first = enter();
                var second = enter()) {
            var one = asleep(first);
            var other = asleep(second);
            awaitSleepers(2);

            send(1);

            assertThat(one.join()).isLessThan(10_000);
            assertThat(other).isNotDone();
            room.close();
            assertThat(other.join()).isLessThan(20_000);
        }
    }

    @Test
    void aMessageElsewhereWakesTheFirstToo() {
        groups.group(0).beHere(false);
        groups.group(0).lead(false);
        try (var first = enter()) {
            var one = asleep(first);
            awaitSleepers(1);

            send(1);

            assertThat(one.join()).isLessThan(10_000);
        }
    }

    @Test
    void asManyAreWokenAsThereAreMessages() {
        try (var first = enter();
                var second = enter();
                var third = enter()) {
            var all = List.of(asleep(first), asleep(second), asleep(third));
            awaitSleepers(3);

            send(2);

            assertThat(all.get(0).join()).isLessThan(10_000);
            assertThat(all.get(1).join()).isLessThan(10_000);
            assertThat(all.get(2)).isNotDone();
        }
    }

    @Test
    void whoFindsNothingSleepsOnInItsPlace() {
        try (var first = enter();
                var second = enter()) {
            var other = asleep(second);
            awaitSleepers(1);
            var one = asleep(first);
            awaitSleepers(2);

            send(1);

            assertThat(one.join()).isLessThan(10_000);
            assertThat(other).isNotDone();
        }
    }

    @Test
    void aMessageThatComesWhileSomebodyLooksIsNotMissed() {
        try (var first = enter();
                var second = enter()) {
            var other = asleep(second);
            awaitSleepers(1);

            // The first looks, and is taken to have looked too early.
            send(1);
            awaitOwed();
            var one = asleep(first);

            assertThat(CompletableFuture.anyOf(one, other).join()).isNotNull();
        }
    }

    @Test
    void placesAreBounded() {
        try (var first = enter();
                var second = enter();
                var third = enter()) {
            assertThat(List.of(first, second, third)).doesNotContainNull();
            assertThat(room.taken()).isEqualTo(PLACES);
            assertThat(room.waiting()).isEqualTo(Map.of(JOBS, PLACES));

            assertThatThrownBy(this::enter)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("waiters-exhausted");
        }
        assertThat(room.taken()).isZero();
        enter().close();
    }

    @Test
    void aNodeThatStopsSendsEverybodyAway() {
        try (var first = enter()) {
            var one = asleep(first);
            awaitSleepers(1);

            room.close();

            assertThat(one.join()).isLessThan(20_000);
            assertThat(room.isClosed()).isTrue();
        }
    }

    private void awaitSleepers(int count) {
        awaitThat(() -> room.sleeping() == count);
    }

    private void awaitOwed() {
        awaitThat(() -> room.isOwed(JOBS));
    }

    private static void awaitThat(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
