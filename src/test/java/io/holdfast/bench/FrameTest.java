package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FrameTest {

    private final Frame frame = new Frame();

    @Test
    void whatIsSentCanBeRead() throws IOException {
        frame.clear()
                .putInt(7)
                .putLong(-1)
                .putText("/bench/l\u00f6ck")
                .putInt(2)
                .putText("a")
                .putText("");

        Frame read = readBack(sent());

        assertThat(read.takeInt()).isEqualTo(7);
        assertThat(read.takeLong()).isEqualTo(-1);
        assertThat(read.takeText()).isEqualTo("/bench/l\u00f6ck");
        assertThat(read.takeTexts()).containsExactly("a", "");
    }

    @Test
    void itGoesOutBehindItsLength() throws IOException {
        frame.clear().putBoolean(true).putBytes(new byte[] {9});

        assertThat(sent()).containsExactly(0, 0, 0, 6, 1, 0, 0, 0, 1, 9);
    }

    @Test
    void aTextLongerThanItsFrameIsAnError() throws IOException {
        frame.clear().putInt(1_000);

        Frame read = readBack(sent());

        assertThatThrownBy(read::takeText).isInstanceOf(IOException.class);
    }

    @Test
    void aFrameOfAbsurdLengthIsAnError() {
        assertThatThrownBy(() -> readBack(new byte[] {127, 0, 0, 0})).isInstanceOf(IOException.class);
    }

    private byte[] sent() throws IOException {
        var out = new ByteArrayOutputStream();
        frame.sendTo(out);
        return out.toByteArray();
    }

    private static Frame readBack(byte[] bytes) throws IOException {
        var read = new Frame();
        read.readFrom(new DataInputStream(new ByteArrayInputStream(bytes)));
        return read;
    }
}
