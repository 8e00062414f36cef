package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.util.pattern.PathPatternParser;

class PlainPatternTest {

    private static final String ENTRY = "/api/v1/caches/{cache}/entries/{key}";

    private static RequestMappingInfo.Builder mapping(String pattern) {
        var options = new RequestMappingInfo.BuilderConfiguration();
        options.setPatternParser(PathPatternParser.defaultInstance);
        return RequestMappingInfo.paths(pattern).options(options);
    }

    private static PlainPattern plain(String pattern) {
        return Objects.requireNonNull(PlainPattern.of(mapping(pattern).build(), pattern));
    }

    @Test
    void whatStandsWhereAVariableIsIsItsValue() {
        assertThat(plain(ENTRY).match("/api/v1/caches/users/entries/alice"))
                .isEqualTo(Map.of("cache", "users", "key", "alice"));
        assertThat(plain("/ping").match("/ping")).isEmpty();
        assertThat(plain("/").match("/")).isEmpty();
        assertThat(plain(ENTRY)).hasToString(ENTRY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/api/v1/caches/users/entries",
                "/api/v1/caches/users/entries/",
                "/api/v1/caches//entries/alice",
                "/api/v1/caches/users/entries/alice/",
                "/api/v1/caches/users/entries/alice/line",
                "/api/v1/caches/users/entry/alice",
                "/api/v1/caches/users/entriesalice/alice",
                "//api/v1/caches/users/entries/alice",
                "api/v1/caches/users/entries/alice"
            })
    void anotherPathIsNone(String path) {
        assertThat(plain(ENTRY).match(path)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/files/{*rest}", "/files/*", "/files/**", "/files/{id:\\d+}", "/files/v{id}", "files"})
    void whatIsMoreThanLiteralsAndVariablesIsLeftToTheFramework(String pattern) {
        assertThat(PlainPattern.of(mapping("/files").build(), pattern)).isNull();
    }

    @Test
    void soIsWhatMoreThanThePathDecides() {
        assertThat(PlainPattern.of(mapping(ENTRY).consumes("text/plain").build(), ENTRY))
                .isNull();
        assertThat(PlainPattern.of(mapping(ENTRY).produces("text/plain").build(), ENTRY))
                .isNull();
        assertThat(PlainPattern.of(mapping(ENTRY).params("a").build(), ENTRY)).isNull();
        assertThat(PlainPattern.of(mapping(ENTRY).headers("a").build(), ENTRY)).isNull();
    }
}
