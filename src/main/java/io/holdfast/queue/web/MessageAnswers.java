package io.holdfast.queue.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.core.Payload;
import io.holdfast.queue.MessageState;
import io.holdfast.queue.QueueAnswer;
import io.holdfast.web.Input;
import io.holdfast.web.Problem;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** The JSON in which messages are told. */
final class MessageAnswers {

    /** A message was taken. */
    @Schema(name = "SentMessage")
    record SentView(
            String id,

            @Schema(description = "Whether it had come before, under the same deduplication id")
            boolean duplicate) {}

    /** What became of one message of a batch. */
    @Schema(name = "BatchMessage")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record BatchItemView(
            @Schema(description = "As if it had been sent alone")
            int status,

            @Nullable String id,
            @Nullable Boolean duplicate,

            @Schema(description = "Why it was not taken") @Nullable
            String code,

            @Nullable String detail) {

        static BatchItemView of(Sending.Posted posted) {
            var problem = posted.problem();
            return problem == null
                    ? new BatchItemView(
                            posted.duplicate() ? 200 : 201, String.valueOf(posted.id()), posted.duplicate(), null, null)
                    : new BatchItemView(
                            problem.type().status(), null, null, problem.type().code(), problem.detail());
        }
    }

    /** What became of a batch. */
    @Schema(name = "Batch")
    record BatchView(
            @Schema(description = "In the order of the request")
            List<BatchItemView> messages,

            @Schema(description = "How many were taken, duplicates included")
            int accepted,

            int refused) {

        static BatchView of(List<Sending.Posted> posted) {
            int refused =
                    (int) posted.stream().filter(one -> one.problem() != null).count();
            return new BatchView(posted.stream().map(BatchItemView::of).toList(), posted.size() - refused, refused);
        }
    }

    /** A message that was handed out. */
    @Schema(name = "ReceivedMessage")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReceivedView(
            String id,

            @Schema(description = "Settles this grant of the message, and no other")
            String receipt,

            @Schema(description = "How often it was handed out, this time included")
            int attempt,

            @Schema(description = "How often it failed") int failures,

            @Schema(description = "Grows with every grant of the group; of the shard where there is none")
            String fence,

            @Nullable String group,
            int priority,
            String contentType,
            Map<String, String> attributes,

            @Schema(implementation = Object.class) Object body,

            @Schema(description = "What `body` is: json, text or base64")
            String bodyEncoding,

            long ageMillis,

            @Schema(description = "For how long it is hidden from others")
            long visibilityMillis) {}

    /** Messages that were handed out. */
    @Schema(name = "Received")
    record ReceivedPageView(List<ReceivedView> messages) {}

    /** A message that was settled by itself. */
    @Schema(name = "SettledMessage")
    record ReceiptView(
            String id,
            String receipt,

            @Schema(description = "extend, fail, release or bury")
            String verdict) {}

    /** What became of one receipt. */
    @Schema(name = "SettledReceipt")
    record OutcomeView(
            String receipt,

            @Schema(description = "done, already, stale, unavailable or unknown")
            String outcome) {}

    /** What became of a settlement, and the next messages. */
    @Schema(name = "Settled")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SettledView(
            @Schema(description = "Acknowledged ones first, then failed, released, extended, dead, each in their order")
            List<OutcomeView> outcomes,

            @Schema(description = "What was received, where that was asked for") @Nullable
            List<ReceivedView> messages,

            @Schema(description = "Why nothing could be received, where that was asked for") @Nullable
            String receiveCode) {

        static SettledView of(
                List<SettleRequest.Named> named, Settling.Settlements settled, @Nullable List<ReceivedView> messages) {
            var outcomes = new ArrayList<OutcomeView>();
            for (int i = 0; i < named.size(); i++) {
                outcomes.add(new OutcomeView(
                        named.get(i).receipt(), Input.word(settled.outcomes().get(i))));
            }
            @Nullable Problem problem = settled.problem();
            return new SettledView(
                    outcomes, messages, problem == null ? null : problem.type().code());
        }
    }

