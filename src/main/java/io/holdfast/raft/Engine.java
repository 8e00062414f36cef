package io.holdfast.raft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ratis' server under one peer name, in the few words that the rest needs. */
final class Engine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private final RaftServer server;
    private final ClientId self = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();

    private Engine(RaftServer server) {
        this.server = server;
    }

    /**
     * Starts a server, with the groups whose logs are on its disk.
     *
     * @param machines a group's state machine by the id of the group
     */
    static Engine start(String peer, StateMachine.Registry machines, RaftProperties settings, Parameters parameters) {
        try {
            var server = RaftServer.newBuilder()
                    .setServerId(RaftPeerId.valueOf(peer))
                    .setStateMachineRegistry(machines)
                    .setProperties(settings)
                    .setParameters(parameters)
                    .setOption(RaftStorage.StartupOption.RECOVER)
                    .build();
            server.start();
            return new Engine(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String peer() {
        return server.getId().toString();
    }

    /** This server's part in a group; null if it has none. */
    RaftServer.@Nullable Division division(RaftGroupId group) {
        try {
            return server.getDivision(group);
        } catch (IOException e) {
            return null;
        }
    }

    boolean isAlive() {
        return !server.getLifeCycleState().isClosingOrClosed();
    }

    /** Opens a group on an empty disk: with its founders, or with no peers where the leader will send them. */
    void open(RaftGroupId group, Collection<RaftPeer> peers) {
        require(call(() -> server.groupManagement(GroupManagementRequest.newAdd(
                self, server.getId(), calls.incrementAndGet(), RaftGroup.valueOf(group, peers), true))));
    }

    /** Opens a group of which the directory holds nothing but what this node has promised; the leader sends the rest. */
    void reopen(RaftGroupId group) {
        require(call(() -> server.groupManagement(GroupManagementRequest.newAdd(
                self, server.getId(), calls.incrementAndGet(), RaftGroup.valueOf(group), false))));
    }

    /** Closes a group and leaves its directory as it is; returns once nothing is written there any more. */
    void close(RaftGroupId group) {
        require(call(() -> server.groupManagement(
                GroupManagementRequest.newRemove(self, server.getId(), calls.incrementAndGet(), group, false, false))));
    }

    /** Appends an entry; the proposer and its call are in the entry's head, and tell whose it is when it is applied. */
    CompletableFuture<RaftClientReply> submit(RaftGroupId group, ClientId proposer, long call, Message message) {
        var request = RaftClientRequest.newBuilder()
                .setClientId(proposer)
                .setServerId(server.getId())
                .setGroupId(group)
                .setCallId(call)
                .setMessage(message)
                .setType(RaftClientRequest.writeRequestType())
                .build();
        return call(() -> server.submitClientRequestAsync(request));
    }

    /** Changes who belongs to the group; returns once the change is committed, or throws. */
    void reconfigure(RaftGroupId group, List<RaftPeer> peers) {
        require(call(() -> server.setConfiguration(new SetConfigurationRequest(
                self,
                server.getId(),
                group,
                calls.incrementAndGet(),
                SetConfigurationRequest.Arguments.newBuilder()
                        .setServersInNewConf(peers)
                        .build()))));
    }

    /** Hands leadership to a peer; returns once it leads, or throws. */
    void transfer(RaftGroupId group, RaftPeerId to, long timeoutMillis) {
        require(call(() -> server.transferLeadership(new TransferLeadershipRequest(
                self, server.getId(), group, calls.incrementAndGet(), to, timeoutMillis))));
    }

    /** Gives up the connection on which a peer is asked; the next question opens a new one at once. */
    void reconnect(RaftPeerId peer) {
        server.getServerRpc().handleException(peer, new IOException("the peer can be reached again"), true);
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private static <T> T call(Call<T> call) {
        try {
            return call.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(RaftClientReply reply) {
        if (!reply.isSuccess()) {
            var failure = reply.getException();
            throw new IllegalStateException(failure == null ? "refused" : failure.getMessage(), failure);
        }
    }

    /** Ratis can wait for ever for a snapshot that a broken disk does not take; the process must end all the same. */
    void close(Duration patience) {
        var closing = Thread.ofPlatform().daemon().name("engine-close").start(this::close);
        try {
            if (!closing.join(patience)) {
                LOG.warn("the engine has not closed within {}; the process ends without it", patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        call(() -> {
            server.close();
            return true;
        });
    }
}
