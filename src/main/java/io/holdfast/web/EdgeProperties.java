package io.holdfast.web;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the HTTP edge behaves.
 *
 * @param routing what to do with a mutation that reaches a node which does not lead
 * @param leaderWait how long a mutation waits for a leader to appear, so that most elections go unnoticed
 * @param requestTimeout how long a mutation may wait for its commit
 * @param farewell how long a node that is to end goes on answering, and tells clients to go elsewhere
 */
@Validated
@ConfigurationProperties("holdfast")
record EdgeProperties(
        @DefaultValue("redirect") Mode routing,

        @DefaultValue("2s")
        @DurationMin(millis = 0, message = "must be a duration such as 2s; 0s does not wait at all")
        @DurationMax(seconds = 60, message = "must be at most 60s")
        Duration leaderWait,

        @DefaultValue("10s") @DurationMin(seconds = 1, message = "must be a duration of at least 1s, such as 10s")
        Duration requestTimeout,

        @DefaultValue("500ms")
        @DurationMin(millis = 0, message = "must be a duration such as 500ms; 0s ends at once")
        @DurationMax(seconds = 10, message = "must be at most 10s")
        Duration farewell,

        @DefaultValue @Valid Http http,
        @DefaultValue @Valid Forward forward) {

    enum Mode {
        REDIRECT,
        FORWARD
    }

    /**
     * Limits of requests.
     *
     * @param bodyMax the largest body of a JSON request
     * @param requestsMax requests under way, waits and streams included; more are refused with 429. 0 is one for each 64 KB of
     *     heap
     */
    record Http(
            @DefaultValue("64KB") DataSize bodyMax,

            @DefaultValue("0") @Min(value = 0, message = "must be at least 1, or 0 for as many as the heap allows")
            int requestsMax) {

        Http {
            if (bodyMax.toBytes() < 1_024 || bodyMax.toBytes() > 4 * 1_024 * 1_024) {
                throw new IllegalArgumentException(
                        "holdfast.http.body-max must be between 1KB and 4MB, such as 64KB, not " + bodyMax);
            }
        }
    }

    /**
     * Limits of forwarding.
     *
     * @param connectTimeout how long to wait for a connection to the leader
     * @param concurrentMax forwarded requests under way; more are refused with 429
     * @param breakerWait how long a peer that keeps failing is left alone
     */
    record Forward(
            @DefaultValue("1s") @DurationMin(millis = 10, message = "must be a duration of at least 10ms, such as 1s")
            Duration connectTimeout,

            @DefaultValue("2048") @Min(value = 1, message = "must be at least 1")
            int concurrentMax,

            @DefaultValue("1s") @DurationMin(millis = 10, message = "must be a duration of at least 10ms, such as 1s")
            Duration breakerWait) {}
}
