package io.holdfast.raft;

import java.util.concurrent.TimeUnit;
import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.raftlog.RaftLogIOException;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.util.AwaitForSignal;
import org.jspecify.annotations.Nullable;

/**
 * Ratis' appender to one follower, woken only when there is something to send. Besides, it tells the follower of a commit
 * by a heartbeat if no entry carries the news within {@value #NEWS_MILLIS} ms; Ratis would leave that to an entry of its
 * own in everybody's log, or to the next regular heartbeat. And it sends a snapshot only to who can be reached.
 */
final class Appender extends GrpcLogAppender {

    static final long NEWS_MILLIS = 5;

    private static final long CONTACT_MILLIS = 1_000;
    private static final long NEWS_NANOS = TimeUnit.MILLISECONDS.toNanos(NEWS_MILLIS);

    private final AwaitForSignal doorbell;
    /** The highest commit index that was sent; only this appender's thread sends. */
    private volatile long told = -1;

    /** Since when there is news. */
    private long newsNanos;

    private boolean news;

    Appender(RaftServer.Division server, LeaderState leader, FollowerInfo follower) {
        super(server, leader, follower);
        this.doorbell = new Doorbell(this);
    }

    @Override
    public AwaitForSignal getEventAwaitForSignal() {
        return doorbell;
    }

    @Override
    public void notifyLogAppender() {
        if (hasNews() || shouldSendAppendEntries()) {
            doorbell.signal();
        }
    }

    /** A commit that the follower could take note of: it has all entries, and has not been told yet. */
    private boolean hasNews() {
        var follower = getFollower();
        long committed = getRaftLog().getLastCommittedIndex();
        return committed > told
                && committed > follower.getCommitIndex()
                && follower.getMatchIndex() + 1 == follower.getNextIndex();
    }

    @Override
    public long getWaitTimeMs() {
        if (isBehindTheLog() && !isInContact()) {
            news = false;
            return Math.max(1, getHeartbeatWaitTimeMs());
        }
        long wait = super.getWaitTimeMs();
        if (wait <= 0 || !hasNews()) {
            news = false;
            return wait;
        }
        if (!news) {
            news = true;
            newsNanos = System.nanoTime();
        }
        long left = TimeUnit.NANOSECONDS.toMillis(newsNanos + NEWS_NANOS - System.nanoTime() + 999_999);
        return Math.clamp(left, 0, wait);
    }

    /**
     * Nobody who is away is sent a snapshot: Ratis would wait many seconds for the answer to its first parts, and a follower
     * that came back meanwhile would hear of nobody. A heartbeat is sent instead, and its answer begins the sending.
     */
    @Override
    public @Nullable SnapshotInfo shouldInstallSnapshot() {
        return isInContact() ? super.shouldInstallSnapshot() : null;
    }

    private boolean isInContact() {
        return getFollower().getLastRpcResponseTime().elapsedTimeMs() < CONTACT_MILLIS;
    }

    /** Whether the log does not reach back to what the follower lacks, so that it needs a snapshot. */
    private boolean isBehindTheLog() {
        return getFollower().getNextIndex() < getRaftLog().getStartIndex();
    }

    @Override
    public @Nullable AppendEntriesRequestProto newAppendEntriesRequest(long callId, boolean heartbeat)
            throws RaftLogIOException {
        if (isBehindTheLog() && !heartbeat && getHeartbeatWaitTimeMs() > 0) {
            // Entries that it could be sent are no longer there, and to look for them would end this appender.
            return null;
        }
        var request = super.newAppendEntriesRequest(callId, heartbeat);
        if (request == null && news && System.nanoTime() - newsNanos >= NEWS_NANOS && hasNews()) {
            request = super.newAppendEntriesRequest(callId, true);
        }
        if (request != null) {
            told = Math.max(told, request.getLeaderCommit());
            news = false;
        }
        return request;
    }
}
