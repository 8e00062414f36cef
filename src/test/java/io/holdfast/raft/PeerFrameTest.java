package io.holdfast.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerFrameTest {

    private final PeerFrame.Marshaller marshaller = new PeerFrame.Marshaller();

    @Test
    void framesComeOutAsTheyWentIn() {
        var frames = List.of(
                new PeerFrame(1, new byte[] {1, 2, 3}),
                new PeerFrame(Long.MAX_VALUE, new byte[0]),
                new PeerFrame(-1, new byte[100_000]));

        assertThat(marshaller.parse(marshaller.stream(frames)))
                .usingRecursiveComparison()
                .isEqualTo(frames);
        assertThat(marshaller.parse(marshaller.stream(List.of()))).isEmpty();
    }

    @Test
    void whatIsCutOffOrHasAWrongLengthIsRefused() throws IOException {
        var message = marshaller.stream(List.of(new PeerFrame(7, new byte[20]))).readAllBytes();

        for (int length = 1; length < message.length; length++) {
            var cut = Arrays.copyOf(message, length);
            assertThatThrownBy(() -> marshaller.parse(new ByteArrayInputStream(cut)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        message[Long.BYTES] = -1;
        assertThatThrownBy(() -> marshaller.parse(new ByteArrayInputStream(message)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
