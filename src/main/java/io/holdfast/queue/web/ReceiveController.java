package io.holdfast.queue.web;

import io.holdfast.queue.web.MessageAnswers.ReceivedPageView;
import io.holdfast.queue.web.MessageAnswers.SettledView;
import io.holdfast.web.Api;
import io.holdfast.web.LocalMutation;
import io.holdfast.web.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Hands out, and takes decisions. */
@RestController
@RequestMapping(Api.V1 + "/queues/{queue}")
@Tag(name = "Queues")
class ReceiveController {

    private final Shards shards;
    private final Receiving receiving;
    private final Settling settling;
    private final Handing handing;

    ReceiveController(Shards shards, Receiving receiving, Settling settling, Handing handing) {
        this.shards = shards;
        this.receiving = receiving;
        this.settling = settling;
        this.handing = handing;
    }

    @PostMapping("/receive")
    @Operation(operationId = "receiveMessages", summary = "Receive messages", description = """
            Each message is hidden from others for `visibility`, and comes with a receipt by which it is settled; what \
            nobody settles comes back, and has failed once. 204 where there is nothing, after `wait` if that was given: \
            waiting costs the cluster nothing. The query can say what the body does not. With `Accept: \
            application/x-ndjson` the answer is one message a line; with `raw=true` it is the body of one message with its \
            own content type, and all else stands in headers.""")
    @Nullable
    ResponseEntity<Object> receive(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            @Parameter(description = "Whether the answer is the body of one message")
                    @RequestParam(required = false)
                    @Nullable
                    String raw,
            @Parameter(description = "As in the body") @RequestParam(required = false) @Nullable String max,
            @Parameter(description = "As in the body") @RequestParam(required = false) @Nullable String wait,
            @Parameter(description = "As in the body") @RequestParam(required = false) @Nullable String visibility,
            @Parameter(description = "As in the body") @RequestParam(required = false) @Nullable String consumer,
            @RequestBody(required = false) @Nullable ReceiveRequest body,
            LocalMutation mutation)
            throws IOException {
        var query = new ReceiveRequest(ReceiveRequest.number("max", max), wait, visibility, consumer, null);
        var asked = body == null ? query : body.or(query);
        boolean isRaw = "true".equals(raw) || "".equals(raw);
        var wish = asked.read();
        if (isRaw && wish.max() != 1) {
            throw ProblemException.badRequest("the body of one message is the answer with \"raw\": \"max\" is 1");
        }
        var grants = receiving.receive(shards.queue(queue), wish, mutation);
        if (grants.isEmpty()) {
            return ResponseEntity.noContent().build();
        }
        if (isRaw) {
            handing.raw(grants.getFirst(), mutation);
        } else if (wantsLines(mutation)) {
            handing.lines(grants, mutation);
        } else {
            handing.json(new ReceivedPageView(handing.views(grants)), grants, mutation);
        }
        return null;
    }

    private static boolean wantsLines(LocalMutation mutation) {
        var accept = mutation.request().getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(Postings.NDJSON);
    }

    @PostMapping(path = "/settle", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "settleMessages", summary = "Settle messages, and receive the next", description = """
            Says of each receipt what is to become of its message: `acks` it is done with, for good; `fails` it failed, and \
            comes again after `delay` or the queue's back-off, until it is dead; `releases` it is given back, which is no \
            failure; `extends` it stays hidden for longer; `dead` it is dead at once. The answer tells of each whether \
            that is `done`, was so `already`, or whether the receipt is `stale`: then somebody else has the message, or \
            nobody needs it any more. With `receive` the next messages come in the same round trip. Up to 100 receipts.""")
    @Nullable
    ResponseEntity<Object> settle(
            @Parameter(description = "The queue", example = "jobs") @PathVariable String queue,
            @RequestBody SettleRequest body,
            LocalMutation mutation)
            throws IOException {
        var named = body.read();
        var wish = body.receive() == null ? null : body.receive().read();
        var decisions = new ArrayList<Settling.Decision>(named.size());
        named.forEach(one -> decisions.add(one.decision()));
        var settled = settling.settle(shards.queue(queue), decisions, wish, mutation);
        var messages = wish == null ? null : handing.views(settled.grants());
        handing.json(SettledView.of(named, settled, messages), settled.grants(), mutation);
        return null;
    }
}
