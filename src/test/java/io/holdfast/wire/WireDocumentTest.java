package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WireDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/wire.md");

    @Test
    void theDocumentSaysWhatIsOnTheWire() throws IOException {
        var text = WireDocument.text();
        if (Boolean.getBoolean("holdfast.update")) {
            Files.writeString(DOCUMENT, text);
        }

        assertThat(DOCUMENT)
                .as("run this test with -Dholdfast.update=true to write it again")
                .hasContent(text);
    }
}
