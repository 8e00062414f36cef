package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cluster.Member;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.OutcomeUnknownException;
import io.holdfast.cluster.OverloadedException;
import io.holdfast.testing.counter.CounterPrimitive;
import io.holdfast.wire.Codec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.apache.ratis.thirdparty.io.grpc.Server;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HopsTest {

    private static final PeerQuestion QUESTION = new PeerQuestion.Stand("data-0");
    private static final Duration SOON = Duration.ofSeconds(20);

    private final PeerMessages messages = new PeerMessages(new Codec(List.of(CounterPrimitive.COUNTERS)));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PeerLinks links = new PeerLinks(messages);
    private final Hops hops = new Hops(links);
    private final int port = freePort();
    private final Member bob = new Member("n2", "n2", "127.0.0.1:" + port, URI.create("http://127.0.0.1:8082"));
    private Server server;

    @AfterEach
    void close() {
        links.close();
        if (server != null) {
            server.shutdownNow();
        }
        threads.shutdownNow();
    }

    @Test
    void theAnswerIsBroughtBack() throws IOException {
        serve(_ -> new PeerAnswer.Willing());

        assertThat(ask(0, SOON)).isEqualTo(new PeerAnswer.Willing());
    }

    @Test
    void whoCannotBeReachedHasNotBeenAsked() {
        assertThatThrownBy(() -> ask(0, SOON)).isInstanceOf(NoLeaderException.class);
    }

    @Test
    void whoWasAskedAndIsSilentMayHaveDoneIt() throws IOException {
        serve(_ -> forever());

        assertThatThrownBy(() -> ask(0, Duration.ofMillis(300))).isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void whoEndsWhileHeIsAskedMayHaveDoneIt() throws Exception {
        var arrived = new CountDownLatch(1);
        serve(_ -> {
            arrived.countDown();
            return forever();
        });
        var asking = CompletableFuture.supplyAsync(() -> ask(0, SOON), threads);
        arrived.await();

        server.shutdownNow();

        assertThat(asking)
                .failsWithin(SOON)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void nobodyWaitsForOneWhoLeadsNoLonger() throws IOException {
        serve(_ -> forever());

        assertThatThrownBy(() -> hops.ask(bob, QUESTION, 0, System.nanoTime() + SOON.toNanos(), () -> true))
                .isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void moreThanIsGoodIsNotSetOutWith() throws Exception {
        var arrived = new CountDownLatch(1);
        serve(_ -> {
            arrived.countDown();
            return forever();
        });
        var asking = CompletableFuture.supplyAsync(
                () -> ask(Hops.PIECES_MAX * Hops.PIECE_BYTES, Duration.ofSeconds(2)), threads);
        arrived.await();

        assertThatThrownBy(() -> ask(0, SOON)).isInstanceOf(OverloadedException.class);

        assertThat(asking).failsWithin(SOON);
        LocalCluster.await(this::hasRoom, () -> "there is still no room");
    }

    private boolean hasRoom() {
        try {
            ask(0, Duration.ofMillis(100));
            return true;
        } catch (OutcomeUnknownException e) {
            return true;
        } catch (OverloadedException e) {
            return false;
        }
    }

    private PeerAnswer ask(int bytes, Duration time) {
        return hops.ask(bob, QUESTION, bytes, System.nanoTime() + time.toNanos(), () -> false);
    }

    private static PeerAnswer forever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new PeerAnswer.Willing();
    }

    private void serve(Function<PeerQuestion, PeerAnswer> answers) throws IOException {
        var service = new PeerService(messages, answers, threads);
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .addService(service.definition())
                .build()
                .start();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
