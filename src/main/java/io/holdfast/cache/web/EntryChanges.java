package io.holdfast.cache.web;

import io.holdfast.cache.CacheCommand;
import io.holdfast.cache.CacheCommand.Delete;
import io.holdfast.cache.CacheCommand.Draft;
import io.holdfast.cache.CacheCommand.Increment;
import io.holdfast.cache.CacheCommand.Write;
import io.holdfast.cache.CacheKey;
import io.holdfast.cache.CacheResult;
import io.holdfast.cache.CacheResult.Counted;
import io.holdfast.cache.CacheResult.Deleted;
import io.holdfast.cache.CacheResult.Reason;
import io.holdfast.cache.CacheResult.Refused;
import io.holdfast.cache.CacheResult.Written;
import io.holdfast.cache.edge.Lines;
import io.holdfast.cache.web.CacheAnswers.CountView;
import io.holdfast.cache.web.CacheAnswers.WrittenView;
import io.holdfast.cluster.Delivery;
import io.holdfast.web.Api;
import io.holdfast.web.LocalMutation;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** Changes single entries, and makes room where there is none. */
final class EntryChanges {

    /** What was settled may be forgotten again before it is of use, but not each time. */
    private static final int SETTLE_MAX = 3;

    private final Caches caches;
    private final Lines lines;
    private final Evicting evicting;

    EntryChanges(Caches caches, Lines lines, Evicting evicting) {
        this.caches = caches;
        this.lines = lines;
        this.evicting = evicting;
    }

    ResponseEntity<Object> write(CacheKey key, Draft draft, LocalMutation mutation) {
        var command = new Write(key, draft, Terms.condition(mutation), Terms.fill(mutation));
        mutation.check();
        return written(key, change(key, "", command, mutation), mutation);
    }

    ResponseEntity<Object> written(CacheKey key, CacheResult result, LocalMutation mutation) {
        return switch (result) {
            case Written written
            when written.created() ->
                ResponseEntity.created(location(key))
                        .eTag(Terms.etag(written.version()))
                        .body(new WrittenView(key.key(), Long.toString(written.version())));
            case Written written ->
                ResponseEntity.noContent().eTag(Terms.etag(written.version())).build();
            case Refused refused -> refuse(key, refused, mutation);
            default -> throw new IllegalStateException("no answer to a write: " + result);
        };
    }

    static URI location(CacheKey key) {
        var encoded = URLEncoder.encode(key.key(), StandardCharsets.UTF_8).replace("+", "%20");
        return URI.create(Api.V1 + "/caches/" + key.cache() + "/entries/" + encoded);
    }

    ResponseEntity<Object> delete(CacheKey key, long condition, LocalMutation mutation) {
        mutation.check();
        return switch (change(key, "", new Delete(key, condition), mutation)) {
            case Deleted _ -> ResponseEntity.noContent().build();
            case Refused refused -> refuse(key, refused, mutation);
            case CacheResult other -> throw new IllegalStateException("no answer to a deletion: " + other);
        };
    }

    ResponseEntity<Object> count(Increment command, LocalMutation mutation) {
        mutation.check();
        return switch (change(command.key(), "", command, mutation)) {
            case Counted counted ->
                ResponseEntity.ok()
                        .eTag(Terms.etag(counted.version()))
                        .body(new CountView(
                                command.key().key(), Long.toString(counted.value()), Long.toString(counted.version())));
            case Refused refused -> refuse(command.key(), refused, mutation);
            case CacheResult other -> throw new IllegalStateException("no answer to an increment: " + other);
        };
    }

    /** Has the home do this; where there is no room, room is made, and it is done once more. */
    CacheResult change(CacheKey key, String part, CacheCommand command, LocalMutation mutation) {
        int home = caches.homeOf(key);
        var delivery = caches.submit(mutation, part, home, command);
        for (int again = 1; again <= SETTLE_MAX && isElsewhere(delivery) && lines.settle(key); again++) {
            delivery = caches.submit(mutation, part + "settled" + again, home, command);
        }
        if (delivery.result() instanceof Refused refused && refused.reason() == Reason.FULL) {
            evicting.evict(key.cache(), home);
            // The refusal is remembered under the first name.
            delivery = caches.submit(mutation, part + "room", home, command);
        }
        if (delivery.result() instanceof Written written && written.crowded()) {
            evicting.begin(key.cache(), home);
        }
        return result(delivery, mutation);
    }

    private static boolean isElsewhere(Delivery delivery) {
        return delivery.result() instanceof Refused refused && refused.reason() == Reason.ELSEWHERE;
    }

    static CacheResult result(Delivery delivery, LocalMutation mutation) {
        if (delivery.replayed()) {
            mutation.replayed();
        }
        if (delivery.result() instanceof CacheResult result) {
            return result;
        }
        throw new IllegalStateException("no answer of a cache: " + delivery.result());
    }

    static ResponseEntity<Object> refuse(CacheKey key, Refused refused, LocalMutation mutation) {
        var problem = CacheProblems.refused(key.key(), refused.reason(), refused.version());
        if (refused.version() > 0) {
            problem.header(HttpHeaders.ETAG, Terms.etag(refused.version()));
        }
        return mutation.refuse(problem);
    }
}
