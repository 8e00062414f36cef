package io.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.store.LogDoctor.Diagnosis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;

/** A node's data directory with one group in it, for the doctor to look at. */
final class Patient {

    final Path dataDir;
    final GroupFiles files;

    Patient(Path dataDir) throws IOException {
        this.dataDir = dataDir;
        this.files = new GroupFiles(dataDir.resolve("raft/group"));
    }

    Diagnosis examine(long durableIndex) {
        return LogDoctor.examine(files.group, durableIndex, dataDir);
    }

    /** That the doctor refuses, says so in full, and touches nothing. */
    AbstractThrowableAssert<?, ?> assertRefused(long durableIndex, Path file) throws IOException {
        var before = contents();
        var refusal = assertThatThrownBy(() -> examine(durableIndex))
                .isInstanceOf(RefusedStorageException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("./holdfast wipe n2 && ./holdfast start n2")
                .hasMessageContaining(dataDir.toString());
        assertThat(contents()).isEqualTo(before);
        return refusal;
    }

    Map<String, Integer> contents() throws IOException {
        var contents = new TreeMap<String, Integer>();
        try (var all = Files.walk(files.group)) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                contents.put(file.toString(), Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return contents;
    }
}
