package io.holdfast.raft;

import io.holdfast.replica.Entry;
import io.holdfast.replica.Step;
import io.holdfast.store.DurableMarker;
import io.holdfast.wire.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.ClientInvocationId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ratis' side of a replica. Entries are applied on Ratis' one applying thread (Singular Update Queue), synchronously,
 * because a snapshot waits for everything that was begun. A broken invariant or an unreadable entry is thrown, which
 * closes the server: a node must not go on with a state that may differ from the others'.
 */
final class ReplicaStateMachine extends BaseStateMachine {

    /** Who is told of what happens in the group. */
    interface Listener {

        /** On the applying thread, after each entry. */
        void applied(Entry entry, Step step);

        /** On the applying thread, after the first entry of this node's term was applied. */
        void leading();

        /** This node stopped leading. */
        void deposed();

        /** What this node proposed under this call; null if the entry is another's. */
        @Nullable
        Batch claim(ClientInvocationId invocation);

        /** Whether the batch may enter the log now. Asked while the log is locked, so that the term cannot change. */
        boolean mayAppend(Batch batch);

        /** Leader, term or membership changed. */
        void changed();

        /** A snapshot was taken here. */
        void snapshotTaken(long index, String digest);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaStateMachine.class);
    private static final long ASKING_MILLIS = 60_000;
    private static final CompletableFuture<Message> DONE = CompletableFuture.completedFuture(Message.EMPTY);

    private final SnapshotStorage storage;
    private final Codec codec;
    private final AppliedState state;
    private final DurableMarker marker;
    private final Listener listener;
    private final Consumer<Throwable> logFailed;
    private final Snapshots snapshots;
    private @Nullable BackgroundSnapshots background;
    private @Nullable SpaceWatch space;
    private Runnable ask = () -> {};
    private long snapshotBytes = Long.MAX_VALUE;
    private long loggedBytes;

    /** @param logFailed is told why the log cannot be written, after which the node must end */
    ReplicaStateMachine(
            Codec codec, AppliedState state, DurableMarker marker, Listener listener, Consumer<Throwable> logFailed) {
        this.codec = codec;
        this.state = state;
        this.marker = marker;
        this.listener = listener;
        this.logFailed = logFailed;
        this.storage = new SnapshotStorage(state.shelves().areOnDisk());
        this.snapshots = new Snapshots(codec, storage);
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage) throws IOException {
        getLifeCycle()
                .startAndTransition(
                        () -> {
                            super.initialize(server, group, raftStorage);
                            storage.init(raftStorage);
                            ask = () -> wantSnapshot(server);
                            snapshotBytes =
                                    server.getProperties().getLong(EngineSettings.SNAPSHOT_BYTES, Long.MAX_VALUE);
                            keepShelves(
                                    server,
                                    raftStorage.getStorageDir().getRoot().toPath());
                            load();
                        },
                        IOException.class);
    }

    private void keepShelves(RaftServer server, Path groupDirectory) {
        var shelves = state.shelves();
        if (!shelves.areOnDisk()) {
            return;
        }
        shelves.place(groupDirectory);
        var settings = server.getProperties();
        background = new BackgroundSnapshots(
                snapshots,
                storage,
                listener::snapshotTaken,
                new BackgroundSnapshots.Policy(
                        RaftServerConfigKeys.Snapshot.autoTriggerThreshold(settings),
                        RaftServerConfigKeys.Snapshot.retentionFileNum(settings),
                        shelves.tolerance()));
        space = new SpaceWatch(shelves, storage, () -> wantSnapshot(server)).start();
    }

    private void wantSnapshot(RaftServer server) {
        if (background != null) {
            background.want();
        }
        var unused = server.snapshotManagementAsync(SnapshotManagementRequest.newCreate(
                ClientId.randomId(), server.getId(), getGroupId(), 0, ASKING_MILLIS, 1));
    }

    /** Few large entries take as long to apply again as many small ones, and Ratis counts entries alone. */
    private void countBytes(LogEntryProto logged) {
        loggedBytes += logged.getStateMachineLogEntry().getLogData().size();
        if (loggedBytes >= snapshotBytes) {
            loggedBytes = 0;
            // Elsewhere, as this thread is the one that takes it.
            Thread.ofVirtual().name("snapshot-wanted").start(ask);
        }
    }

    /** Called before a snapshot that arrived takes the place of those here. */
    @Override
    public void pause() {
        settle();
        if (getLifeCycleState() == LifeCycle.State.RUNNING) {
            getLifeCycle().transition(LifeCycle.State.PAUSING);
            getLifeCycle().transition(LifeCycle.State.PAUSED);
        }
    }

    private void settle() {
        if (background != null) {
            background.settle();
        }
    }

