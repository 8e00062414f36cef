package io.holdfast.web;

import io.holdfast.core.Guard;
import io.holdfast.core.RequestKey;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads mutations as they arrive, within a limit, and mints the keys of those that bring none. */
final class CallReader {

    private static final Pattern CONDITION = Pattern.compile("\\s*lock=([^;]*);\\s*token=([^;]*?)\\s*");

    private static final int PIECE_BYTES = 16 * 1_024;

    private final int bodyMax;
    private final Minting minting;
    private final List<Anywhere> anywhere;

    CallReader(int bodyMax, Minting minting, List<Anywhere> anywhere) {
        this.bodyMax = bodyMax;
        this.minting = minting;
        this.anywhere = List.copyOf(anywhere);
    }

    /**
     * @param path as the controllers see it, decoded
     * @param share what there is room for
     * @throws ProblemException if the body is too large, or larger than there is room for now, or the key is not one
     */
    Call read(HttpServletRequest request, String path, Headroom.Share share) throws IOException {
        var given = request.getHeader(Api.IDEMPOTENCY_KEY);
        var principal = Caller.of(request).principal();
        var key = Input.valid(() -> new RequestKey(principal, given == null ? minting.idempotencyKey() : given));
        var guard = guard(request.getHeader(Api.IF_FENCE));
        for (var one : anywhere) {
            if (one.covers(path)) {
                return new Call(
                        request, sealed(request, body(request, one.bodyMax(path, bodyMax), share)), key, guard, true);
            }
        }
        return new Call(request, sealed(request, body(request, bodyMax, share)), key, guard);
    }

    /** What a node forwarded has the body it was sealed with. */
    private static byte[] sealed(HttpServletRequest request, byte[] body) {
        if (request.getAttribute(Api.CALLER) instanceof Seal.Opened seal && !seal.covers(body)) {
            throw new ProblemException(
                    Problem.of(ProblemType.UNAUTHENTICATED, "the body is not the one that was forwarded"));
        }
        return body;
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

    private static byte[] body(HttpServletRequest request, int bodyMax, Headroom.Share share) throws IOException {
        long announced = request.getContentLengthLong();
        if (announced > bodyMax) {
            throw tooLarge(bodyMax);
        }
        if (announced == 0) {
            return new byte[0];
        }
        byte[] body = read(request.getInputStream(), announced > 0 ? (int) announced : bodyMax + 1, share);
        if (body.length > bodyMax) {
            throw tooLarge(bodyMax);
        }
        return body;
    }

    /** Room is taken as the bytes come: what was only announced takes none from those who send. */
    private static byte[] read(InputStream from, int most, Headroom.Share share) throws IOException {
        if (most <= PIECE_BYTES) {
            share.take(most);
            return from.readNBytes(most);
        }
        var body = new ByteArrayOutputStream();
        int missing;
        do {
            int wanted = Math.min(PIECE_BYTES, most - body.size());
            share.take(wanted);
            var piece = from.readNBytes(wanted);
            body.write(piece);
            missing = wanted - piece.length;
        } while (missing == 0 && body.size() < most);
        return body.toByteArray();
    }

    private static ProblemException tooLarge(int bodyMax) {
        return new ProblemException(
                Problem.of(ProblemType.BODY_TOO_LARGE, "a request here has at most " + bodyMax + " bytes; send less")
                        .with("limitBytes", bodyMax));
    }
}
