package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {

    @TempDir
    Path directory;

    @Test
    void aDirectoryWithoutIdentityBelongsToNobody() {
        assertThat(Identity.load(directory)).isNull();
        assertThat(Identity.load(directory.resolve("missing"))).isNull();
    }

    @Test
    void everyFirstStartIsAnotherBirth() {
        var first = Identity.mint("n1");
        var second = Identity.mint("n1");

        assertThat(first.birth()).matches("[0-9a-f]{32}").isNotEqualTo(second.birth());
        assertThat(first.peer()).isEmpty();
        assertThat(first.clusterId()).isEmpty();
        assertThat(first.founders()).isEmpty();
    }

    @Test
    void whatIsStoredIsLoaded() {
        var dataDir = directory.resolve("data/n1");
        var formed = new Identity("n1", "00ff", "n1-3f9a61c2", "c0ffee", 3, Map.of("n2", "b2", "n1", "00ff"));

        Identity.mint("n1").store(dataDir);
        formed.store(dataDir);

        assertThat(Identity.load(dataDir)).isEqualTo(formed);
        assertThat(dataDir.resolve("identity.json")).content().contains("\"peer\" : \"n1-3f9a61c2\"");
    }

    @Test
    void anIdentityThatCannotBeReadIsRefused() throws IOException {
        var file = directory.resolve("identity.json");
        for (var content : List.of("", "{", "[]", "{\"node\":\"n1\"}", "null")) {
            Files.writeString(file, content);

            assertThatThrownBy(() -> Identity.load(directory))
                    .as(content)
                    .isInstanceOf(RefusedStorageException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("delete");
        }
    }
}
