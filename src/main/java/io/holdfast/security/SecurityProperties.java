package io.holdfast.security;

import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/** What is noted of requests, and how many a caller may make. */
@Validated
@ConfigurationProperties("holdfast")
record SecurityProperties(
        @DefaultValue AuditSettings audit, @DefaultValue Limits limits) {

    /**
     * The audit trail.
     *
     * @param enabled whether there is one; by default where callers have to say who they are
     * @param directory where it is written; by default {@code audit} in the node's data directory
     * @param fileMax after how many bytes a file is put aside
     * @param filesMax how many of those are kept
     */
    record AuditSettings(
            @Nullable Boolean enabled,
            @Nullable Path directory,
            @DefaultValue("64MB") DataSize fileMax,
            @DefaultValue("16") @Min(1) int filesMax) {}

    /**
     * What one principal may do on one node; only where callers have to say who they are.
     *
     * @param requestsPerSecond how many requests it may make; a second's worth may come at once
     * @param requestsUnderWay how many may be under way, waits and streams included
     */
    record Limits(
            @DefaultValue("20000") @Min(10) int requestsPerSecond,
            @DefaultValue("2000") @Min(1) int requestsUnderWay) {}
}
