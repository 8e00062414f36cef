package io.holdfast.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketOwnersTest {

    private static final long THIS = ProcessHandle.current().pid();
    private static final long NONE = Integer.MAX_VALUE;

    @BeforeEach
    void needsProc() {
        assumeTrue(SocketOwners.supported(), "there is no /proc here");
    }

    @Test
    void theProcessThatOpenedAConnectionIsFoundByItsPort() throws IOException {
        assertFoundAt(InetAddress.getLoopbackAddress());
    }

    @Test
    void aConnectionOverVersionSixIsFoundToo() throws IOException {
        assertFoundAt(InetAddress.getByName("::1"));
    }

    @Test
    void aConnectionOfAnotherProcessHasNoOwnerAmongTheKnownOnes() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort())) {
            assertThat(SocketOwners.ownerOf(client.getLocalPort(), server.getLocalPort(), Map.of("n1", NONE)))
                    .isEmpty();
        }
    }

    @Test
    void aPortNobodyUsesHasNoOwner() {
        assertThat(SocketOwners.ownerOf(Ports.free(), Ports.free(), Map.of("n1", THIS)))
                .isEmpty();
    }

    private static void assertFoundAt(InetAddress address) throws IOException {
        try (var server = new ServerSocket(0, 1, address);
                var client = new Socket(address, server.getLocalPort());
                var accepted = server.accept()) {
            assertThat(SocketOwners.ownerOf(accepted.getPort(), server.getLocalPort(), Map.of("n1", NONE, "n2", THIS)))
                    .contains("n2");
            assertThat(client.isConnected()).isTrue();
        }
    }
}
