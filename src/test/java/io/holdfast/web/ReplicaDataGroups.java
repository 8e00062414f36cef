package io.holdfast.web;

import io.holdfast.cluster.ClusterException;
import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.DataGroups;
import io.holdfast.cluster.Delivery;
import io.holdfast.cluster.EventFeed;
import io.holdfast.cluster.LeaderDesk;
import io.holdfast.cluster.Member;
import io.holdfast.cluster.NotLeaderException;
import io.holdfast.cluster.PendingReplies;
import io.holdfast.core.Answer;
import io.holdfast.core.Inquiry;
import io.holdfast.core.Payload;
import io.holdfast.core.Primitive;
import io.holdfast.core.Request;
import io.holdfast.core.Scope;
import io.holdfast.core.Topic;
import io.holdfast.replica.Entry;
import io.holdfast.replica.Replica;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Data groups of one replica each, in memory. This node leads them all unless it is told otherwise. */
public final class ReplicaDataGroups implements DataGroups {

    private final List<InMemory> groups;

    /** @param primitives of any scope */
    public ReplicaDataGroups(int count, List<? extends Primitive<?, ?>> primitives) {
        this(count, primitives, List.of());
    }

    /** @param desks what answers at the leader */
    public ReplicaDataGroups(int count, List<? extends Primitive<?, ?>> primitives, List<LeaderDesk> desks) {
        var data = primitives.stream()
                .filter(primitive -> primitive.scope() == Scope.DATA)
                .toList();
        groups = IntStream.range(0, count)
                .mapToObj(number -> new InMemory("data-" + number, data, desks))
                .toList();
    }

    @Override
    public int count() {
        return groups.size();
    }

    @Override
    public InMemory group(int number) {
        return groups.get(number);
    }

    /** One of them. */
    public static final class InMemory implements DataGroup {

        private final String name;
        private final List<? extends Primitive<?, ?>> primitives;
        private final Replica replica;
        private @Nullable Replica afterwards;
        private final PendingReplies pending = new PendingReplies();
        private final EventFeed feed = new EventFeed();
        private final Deque<Runnable> surprises = new ArrayDeque<>();
        private final List<Request> submitted = new ArrayList<>();
        private final List<Request> appended = new ArrayList<>();
        private final long startNanos = System.nanoTime();
        private final List<LeaderDesk> desks;
        private long index;
        private long term = 1;
        private volatile boolean leads = true;
        private volatile boolean here = true;
        private int questionsLeft;
        private final AtomicLong skippedMillis = new AtomicLong();

        private InMemory(String name, List<? extends Primitive<?, ?>> primitives, List<LeaderDesk> desks) {
            this.name = name;
            this.primitives = primitives;
            this.desks = desks;
            replica = new Replica(primitives);
        }

        public void lead(boolean whether) {
            leads = whether;
        }

        /** Whether this node has a copy of it. */
        public void beHere(boolean whether) {
            here = whether;
        }

        /** Has this node lose its copy when that has been asked so often. */
        public synchronized void leaveAfter(int questions) {
            questionsLeft = questions;
            afterwards = null;
        }

        /** Has this node follow with a copy that is made anew, and empty, when its own has been asked so often. */
        public synchronized void beginAnewAfter(int questions) {
            questionsLeft = questions;
            afterwards = new Replica(primitives);
        }

        /** Has the next request fail before it changes anything. */
        public void failNext(Supplier<? extends ClusterException> failure) {
            beforeNext(() -> {
                throw failure.get();
            });
        }

        /** Has this happen before the next request changes anything. */
        public synchronized void beforeNext(Runnable surprise) {
            surprises.add(surprise);
        }

        /** Lets cluster time pass at once. */
        public void pass(Duration time) {
            skippedMillis.addAndGet(time.toMillis());
            passTime();
        }

        /** All that was asked of it. */
        public synchronized List<Request> submitted() {
            return List.copyOf(submitted);
        }

