package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.lock.LockPrimitive;
import io.holdfast.raft.PeerLinks.Reach;
import io.holdfast.wire.Codec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.ratis.thirdparty.io.grpc.Server;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerLinksTest {

    private static final Duration LOOK = Duration.ofMillis(50);

    /** After so many failures a channel that is left alone waits four seconds and more. */
    private static final Duration AWAY = Duration.ofSeconds(6);

    private static final Duration SOON = Duration.ofSeconds(1);

    private final PeerMessages messages = new PeerMessages(new Codec(List.of(LockPrimitive.LOCKS)));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PeerLinks links = new PeerLinks(messages);
    private final int port = freePort();
    private final String address = "127.0.0.1:" + port;

    @AfterEach
    void close() {
        links.close();
        threads.shutdownNow();
    }

    @Test
    void aNodeThatComesBackAfterALongTimeIsReachedAtOnce() throws IOException, InterruptedException {
        assertThat(lookFor(AWAY)).contains(Reach.LOST).doesNotContain(Reach.CONNECTED);

        var back = serve();
        assertThat(lookFor(SOON)).contains(Reach.CONNECTED);

        back.shutdownNow().awaitTermination();
        assertThat(lookFor(SOON)).contains(Reach.LOST);
    }

    @Test
    void aNodeThatComesBackIsAskedOnTheSameLink() throws IOException, InterruptedException {
        lookFor(SOON);
        var back = serve();
        lookFor(SOON);

        assertThat(links.ask(address, new PeerQuestion.TermOf("coordination"), SOON.toMillis()))
                .succeedsWithin(SOON)
                .isEqualTo(new PeerAnswer.Term("n1", 7));
        back.shutdownNow();
    }

    private Set<Reach> lookFor(Duration time) throws InterruptedException {
        var seen = EnumSet.noneOf(Reach.class);
        for (long looked = 0; looked < time.toMillis(); looked += LOOK.toMillis()) {
            seen.add(links.reach(address));
            Thread.sleep(LOOK);
        }
        return seen;
    }

    private Server serve() throws IOException {
        var service = new PeerService(messages, _ -> new PeerAnswer.Term("n1", 7), threads);
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
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
