package io.holdfast.web;

import io.holdfast.cluster.DataGroup;
import io.holdfast.cluster.Delivery;
import io.holdfast.core.Command;
import io.holdfast.core.Declined;
import io.holdfast.core.Guard;
import io.holdfast.core.Request;
import io.holdfast.core.RequestKey;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/**
 * One mutation on its way through the controller of the node it reached, whoever leads. It may be carried out in several
 * parts, in several groups and on several threads; each part has a key of its own, made of the request's.
 */
public final class LocalMutation {

    /** Keys that are drawn in search of one that suits. */
    private static final int DRAWS_MAX = 64;

    /** A key with the name of a part behind it must not be longer than a key may be. */
    private static final int KEY_LENGTH_MAX = 96;

    private final Call call;
    private final HttpServletResponse response;
    private final Minting minting;
    private final List<TokenCheck> tokens;
    private final Sequences sequences;
    private String told = "";
    private boolean checked;

    LocalMutation(Call call, HttpServletResponse response, Minting minting, List<TokenCheck> tokens) {
        this.call = call;
        this.response = response;
        this.minting = minting;
        this.tokens = tokens;
        this.sequences = Sequences.on(call);
    }

    public HttpServletRequest request() {
        return call;
    }

    public HttpServletResponse response() {
        return response;
    }

    public byte[] body() {
        return call.body();
    }

    /** Whether the client has not gone meanwhile, as far as that is known here. */
    public boolean isClientThere() {
        return ProbedProtocol.isClientThere(call);
    }

    /** The key that names the request. */
    public String key() {
        return call.key().key();
    }

    /** Whether its client chose the key, and so can ask for the answer again. */
    public boolean isRepeatable() {
        return !call.isMinted();
    }

    /** Draws another key that suits better, unless the client chose one; the last one drawn if none does. */
    public void mint(Predicate<String> suits) {
        if (!call.isMinted()) {
            return;
        }
        for (int draws = 0; draws < DRAWS_MAX && !suits.test(key()); draws++) {
            call.mint(new RequestKey("", minting.idempotencyKey()));
        }
        response.setHeader(Api.IDEMPOTENCY_KEY, key());
    }

    /** Has the key stand for this too, besides path, query and body: what a header asked for. */
    public void tell(String more) {
        told += more + '\n';
    }

    /** Refuses the request if the token of its guard is not the current one. Called before anything is submitted. */
    public void check() {
        var guard = call.guard();
        if (guard == null || checked) {
            return;
        }
        if (tokens.stream().noneMatch(check -> check.admits(guard))) {
            throw new ProblemException(Mutation.problem(new Declined.GuardFailed(guard)));
        }
        checked = true;
    }

    /**
     * Has a part of the request committed and applied in this group.
     *
     * @param part names it among the parts of the request, the same when it is repeated; empty if there is one only
     * @throws ProblemException if it was declined before its machine saw it
     */
    public Delivery submit(DataGroup group, String part, Command command) {
        return submit(group.name(), group::submit, part, command);
    }

    /**
     * Has a part of the request committed and applied by way of this carrier; as above.
     *
     * @param group the name of the group
     * @param carrier brings a request to it
     */
    public Delivery submit(String group, Function<Request, Delivery> carrier, String part, Command command) {
        var key = call.key();
        var request = new Request(
                part.isEmpty() ? key : new RequestKey(key.principal(), partOf(key.key()) + '/' + part),
                call.fingerprint(told),
                null,
                guard(),
                command);
        var delivery = carrier.apply(request);
        sequences.note(group, delivery.sequence());
        if (delivery.result() instanceof Declined declined) {
            throw new ProblemException(Mutation.problem(declined));
        }
        return delivery;
    }

    private @Nullable Guard guard() {
        if (call.guard() != null && !checked) {
            throw new IllegalStateException("the guard was not checked");
        }
        return call.guard();
    }

    private static String partOf(String key) {
        return key.length() <= KEY_LENGTH_MAX ? key : digest(key);
    }

    /** A short name for a long text: equal for equal texts, and for no others that anybody could find. */
    public static String digest(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Notes on the answer that it was given before. */
    public void replayed() {
        response.setHeader(Api.REPLAYED, "true");
    }

    /** The answer to a refusal. */
    public ResponseEntity<Object> refuse(Problem problem) {
        return problem.answer(call.getRequestURI());
    }
}
