package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.raft.PeerLinks.Reach;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.junit.jupiter.api.Test;

class ReunionTest {

    private static final RaftPeer BOB = peer("n2", "10.0.0.2:7080");
    private static final RaftPeer CAROL = peer("n3", "10.0.0.3:7080");
    private static final List<RaftPeer> PEERS = List.of(BOB, CAROL);

    private final Map<String, Reach> network = new HashMap<>();
    private final Reunion reunion = new Reunion(network::get);

    @Test
    void whoWasLostAndIsConnectedIsBack() {
        look(BOB, Reach.LOST);

        assertThat(look(BOB, Reach.CONNECTED)).containsExactly(BOB);
    }

    @Test
    void oneIsBackOnce() {
        look(BOB, Reach.LOST);
        look(BOB, Reach.CONNECTED);

        assertThat(look(BOB, Reach.CONNECTED)).isEmpty();
    }

    @Test
    void aConnectionThatIsBeingTriedIsNoReturnAndNoLoss() {
        assertThat(look(BOB, Reach.OPEN)).isEmpty();
        assertThat(look(BOB, Reach.CONNECTED)).isEmpty();

        look(BOB, Reach.LOST);
        assertThat(look(BOB, Reach.OPEN)).isEmpty();
        assertThat(look(BOB, Reach.CONNECTED)).containsExactly(BOB);
    }

    private List<RaftPeer> look(RaftPeer peer, Reach reach) {
        PEERS.forEach(other -> network.put(other.getAddress(), Reach.CONNECTED));
        network.put(peer.getAddress(), reach);
        return reunion.back(PEERS);
    }

    private static RaftPeer peer(String id, String address) {
        return RaftPeer.newBuilder()
                .setId(RaftPeerId.valueOf(id))
                .setAddress(address)
                .build();
    }
}