    @Override
    public void reinitialize() throws IOException {
        storage.loadLatestSnapshot();
        snapshots.force();
        load();
        if (getLifeCycleState() == LifeCycle.State.PAUSED) {
            getLifeCycle().transition(LifeCycle.State.STARTING);
            getLifeCycle().transition(LifeCycle.State.RUNNING);
        }
    }

    private void load() throws IOException {
        var latest = storage.loadLatestSnapshot();
        var shelves = state.shelves();
        if (latest == null && !shelves.areOnDisk()) {
            return;
        }
        var file = latest == null ? null : latest.getFile().getPath();
        var opened = shelves.open(file);
        var replica = state.newReplica(opened);
        if (file == null) {
            state.begin(replica);
        } else {
            var at = snapshots.read(file, replica);
            state.replace(replica, at.getIndex());
            setLastAppliedTermIndex(at);
        }
        shelves.use(opened);
        if (background != null) {
            background.loaded(storage.newestIndex());
        }
    }

    @Override
    public void close() throws IOException {
        if (space != null) {
            space.close();
        }
        settle();
        state.shelves().use(null);
        super.close();
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) throws IOException {
        if (!(request.getMessage() instanceof Batch batch)) {
            throw new IOException("only this node itself proposes entries");
        }
        batch.markAppended();
        return TransactionContext.newBuilder()
                .setStateMachine(this)
                .setClientRequest(request)
                .build();
    }

    /**
     * The last look before the entry gets its place in the log of this term: what was let through under an earlier
     * leadership of this node must not.
     */
    @Override
    public TransactionContext preAppendTransaction(TransactionContext transaction) throws IOException {
        var request = transaction.getClientRequest();
        if (request != null && request.getMessage() instanceof Batch batch && !listener.mayAppend(batch)) {
            batch.markRefused();
            throw new StateMachineException("let through under an earlier leadership", false);
        }
        return transaction;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto logged = transaction.getLogEntry();
        var batch = listener.claim(ClientInvocationId.valueOf(logged.getStateMachineLogEntry()));
        var entry = batch != null
                ? batch.entry()
                : codec.decode(logged.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer());
        var step = state.apply(logged.getIndex(), entry);
        updateLastAppliedTermIndex(logged.getTerm(), logged.getIndex());
        countBytes(logged);
        listener.applied(entry, step);
        if (batch != null) {
            batch.complete(step);
        }
        state.feed().append(logged.getIndex(), state.onApplyThread().last().millis(), step.events());
        state.pending().wake(step.events());
        return DONE;
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        super.notifyTermIndexUpdated(term, index);
        state.pass(index);
    }

    @Override
    public long takeSnapshot() throws IOException {
        TermIndex at = getLastAppliedTermIndex();
        loggedBytes = 0;
        var shelves = state.shelves().current();
        if (background != null && shelves != null) {
            return getLifeCycleState() == LifeCycle.State.RUNNING
                    ? background.take(shelves, state.onApplyThread(), at)
                    : background.reported();
        }
        long begun = System.nanoTime();
        try {
            listener.snapshotTaken(at.getIndex(), snapshots.write(state.onApplyThread(), at));
        } catch (UncheckedIOException e) {
            // Ratis goes on after an IOException and tries again later; anything else would end the node for a full
            // disk.
            throw new IOException(e);
        }
        LOG.debug("snapshot index={} millis={}", at.getIndex(), (System.nanoTime() - begun) / 1_000_000);
        return at.getIndex();
    }

    /**
     * Called before the log is forced up to this index; Ratis takes the result of the future after it has been forced
     * and before it acknowledges, and that is when the marker must be written: after, because a marker ahead of the log
     * would look like a loss, and before, because what was acknowledged must never look like a tear.
     */
    @Override
    public CompletableFuture<Void> flush(long index) {
        return new CompletableFuture<>() {
            @Override
            public Void get() {
                mark(index);
                complete(null);
                return super.join();
            }
        };
    }

    /** Called before entries that were never committed are cut off for a new leader's: nobody is promised them now. */
    @Override
    public CompletableFuture<Void> truncate(long index) {
        marker.lower(index - 1);
        return CompletableFuture.completedFuture(null);
    }

    private void mark(long index) {
        try {
            marker.raise(index);
        } catch (UncheckedIOException e) {
            logFailed.accept(e);
            throw new IllegalStateException("the durable marker cannot be written", e);
        }
    }

    /**
     * Ratis closes the log and goes on: a leader would still be heard of and keep others from electing one that can write,
     * and a follower would answer for what it cannot keep.
     */
    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
        logFailed.accept(cause);
    }

    @Override
    public void notifyLeaderReady() {
        listener.leading();
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> undecided) {
        listener.deposed();
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
        listener.changed();
    }

    @Override
    public void notifyConfigurationChanged(
            long term, long index, org.apache.ratis.proto.RaftProtos.RaftConfigurationProto configuration) {
        listener.changed();
    }
}
