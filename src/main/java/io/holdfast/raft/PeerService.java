package io.holdfast.raft;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerServiceDefinition;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCallStreamObserver;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers other nodes' questions on the port that Ratis listens on, so that whoever can reach a node's Raft can reach
 * this, under the same TLS, and nobody else.
 */
final class PeerService {

    static final MethodDescriptor<List<PeerFrame>, List<PeerFrame>> CONVERSE =
            MethodDescriptor.<List<PeerFrame>, List<PeerFrame>>newBuilder()
                    .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName("holdfast.Peers", "Converse"))
                    .setRequestMarshaller(new PeerFrame.Marshaller())
                    .setResponseMarshaller(new PeerFrame.Marshaller())
                    .build();

    private static final Logger LOG = LoggerFactory.getLogger(PeerService.class);

    private static final byte[] NONE = {};

    private final PeerMessages messages;
    private final Function<PeerQuestion, PeerAnswer> answers;
    private final ExecutorService threads;

    /**
     * Some answers wait for others (an admission, a confirmed index, a group that is being opened), so each question has a
     * thread.
     */
    PeerService(PeerMessages messages, Function<PeerQuestion, PeerAnswer> answers, ExecutorService threads) {
        this.messages = messages;
        this.answers = answers;
        this.threads = threads;
    }

    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder("holdfast.Peers")
                .addMethod(CONVERSE, ServerCalls.asyncBidiStreamingCall(this::converse))
                .build();
    }

    /**
     * Has questions taken up where they are read: each is given a thread at once, and would only wait for another before that.
     * What Ratis is asked keeps the executor that it has.
     */
    static @Nullable Executor executor(ServerCall<?, ?> call) {
        return call.getMethodDescriptor().getFullMethodName().equals(CONVERSE.getFullMethodName())
                ? Runnable::run
                : null;
    }

    private StreamObserver<List<PeerFrame>> converse(StreamObserver<List<PeerFrame>> answers) {
        var stream = (ServerCallStreamObserver<List<PeerFrame>>) answers;
        var sender = new FrameSender(stream);
        stream.setOnReadyHandler(sender::flush);
        stream.setOnCancelHandler(sender::close);
        return new StreamObserver<>() {
            @Override
            public void onNext(List<PeerFrame> questions) {
                for (var question : questions) {
                    threads.execute(() -> {
                        var answer = new PeerFrame(question.call(), answer(question.bytes()));
                        // It goes in any case: whether somebody still waits for it is not known here.
                        sender.send(() -> answer);
                    });
                }
            }

            @Override
            public void onError(Throwable failure) {
                sender.close();
            }

            @Override
            public void onCompleted() {
                sender.close();
                stream.onCompleted();
            }
        };
    }

    private byte[] answer(byte[] question) {
        try {
            var bytes = messages.encode((Record) answers.apply((PeerQuestion) messages.decode(question)));
            if (PeerFrame.fits(bytes)) {
                return bytes;
            }
            LOG.warn("an answer of {} bytes is too large to be given", bytes.length);
            return NONE;
        } catch (RuntimeException e) {
            LOG.debug("no answer to a question", e);
            return NONE;
        }
    }
}
