package io.holdfast.web;

import io.holdfast.core.Guard;
import io.holdfast.core.RequestKey;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads mutations as they arrive, within a limit, and mints the keys of those that bring none. */
final class CallReader {

    private static final Pattern CONDITION = Pattern.compile("\\s*lock=([^;]*);\\s*token=([^;]*?)\\s*");

    private final int bodyMax;
    private final Minting minting;

    CallReader(int bodyMax, Minting minting) {
        this.bodyMax = bodyMax;
        this.minting = minting;
    }

    /** @throws ProblemException if the body is too large or the key is not one */
    Call read(HttpServletRequest request) throws IOException {
        var given = request.getHeader(Api.IDEMPOTENCY_KEY);
        var key = Input.valid(() -> new RequestKey("", given == null ? minting.idempotencyKey() : given));
        return new Call(request, body(request), key, guard(request.getHeader(Api.IF_FENCE)));
    }

    private static @Nullable Guard guard(@Nullable String header) {
        if (header == null) {
            return null;
        }
        var condition = CONDITION.matcher(header);
        if (!condition.matches()) {
            throw ProblemException.badRequest(
                    Api.IF_FENCE + " is written lock=NAME;token=NUMBER, not " + Input.quoted(header));
        }
        return Input.valid(() -> new Guard(condition.group(1), Input.number("token", condition.group(2))));
    }

    private byte[] body(HttpServletRequest request) throws IOException {
        long announced = request.getContentLengthLong();
        if (announced > bodyMax) {
            throw tooLarge();
        }
        if (announced == 0) {
            return new byte[0];
        }
        // The usual case needs one array of the right size; a body of unknown size is read in pieces.
        byte[] body = request.getInputStream().readNBytes(announced > 0 ? (int) announced : bodyMax + 1);
        if (body.length > bodyMax) {
            throw tooLarge();
        }
        return body;
    }

    private ProblemException tooLarge() {
        return new ProblemException(
                Problem.of(ProblemType.BODY_TOO_LARGE, "a request here has at most " + bodyMax + " bytes; send less")
                        .with("limitBytes", bodyMax));
    }
}
