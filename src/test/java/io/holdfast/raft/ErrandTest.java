package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.OutcomeUnknownException;
import io.holdfast.cluster.OverloadedException;
import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import io.holdfast.raft.PeerAnswer.Condition;
import io.holdfast.raft.PeerAnswer.Delivered;
import io.holdfast.raft.PeerAnswer.Failed;
import io.holdfast.testing.counter.CounterAnswer.Value;
import io.holdfast.testing.counter.CounterCommand.Take;
import io.holdfast.testing.counter.CounterInquiry.ValueOf;
import io.holdfast.testing.counter.CounterPrimitive;
import io.holdfast.testing.counter.CounterResult.Taken;
import io.holdfast.wire.Codec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.ratis.thirdparty.io.grpc.Server;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node without a copy of the group, and two others that answer what they are told to. */
class ErrandTest {

    private static final Duration TIME = Duration.ofSeconds(10);
    private static final PeerAnswer DONE = new Delivered(new Taken(1), 1, false, null, Payload.NONE);
    private static final PeerAnswer CAROL_LEADS = new Failed(Condition.NOT_LEADER, "the leader is n3", "n3");
    private static final PeerAnswer NOBODY_LEADS = new Failed(Condition.NO_LEADER, "an election", "");
    private static final PeerAnswer TOO_MUCH = new Failed(Condition.OVERLOADED, "too much", "");
    private static final PeerAnswer UNKNOWN = new Failed(Condition.OUTCOME_UNKNOWN, "deposed", "");

    private final Codec codec = new Codec(List.of(CounterPrimitive.COUNTERS));
    private final PeerMessages messages = new PeerMessages(codec);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PeerLinks links = new PeerLinks(messages);
    private final Peer bob = new Peer();
    private final Peer carol = new Peer();

    /** Gives its answers in turn, and the last one for ever. */
    private final class Peer {
        private final int port = freePort();
        private final Queue<PeerAnswer> answers = new ConcurrentLinkedQueue<>();
        private final Queue<PeerQuestion> asked = new ConcurrentLinkedQueue<>();
        private Server server;

        private void serve() throws IOException {
            var service = new PeerService(messages, this::answer, threads);
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .addService(service.definition())
                    .build()
                    .start();
        }

        private PeerAnswer answer(PeerQuestion question) {
            asked.add(question);
            return answers.size() > 1 ? answers.remove() : answers.peek();
        }

        private void answers(PeerAnswer... inTurn) {
            answers.addAll(List.of(inTurn));
        }
    }

    @BeforeEach
    void serve() throws IOException {
        bob.serve();
        carol.serve();
    }

    @AfterEach
    void close() {
        links.close();
        bob.server.shutdownNow();
        carol.server.shutdownNow();
        threads.shutdownNow();
    }

    @Test
    void itGoesWhereItIsSent() {
        bob.answers(CAROL_LEADS);
        carol.answers(DONE);

        assertThat(port(TIME).submit(take("k")).result()).isEqualTo(new Taken(1));
        assertThat(bob.asked).hasSize(1);
    }

    @Test
    void itWaitsForSomebodyToLead() {
        bob.answers(NOBODY_LEADS, NOBODY_LEADS, DONE);
        carol.answers(NOBODY_LEADS);

        assertThat(port(TIME).submit(take("k")).result()).isEqualTo(new Taken(1));
    }

    @Test
    void ifNobodyLeadsForLongItIsGivenUp() {
        bob.answers(NOBODY_LEADS);
        carol.answers(NOBODY_LEADS);

        assertThatThrownBy(() -> port(TIME, Duration.ofMillis(300)).submit(take("k")))
                .isInstanceOf(NoLeaderException.class);
    }

    @Test
    void whatTheLeaderHasNoRoomForIsNotTriedAgain() {
        bob.answers(TOO_MUCH);

        assertThatThrownBy(() -> port(TIME).submit(take("k"))).isInstanceOf(OverloadedException.class);
    }

    @Test
    void whatMayHaveHappenedIsRepeatedUnderItsKey() {
        bob.answers(UNKNOWN);
        carol.answers(TOO_MUCH, DONE);

        assertThat(port(TIME).submit(take("k")).result()).isEqualTo(new Taken(1));
        assertThat(isRepetition(bob.asked.peek())).isFalse();
        assertThat(isRepetition(carol.asked.peek())).isTrue();
    }

    @Test
    void whatMayHaveHappenedAndHasNoKeyIsNotRepeated() {
        bob.answers(UNKNOWN);
        carol.answers(DONE);

        assertThatThrownBy(() -> port(TIME).submit(new Request(null, 1, null, new Take("sheep"))))
                .isInstanceOf(OutcomeUnknownException.class);
        assertThat(carol.asked).isEmpty();
    }

    @Test
    void onceItMayHaveHappenedNobodySaysThatItHasNot() {
        bob.answers(DONE, UNKNOWN, UNKNOWN);
        carol.answers(NOBODY_LEADS);
        port(TIME).submit(take("warm-up"));

        assertThatThrownBy(() -> port(Duration.ofSeconds(2)).submit(take("k")))
                .isInstanceOf(OutcomeUnknownException.class);
    }

    @Test
    void anInquiryIsAnsweredByTheLeader() {
        bob.answers(CAROL_LEADS);
        carol.answers(new PeerAnswer.Answered(new Value(3)));

        assertThat(port(TIME).ask(new ValueOf("sheep"))).isEqualTo(new Value(3));
        assertThat(port(TIME).askLocal(new ValueOf("sheep"))).isNull();
        assertThat(port(TIME).isHere()).isFalse();
    }

    private static boolean isRepetition(PeerQuestion question) {
        return ((PeerQuestion.Propose) question).repeated();
    }

    private GroupPort port(Duration time) {
        return port(time, time);
    }

    private GroupPort port(Duration time, Duration leaderWait) {
        var members = new ArrayList<String>();
        members.add("n1/127.0.0.1:1/http://127.0.0.1:8081");
        members.add("n2/127.0.0.1:" + bob.port + "/http://127.0.0.1:8082");
        members.add("n3/127.0.0.1:" + carol.port + "/http://127.0.0.1:8083");
        var node = new NodeProperties("n1", Path.of("unused"), "127.0.0.1", 0);
        var ground = new Errand.Ground(
                "data-0",
                () -> null,
                Members.of(node, new ClusterProperties("test", members), 8081),
                () -> null,
                new Hops(links),
                new GroupProperties(1, 3, time, leaderWait));
        return new GroupPort(ground, codec, time);
    }

    private static Request take(String key) {
        return new Request(new RequestKey("", key), 1, null, new Take("sheep"));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
