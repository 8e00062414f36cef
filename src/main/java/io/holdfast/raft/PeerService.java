package io.holdfast.raft;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerServiceDefinition;
import org.apache.ratis.thirdparty.io.grpc.Status;
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

    static final MethodDescriptor<byte[], byte[]> ASK = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName("holdfast.Peers", "Ask"))
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    private static final Logger LOG = LoggerFactory.getLogger(PeerService.class);

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

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
                .addMethod(ASK, ServerCalls.asyncUnaryCall(this::ask))
                .build();
    }

    /**
     * Has a question taken up where it is read: it is given a thread at once, and would only wait for another before that.
     * What Ratis is asked keeps the executor that it has.
     */
    static @Nullable Executor executor(ServerCall<?, ?> call) {
        return call.getMethodDescriptor().getFullMethodName().equals(ASK.getFullMethodName()) ? Runnable::run : null;
    }

    private void ask(byte[] question, StreamObserver<byte[]> observer) {
        threads.execute(() -> answer(question, observer));
    }

    private void answer(byte[] question, StreamObserver<byte[]> observer) {
        try {
            var answer = answers.apply((PeerQuestion) messages.decode(question));
            observer.onNext(messages.encode((Record) answer));
            observer.onCompleted();
        } catch (RuntimeException e) {
            LOG.debug("no answer to a question", e);
            observer.onError(Status.INTERNAL.withDescription(e.getMessage()).asRuntimeException());
        }
    }
}