        /** What of that came into the log. */
        public synchronized List<Request> appended() {
            return List.copyOf(appended);
        }

        public synchronized void forget() {
            submitted.clear();
            appended.clear();
            surprises.clear();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean leads() {
            return leads;
        }

        @Override
        public boolean isHere() {
            return here;
        }

        @Override
        public Member leader() {
            return leads ? ReplicaConsensus.N1 : ReplicaConsensus.N2;
        }

        @Override
        public synchronized Delivery submit(Request request, Payload note) {
            submitted.add(request);
            var surprise = surprises.poll();
            if (surprise != null) {
                surprise.run();
            }
            passTime();
            var foreseen = replica.foresee(request, now());
            if (foreseen != null) {
                return new Delivery(foreseen, 0, false, null);
            }
            if (!replica.isAnswered(request)) {
                for (var desk : desks) {
                    var told = desk.answer(new Here(), request);
                    if (told != null) {
                        return new Delivery(told, 0, false, null);
                    }
                }
            }
            appended.add(request);
            var step = replica.apply(new Entry(now(), List.of(request)));
            feed.append(++index, now(), step.events());
            pending.wake(step.events());
            var outcome = step.outcomes().getFirst();
            return new Delivery(
                    outcome.result(),
                    outcome.sequence(),
                    outcome.replayed(),
                    replica.enclosure(request.command(), outcome.result()));
        }

        /** Where desks stand. */
        private final class Here implements LeaderDesk.Seat {

            @Override
            public String group() {
                return name;
            }

            @Override
            public long term() {
                return term;
            }

            @Override
            public Answer ask(Inquiry<?> inquiry) {
                return replica.answer(inquiry, now());
            }
        }

        /** Another leads for a while, and then this node again. */
        public synchronized void changeLeader() {
            term++;
        }

        private long now() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos) + skippedMillis.get();
        }

        private synchronized void passTime() {
            if (replica.nextDeadline().orElse(Long.MAX_VALUE) <= now()) {
                var step = replica.apply(new Entry(now(), List.of()));
                feed.append(++index, now(), step.events());
                pending.wake(step.events());
            }
        }

        @Override
        @SuppressWarnings("unchecked") // machines answer an inquiry as it says
        public synchronized <A extends Answer> A ask(Inquiry<A> inquiry) {
            var surprise = surprises.poll();
            if (surprise != null) {
                surprise.run();
            }
            passTime();
            return (A) replica.answer(inquiry, now());
        }

        @Override
        @SuppressWarnings("unchecked") // machines answer an inquiry as it says
        public synchronized <A extends Answer> A askLocal(Inquiry<A> inquiry) {
            passTime();
            var copy = leads || afterwards == null ? replica : afterwards;
            var answer = here ? (A) copy.answer(inquiry, now()) : null;
            if (questionsLeft > 0 && --questionsLeft == 0) {
                here = afterwards != null;
                leads = false;
            }
            return answer;
        }

        @Override
        public synchronized long confirmTerm() {
            if (!leads) {
                throw new NotLeaderException(ReplicaConsensus.N2);
            }
            return term;
        }

        @Override
        public Parked park(Topic topic) {
            var waiter = pending.park(topic);
            return new Parked() {
                @Override
                public boolean await(Duration patience) throws InterruptedException {
                    long end = System.nanoTime() + patience.toNanos();
                    while (System.nanoTime() < end) {
                        passTime();
                        if (waiter.await(
                                Math.min(TimeUnit.MILLISECONDS.toNanos(10), Math.max(1, end - System.nanoTime())))) {
                            return true;
                        }
                        if (!here) {
                            return false;
                        }
                    }
                    return false;
                }

                @Override
                public void close() {
                    pending.leave(topic, waiter);
                }
            };
        }

        @Override
        public EventFeed events() {
            return here ? feed : null;
        }
    }
}
