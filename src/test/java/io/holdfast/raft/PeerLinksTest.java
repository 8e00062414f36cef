package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.Payload;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.ratis.thirdparty.io.grpc.Server;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerLinksTest {

    private static final Duration LOOK = Duration.ofMillis(50);

    /** After so many failures a channel that is left alone waits four seconds and more. */
    private static final Duration AWAY = Duration.ofSeconds(6);

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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

    @Test
    void everyQuestionGetsItsOwnAnswerWhateverIsAnsweredFirst() throws Exception {
        var gate = new CountDownLatch(1);
        var back = serve(question -> {
            if (((PeerQuestion.TermOf) question).group().equals("0")) {
                await(gate);
            }
            return new PeerAnswer.Term(((PeerQuestion.TermOf) question).group(), 1);
        });
        lookFor(SOON);

        var first = ask("0");
        for (int number = 1; number <= 2_000; number++) {
            var name = Integer.toString(number);
            assertThat(ask(name)).succeedsWithin(PATIENCE).isEqualTo(new PeerAnswer.Term(name, 1));
        }
        assertThat(first).isNotDone();
        gate.countDown();
        assertThat(first).succeedsWithin(PATIENCE).isEqualTo(new PeerAnswer.Term("0", 1));
        back.shutdownNow();
    }

    @Test
    void largeQuestionsAndAnswersGoThroughBesideSmallOnes() throws Exception {
        var back = serve(question ->
                new PeerAnswer.Carried(question instanceof PeerQuestion.Carry carry ? carry.question() : Payload.NONE));
        lookFor(SOON);
        var large = new Payload(new byte[2 << 20]);
        large.bytes()[large.bytes().length - 1] = 7;

        for (int round = 0; round < 10; round++) {
            var big = links.ask(address, new PeerQuestion.Carry(large), PATIENCE.toMillis());
            assertThat(links.ask(address, new PeerQuestion.Ping(), PATIENCE.toMillis()))
                    .succeedsWithin(PATIENCE);
            assertThat(big).succeedsWithin(PATIENCE).isEqualTo(new PeerAnswer.Carried(large));
        }
        back.shutdownNow();
    }

    @Test
    void aQuestionThatHasNoAnswerFailsAndHarmsNoOther() throws Exception {
        var back = serve(question -> {
            if (question instanceof PeerQuestion.Ping) {
                throw new IllegalStateException("no");
            }
            return new PeerAnswer.Term("n1", 7);
        });
        lookFor(SOON);

        whyFailed(links.ask(address, new PeerQuestion.Ping(), PATIENCE.toMillis()), SOON)
                .isInstanceOf(IllegalStateException.class);
        assertThat(ask("coordination")).succeedsWithin(SOON);
        back.shutdownNow();
    }

    @Test
    void whoIsSilentIsWaitedForAsLongAsWasSaid() throws Exception {
        var gate = new CountDownLatch(1);
        var back = serve(_ -> behind(gate));
        lookFor(SOON);

        var asked = links.ask(address, new PeerQuestion.Ping(), 200);

        whyFailed(asked, SOON).isInstanceOf(TimeoutException.class);
        gate.countDown();
        assertThat(ask("coordination")).succeedsWithin(SOON);
        back.shutdownNow();
    }

    @Test
    void whatWasAskedOfOneWhoWasNeverThereHasNotLeft() {
        whyFailed(ask("coordination"), PATIENCE).isInstanceOf(PeerLinks.UnsentException.class);
    }

    @Test
    void whatWasUnderWayWhenTheOtherEndedMayHaveArrivedAndTheNextOneIsAskedAnew() throws Exception {
        var arrived = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        var back = serve(_ -> {
            arrived.countDown();
            return behind(gate);
        });
        lookFor(SOON);
        var asked = ask("coordination");
        arrived.await();

        back.shutdownNow().awaitTermination();

        whyFailed(asked, PATIENCE).isNotInstanceOf(PeerLinks.UnsentException.class);
        var again = serve(_ -> new PeerAnswer.Term("n1", 8));
        lookFor(SOON);
        assertThat(ask("coordination")).succeedsWithin(PATIENCE).isEqualTo(new PeerAnswer.Term("n1", 8));
        again.shutdownNow();
    }

    @Test
    void aQuestionThatIsTooLargeHasNotLeftAndHarmsNoOther() throws Exception {
        var gate = new CountDownLatch(1);
        var back = serve(_ -> behind(gate));
        lookFor(SOON);
        var asked = ask("coordination");

        whyFailed(
                        links.ask(
                                address, new PeerQuestion.Carry(new Payload(new byte[16 << 20])), PATIENCE.toMillis()),
                        PATIENCE)
                .isInstanceOf(PeerLinks.UnsentException.class);
        gate.countDown();
        assertThat(asked).succeedsWithin(PATIENCE);
        back.shutdownNow();
    }

    @Test
    void anAnswerThatIsTooLargeIsNoneAndHarmsNoOther() throws Exception {
        var gate = new CountDownLatch(1);
        var back = serve(question -> {
            if (question instanceof PeerQuestion.Ping) {
                return new PeerAnswer.Carried(new Payload(new byte[16 << 20]));
            }
            return behind(gate);
        });
        lookFor(SOON);
        var asked = ask("coordination");

        whyFailed(links.ask(address, new PeerQuestion.Ping(), PATIENCE.toMillis()), PATIENCE)
                .isInstanceOf(IllegalStateException.class);
        gate.countDown();
        assertThat(asked).succeedsWithin(PATIENCE);
        back.shutdownNow();
    }

    @Test
    void whatIsAskedAfterTheEndHasNotLeft() throws Exception {
        var gate = new CountDownLatch(1);
        var back = serve(_ -> behind(gate));
        links.close();

        whyFailed(links.ask(address, new PeerQuestion.Ping(), SOON.toMillis()), PATIENCE)
                .isInstanceOf(PeerLinks.UnsentException.class);
        gate.countDown();
        back.shutdownNow();
    }

    @Test
    void anAnswerThatCannotBeReadFailsWhateverIsThrown() throws Exception {
        var back = serve();
        var channel = NettyChannelBuilder.forTarget(address)
                .usePlaintext()
                .directExecutor()
                .build();
        try {
            var stream = PeerStream.open(channel, _ -> {
                throw new AssertionError("unreadable");
            });
            whyFailed(stream.ask(messages.encode(new PeerQuestion.Ping()), SOON.toMillis()), PATIENCE)
                    .isInstanceOf(AssertionError.class);
        } finally {
            channel.shutdownNow();
            back.shutdownNow();
        }
    }

    private static ThrowableAssertAlternative<?> whyFailed(CompletableFuture<PeerAnswer> asked, Duration time) {
        return assertThat(asked).failsWithin(time).withThrowableThat().havingCause();
    }

    /** An answer that is given when the gate opens. */
    private static PeerAnswer behind(CountDownLatch gate) {
        await(gate);
        return new PeerAnswer.Term("n1", 7);
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<PeerAnswer> ask(String group) {
        return links.ask(address, new PeerQuestion.TermOf(group), PATIENCE.toMillis());
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
        return serve(_ -> new PeerAnswer.Term("n1", 7));
    }

    private Server serve(Function<PeerQuestion, PeerAnswer> answers) throws IOException {
        var service = new PeerService(messages, answers, threads);
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .maxInboundMessageSize(16 << 20)
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
