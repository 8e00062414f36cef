package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.ratis.thirdparty.io.grpc.stub.CallStreamObserver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FrameSenderTest {

    /** A stream that has room for so many messages. */
    private static final class Pipe extends CallStreamObserver<List<PeerFrame>> {
        private final List<List<PeerFrame>> messages = new ArrayList<>();
        private int room;
        private @Nullable Throwable broken;
        private boolean ended;

        private Pipe(int room) {
            this.room = room;
        }

        @Override
        public boolean isReady() {
            return messages.size() < room;
        }

        @Override
        public void onNext(List<PeerFrame> message) {
            switch (broken) {
                case null -> messages.add(message);
                case Error error -> throw error;
                default -> throw new IllegalStateException(broken);
            }
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}

        @Override
        public void onError(Throwable failure) {
            ended = true;
            throw new IllegalStateException("call already closed");
        }

        @Override
        public void onCompleted() {}

        private List<Long> calls() {
            return messages.stream().flatMap(List::stream).map(PeerFrame::call).toList();
        }
    }

    private static final class Sheet implements FrameSender.Outgoing {
        private final PeerFrame frame;
        private boolean pointless;
        private boolean departed;

        private Sheet(long call, int bytes) {
            frame = new PeerFrame(call, new byte[bytes]);
        }

        @Override
        public @Nullable PeerFrame depart() {
            departed = !pointless;
            return pointless ? null : frame;
        }

        @Override
        public boolean isPointless() {
            return pointless;
        }
    }

    @Test
    void whatCameWhileThereWasNoRoomSharesAMessage() {
        var pipe = new Pipe(0);
        var sender = new FrameSender(pipe);
        for (int call = 1; call <= 3; call++) {
            sender.send(new Sheet(call, 10));
        }
        assertThat(pipe.messages).isEmpty();

        pipe.room = 1;
        sender.flush();

        assertThat(pipe.messages).hasSize(1);
        assertThat(pipe.calls()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whatIsLargeGoesAlone() {
        var pipe = new Pipe(0);
        var sender = new FrameSender(pipe);
        sender.send(new Sheet(1, 10));
        sender.send(new Sheet(2, FrameSender.MESSAGE_BYTES));
        sender.send(new Sheet(3, 10));

        pipe.room = 2;
        sender.flush();
        assertThat(pipe.calls()).containsExactly(1L, 2L);

        pipe.room = 3;
        sender.flush();
        assertThat(pipe.messages).extracting(List::size).containsExactly(1, 1, 1);
        assertThat(pipe.calls()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whatHasBecomePointlessDoesNotGoAndIsNotKept() {
        var pipe = new Pipe(0);
        var sender = new FrameSender(pipe);
        var forgotten = new Sheet(1, 10);
        var late = new Sheet(2, 10);
        sender.send(forgotten);
        sender.send(late);
        forgotten.pointless = true;
        sender.look();
        late.pointless = true;

        pipe.room = 9;
        sender.send(new Sheet(3, 10));

        assertThat(pipe.calls()).containsExactly(3L);
        assertThat(forgotten.departed).isFalse();
    }

    @Test
    void aStreamThatThrowsIsEndedAndLeftAlone() {
        for (var broken : List.of(new IllegalStateException("call was cancelled"), new OutOfMemoryError("direct"))) {
            var pipe = new Pipe(9);
            pipe.broken = broken;
            var sender = new FrameSender(pipe);
            sender.send(new Sheet(1, 10));
            pipe.broken = null;

            sender.send(new Sheet(2, 10));
            sender.flush();

            assertThat(pipe.calls()).isEmpty();
            assertThat(pipe.ended).isTrue();
        }
    }

    @Test
    void whatManySendAtOnceGoesInFullAndOneMessageAtATime() throws Exception {
        var pipe = new Pipe(Integer.MAX_VALUE);
        var sender = new FrameSender(pipe);
        try (var threads = Executors.newFixedThreadPool(8)) {
            IntStream.range(0, 20_000).forEach(call -> threads.execute(() -> sender.send(new Sheet(call, 1))));
        }

        assertThat(pipe.calls()).hasSize(20_000).doesNotHaveDuplicates();
    }
}
