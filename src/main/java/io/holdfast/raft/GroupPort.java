package io.holdfast.raft;

import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.Delivery;
import io.holdfast.cluster.EventFeed;
import io.holdfast.cluster.Member;
import io.holdfast.cluster.NoLeaderException;
import io.holdfast.cluster.OutcomeUnknownException;
import io.holdfast.cluster.PendingReplies;
import io.holdfast.cluster.Testimony;
import io.holdfast.core.Answer;
import io.holdfast.core.Inquiry;
import io.holdfast.core.Payload;
import io.holdfast.core.Request;
import io.holdfast.core.Topic;
import io.holdfast.wire.Codec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The port to one data group: what is asked of this node goes to the group's leader, wherever that is. */
final class GroupPort implements DataGroup {

    /** How long somebody who would hear nothing waits before he looks again. */
    private static final Duration DEAF = Duration.ofMillis(100);

    private final Errand.Ground ground;
    private final Codec codec;
    private final Duration readTimeout;

    GroupPort(Errand.Ground ground, Codec codec, Duration readTimeout) {
        this.ground = ground;
        this.codec = codec;
        this.readTimeout = readTimeout;
    }

    @Override
    public String name() {
        return ground.group();
    }

    /** This node's part, if it has a copy that is kept up to date. */
    private @Nullable GroupNode here() {
        var here = ground.here().get();
        return here != null && here.isMember() ? here : null;
    }

    @Override
    public boolean leads() {
        var here = here();
        return here != null && here.leads();
    }

    @Override
    public boolean isHere() {
        return here() != null;
    }

    @Override
    public @Nullable Member leader() {
        return ground.leader();
    }

    @Override
    public Delivery submit(Request request, Payload note) {
        var bytes = codec.encodeRequest(request);
        return new Errand(ground, ground.patience().requestTimeout())
                .run(new Errand.Task<>(
                        request.key() != null,
                        bytes.length + note.bytes().length,
                        (group, repeated) -> new Delivering(group).deliver(request, bytes, note, repeated),
                        repeated -> new PeerQuestion.Propose(name(), new Payload(bytes), repeated, note),
                        GroupPort::deliveryIn));
    }

    private static @Nullable Delivery deliveryIn(PeerAnswer answer) {
        return answer instanceof PeerAnswer.Delivered delivered
                ? new Delivery(
                        delivered.result(),
                        delivered.sequence(),
                        delivered.replayed(),
                        delivered.enclosure(),
                        delivered.note())
                : null;
    }

    @Override
    public <A extends Answer> A ask(Inquiry<A> inquiry) {
        var here = here();
        if (here != null) {
            try {
                return typed(new Delivering(here).answer(inquiry));
            } catch (RuntimeException e) {
                if (here.isMember()) {
                    throw e;
                }
            }
        }
        // It lives elsewhere, or has been moved there meanwhile.
        return askElsewhere(inquiry);
    }

    private <A extends Answer> A askElsewhere(Inquiry<A> inquiry) {
        try {
            return typed(new Errand(ground, readTimeout)
                    .run(new Errand.Task<>(
                            true,
                            0,
                            (group, _) -> new Delivering(group).answer(inquiry),
                            _ -> new PeerQuestion.Inquire(name(), inquiry),
                            answer -> answer instanceof PeerAnswer.Answered answered ? answered.answer() : null)));
        } catch (OutcomeUnknownException e) {
            throw new NoLeaderException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public long confirmTerm() {
        return confirmTerm(null);
    }

    @Override
    public long confirmTerm(@Nullable Testimony asker) {
        var here = here();
        if (here == null) {
            throw new NoLeaderException("this node has no copy of " + name());
        }
        return here.confirmTerm(asker);
    }

    @Override
    public @Nullable Testimony testify() {
        var here = here();
        return here == null ? null : here.testify();
    }

    @Override
    public <A extends Answer> @Nullable A askLocal(Inquiry<A> inquiry) {
        var here = here();
        if (here == null) {
            return null;
        }
        try {
            return typed(new Delivering(here).answerLocal(inquiry));
        } catch (RuntimeException e) {
            if (here.isMember()) {
                throw e;
            }
            return null;
        }
    }

    @SuppressWarnings("unchecked") // an inquiry says what its answer is
    private static <A extends Answer> A typed(Answer answer) {
        return (A) answer;
    }

    @Override
    public Parked park(Topic topic) {
        var here = here();
        return here == null ? new Deaf() : new Listening(here.state().pending(), topic);
    }

    @Override
    public @Nullable EventFeed events() {
        var here = here();
        return here == null ? null : here.state().feed();
    }

    private static final class Deaf implements Parked {

        @Override
        public boolean await(Duration patience) throws InterruptedException {
            Thread.sleep(patience.compareTo(DEAF) < 0 ? patience : DEAF);
            return false;
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    private static final class Listening implements Parked {
        private final PendingReplies pending;
        private final Topic topic;
        private final PendingReplies.Parked parked;

        private Listening(PendingReplies pending, Topic topic) {
            this.pending = pending;
            this.topic = topic;
            this.parked = pending.park(topic);
        }

        @Override
        public boolean await(Duration patience) throws InterruptedException {
            return parked.await(patience.toNanos());
        }

        @Override
        public void close() {
            pending.leave(topic, parked);
        }
    }
}
