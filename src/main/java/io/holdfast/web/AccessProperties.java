package io.holdfast.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may ask, and how nodes know one another.
 *
 * @param authentication whether every request has to say who makes it
 * @param clusterSecret what all nodes know and nobody else; proves that a forwarded request comes from a node
 * @param clusterSecretFile a file with it, in its place
 * @param trustedNetwork accepts that a node without authentication is reached from other hosts
 * @param adminKey the first key, where none is to be printed: as {@code ./holdfast keys mint} makes one
 * @param adminKeyFile a file with it, in its place
 * @param sessionsMax how many sessions one principal may have
 */
@ConfigurationProperties("holdfast.security")
public record AccessProperties(
        @DefaultValue("off") Authentication authentication,
        @Nullable String clusterSecret,
        @Nullable Path clusterSecretFile,
        @DefaultValue("false") boolean trustedNetwork,
        @Nullable String adminKey,
        @Nullable Path adminKeyFile,
        @DefaultValue("10000") int sessionsMax) {

    /** Whether callers have to say who they are. */
    public enum Authentication {
        OFF,
        REQUIRED
    }

    public boolean isRequired() {
        return authentication == Authentication.REQUIRED;
    }

    /** Null where none is set. */
    public @Nullable String secret() {
        return from(clusterSecret, clusterSecretFile);
    }

    /** Null where none is set. */
    public @Nullable String firstKey() {
        return from(adminKey, adminKeyFile);
    }

    private static @Nullable String from(@Nullable String value, @Nullable Path file) {
        if (value != null && !value.isBlank()) {
            return value.strip();
        }
        if (file == null) {
            return null;
        }
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Says nothing of secrets. */
    @Override
    public String toString() {
        return "AccessProperties[authentication=" + authentication + ", trustedNetwork=" + trustedNetwork + "]";
    }
}
