package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.ratis.protocol.RaftPeerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembersTest {

    private static final NodeProperties N1 = new NodeProperties("n1", null, "127.0.0.1", 0);

    @Test
    void aNodeWithoutMembersIsAClusterOfItsOwn() {
        var members = Members.of(N1, cluster(), 8080);

        assertThat(members.others()).isEmpty();
        assertThat(members.self().address()).isEqualTo("127.0.0.1:7080");
        assertThat(members.self().client()).hasToString("http://127.0.0.1:8080");
    }

    @Test
    void readsAMembersIdAddressAndClientUrl() {
        var members =
                Members.of(N1, cluster("n1/10.0.0.1:7081/http://a.example:81/", "n2/h2:7082/https://b.example"), 8080);

        assertThat(members.self().client()).hasToString("http://a.example:81");
        assertThat(members.others()).singleElement().satisfies(other -> {
            assertThat(other.node()).isEqualTo("n2");
            assertThat(other.address()).isEqualTo("h2:7082");
            assertThat(other.client()).hasToString("https://b.example");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n1",
                "n1/host/http://a",
                "n1/host:0/http://a",
                "n1/host:70000/http://a",
                "n1/h:1/a b",
                "n1/h:1/http://a|b",
                "n1/h:1/x",
                "/h:1/http://a"
            })
    void saysWhatToWriteInsteadOfABadMember(String text) {
        assertThatThrownBy(() -> Members.of(N1, cluster(text), 8080))
                .isInstanceOf(ConfigurationRefusedException.class)
                .hasMessageContaining("ID/PEER_HOST:PEER_PORT/CLIENT_URL");
    }

    @Test
    void refusesMembersWithoutThisNode() {
        assertThatThrownBy(() -> Members.of(N1, cluster("n2/h:1/http://a"), 8080))
                .hasMessageContaining("no entry for this node, n1");
    }

    @Test
    void refusesANodeNamedTwice() {
        assertThatThrownBy(() -> Members.of(N1, cluster("n1/h:1/http://a", "n1/h:2/http://b"), 8080))
                .hasMessageContaining("twice");
    }

    @Test
    void nodesMayReachEachOtherElsewhereThanClientsDo() {
        var members = Members.of(N1, cluster("n1/h:1/http://127.0.0.1:8081|http://n1:8080/", "n2/h:2/http://b"), 8080);

        assertThat(members.self().client()).hasToString("http://127.0.0.1:8081");
        assertThat(members.self().forward()).hasToString("http://n1:8080");
        assertThat(members.others().getFirst().forward()).hasToString("http://b");
    }

    @Test
    void anIncarnationBelongsToItsNode() {
        var members = Members.of(N1, cluster("n1/h:1/http://a", "n-2/h:2/http://b"), 8080);
        var peer = Members.incarnation("n-2", "0badcafe");

        assertThat(Members.nodeOf(peer)).isEqualTo("n-2");
        assertThat(members.behind(RaftPeerId.valueOf(peer))).satisfies(member -> {
            assertThat(member.node()).isEqualTo("n-2");
            assertThat(member.peer()).isEqualTo(peer);
        });
        assertThat(members.behind(RaftPeerId.valueOf("n9"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "N1", "n.1", "-n", "n-", "a23456789012345678901234567890123"})
    void refusesANodeIdThatCannotBeOne(String id) {
        assertThatThrownBy(() -> new NodeProperties(id, null, "127.0.0.1", 0))
                .isInstanceOf(ConfigurationRefusedException.class)
                .hasMessageContaining("holdfast.node.id");
    }

    private static ClusterProperties cluster(String... members) {
        return new ClusterProperties("test", List.of(members));
    }
}