    /** A message as it lies in the queue. */
    @Schema(name = "Message")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MessageView(
            String id,

            @Schema(description = "ready, in-flight, delayed or dead")
            String state,

            @Nullable String group,
            int priority,
            int attempts,
            int failures,
            long ageMillis,

            @Schema(description = "Until it can be received, or is visible again") @Nullable
            Long remainingMillis,

            @Schema(description = "Until it expires") @Nullable
            Long ttlRemainingMillis,

            @Schema(description = "Who has it") @Nullable String consumer,

            @Schema(description = "Why it is dead") @Nullable
            String reason,

            @Schema(description = "What its last failure gave as reason") @Nullable
            String failure,

            @Schema(description = "Of its body, content type and attributes")
            long bytes,

            @Nullable String contentType,
            @Nullable Map<String, String> attributes,

            @Schema(implementation = Object.class) @Nullable Object body,

            @Nullable String bodyEncoding) {}

    /** What became of a message that nobody has. */
    @Schema(name = "DecidedMessage")
    record StateView(
            String id,

            @Schema(description = "CANCELLED or RESCHEDULED")
            String state) {}

    /** Some of many messages. */
    @Schema(name = "MessagePage")
    record MessagePageView(
            List<MessageView> messages,

            @Schema(
                    description =
                            "Pass it to get the next page; null after the last. A page may be empty and not the last")
            @JsonInclude(JsonInclude.Include.ALWAYS)
            @Nullable
            String cursor) {}

    /** A body as it can stand in JSON. */
    private record Shown(Object value, String encoding) {}

    private final JsonMapper mapper;

    MessageAnswers(JsonMapper mapper) {
        this.mapper = mapper;
    }

    List<ReceivedView> received(List<Grant> grants) {
        return grants.stream().map(this::received).toList();
    }

    ReceivedView received(Grant grant) {
        var lease = grant.lease();
        var envelope = grant.envelope();
        var body = shown(envelope);
        return new ReceivedView(
                grant.id().toString(),
                grant.receipt().toString(),
                lease.attempt(),
                lease.failures(),
                Long.toString(lease.fence()),
                lease.group(),
                lease.priority(),
                envelope.contentType(),
                envelope.attributes(),
                body.value(),
                body.encoding(),
                lease.ageMillis(),
                lease.visibilityMillis());
    }

    MessageView message(int shard, QueueAnswer.MessageView message) {
        @Nullable Payload payload = message.payload();
        var envelope = payload == null ? null : Envelope.open(payload);
        var body = envelope == null ? null : shown(envelope);
        boolean remains = message.state() == MessageState.IN_FLIGHT || message.state() == MessageState.DELAYED;
        return new MessageView(
                new MessageId(shard, message.message()).toString(),
                Input.word(message.state()),
                message.group(),
                message.priority(),
                message.attempts(),
                message.failures(),
                message.ageMillis(),
                remains ? message.remainingMillis() : null,
                message.ttlRemainingMillis() == 0 ? null : message.ttlRemainingMillis(),
                orNull(message.consumer()),
                orNull(message.reason()),
                orNull(message.failure()),
                message.bytes(),
                envelope == null ? null : envelope.contentType(),
                envelope == null ? null : envelope.attributes(),
                body == null ? null : body.value(),
                body == null ? null : body.encoding());
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** JSON as JSON, text as text; what says it is one of them and is not is told as octets. */
    private Shown shown(Envelope envelope) {
        var bytes = envelope.body();
        var type = envelope.contentType();
        if (ContentTypes.isJson(type) && bytes.length > 0) {
            try {
                return new Shown(
                        mapper.reader()
                                .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                                .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                                .readTree(bytes),
                        "json");
            } catch (JacksonException _) {
                return octets(bytes);
            }
        }
        return ContentTypes.isText(type) ? text(bytes) : octets(bytes);
    }

    private static Shown text(byte[] bytes) {
        try {
            return new Shown(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString(),
                    "text");
        } catch (CharacterCodingException _) {
            return octets(bytes);
        }
    }

    private static Shown octets(byte[] bytes) {
        return new Shown(Base64.getEncoder().encodeToString(bytes), "base64");
    }
}
