package io.holdfast.web;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with a JSON body in words that help whoever wrote it. */
final class UnreadableBody {

    private UnreadableBody() {}

    static String explain(HttpMessageNotReadableException e) {
        return switch (e.getCause()) {
            case UnrecognizedPropertyException unknown ->
                "there is no field \"" + unknown.getPropertyName() + "\" here; there are " + known(unknown);
            case InvalidFormatException invalid -> field(invalid) + " must be " + expected(invalid) + at(invalid);
            case MismatchedInputException mismatched ->
                field(mismatched) + " must be " + expected(mismatched) + at(mismatched);
            case StreamReadException malformed ->
                "the body is not JSON" + at(malformed) + ": " + malformed.getOriginalMessage();
            case null -> "the request needs a JSON body, such as {}";
            default -> "the body could not be read";
        };
    }

    private static String known(UnrecognizedPropertyException e) {
        var fields = e.getKnownPropertyIds();
        return fields == null
                ? "none"
                : fields.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    }

    private static String field(JacksonException e) {
        var path = e.getPath().stream()
                .map(step -> step.getPropertyName() == null ? "[" + step.getIndex() + "]" : step.getPropertyName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "the body" : "\"" + path + "\"";
    }

    private static String expected(MismatchedInputException e) {
        var type = e.getTargetType();
        if (type == null) {
            return "of another type";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
        }
        if (type == String.class) {
            return "a string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        return type.isArray() || Iterable.class.isAssignableFrom(type) ? "an array" : "an object";
    }

    private static String at(JacksonException e) {
        var location = e.getLocation();
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
