package io.holdfast.raft;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.Channel;
import org.apache.ratis.thirdparty.io.grpc.stub.ClientCallStreamObserver;
import org.apache.ratis.thirdparty.io.grpc.stub.ClientCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.ClientResponseObserver;
import org.jspecify.annotations.Nullable;

/**
 * A stream of questions to another node, and of its answers, each as it is found. When the stream breaks, every question on it
 * fails; it is not opened again.
 */
final class PeerStream implements ClientResponseObserver<List<PeerFrame>, List<PeerFrame>> {

    private final Function<byte[], PeerAnswer> reader;
    private final Map<Long, Question> asked = new ConcurrentHashMap<>();
    private final AtomicLong calls = new AtomicLong();
    private @Nullable FrameSender sender;
    private volatile @Nullable Throwable end;

    /** A question that has not been answered. */
    private static final class Question implements FrameSender.Outgoing {
        private final PeerFrame frame;
        private final long deadlineNanos;
        private final CompletableFuture<PeerAnswer> answer = new CompletableFuture<>();
        /** Whether it has left, or never will. */
        private final AtomicBoolean decided = new AtomicBoolean();

        private Question(PeerFrame frame, long deadlineNanos) {
            this.frame = frame;
            this.deadlineNanos = deadlineNanos;
        }

        @Override
        public @Nullable PeerFrame depart() {
            return decided.compareAndSet(false, true) ? frame : null;
        }

        @Override
        public boolean isPointless() {
            return answer.isDone();
        }

        private void fail(Throwable why) {
            answer.completeExceptionally(decided.compareAndSet(false, true) ? new PeerLinks.UnsentException(why) : why);
        }
    }

    /** @param reader makes an answer of its bytes */
    private PeerStream(Function<byte[], PeerAnswer> reader) {
        this.reader = reader;
    }

    static PeerStream open(Channel channel, Function<byte[], PeerAnswer> reader) {
        var stream = new PeerStream(reader);
        var unused =
                ClientCalls.asyncBidiStreamingCall(channel.newCall(PeerService.CONVERSE, CallOptions.DEFAULT), stream);
        return stream;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<List<PeerFrame>> questions) {
        var frames = new FrameSender(questions);
        questions.setOnReadyHandler(frames::flush);
        sender = frames;
    }

    boolean isOver() {
        return end != null;
    }

    /** See {@link PeerLinks#ask}. */
    CompletableFuture<PeerAnswer> ask(byte[] bytes, long timeoutMillis) {
        long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
        var question = new Question(new PeerFrame(calls.incrementAndGet(), bytes), deadline);
        asked.put(question.frame.call(), question);
        var why = end;
        var frames = sender;
        if (why != null || frames == null) {
            fail(question, why == null ? new IllegalStateException("the stream has not begun") : why);
        } else {
            frames.send(question);
        }
        return question.answer;
    }

    private void fail(Question question, Throwable why) {
        if (asked.remove(question.frame.call()) != null) {
            question.fail(why);
        }
    }

    /** Gives up what has waited for too long; called several times a second. */
    void look() {
        long now = System.nanoTime();
        for (var question : asked.values()) {
            if (now - question.deadlineNanos >= 0) {
                fail(question, new TimeoutException("no answer in time"));
            }
        }
        if (sender != null) {
            sender.look();
        }
    }

    @Override
    public void onNext(List<PeerFrame> answers) {
        for (var frame : answers) {
            var question = asked.remove(frame.call());
            if (question != null) {
                answer(question, frame.bytes());
            }
        }
    }

    private void answer(Question question, byte[] bytes) {
        try {
            question.answer.complete(reader.apply(bytes));
        } catch (RuntimeException | Error e) {
            question.answer.completeExceptionally(e);
        }
    }

    @Override
    public void onError(Throwable why) {
        end = why;
        if (sender != null) {
            sender.close();
        }
        asked.values().forEach(question -> fail(question, why));
    }

    @Override
    public void onCompleted() {
        onError(new IllegalStateException("the node has ended the stream"));
    }
}
