package io.holdfast.keys.web;

import io.holdfast.keys.web.KeyAnswers.NewKeyView;
import io.holdfast.keys.web.KeyAnswers.PageView;
import io.holdfast.keys.web.KeyAnswers.RevokedView;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.OperationNotes;
import io.holdfast.web.ProblemType;

/** Examples and problems of keys in the API's document. */
final class KeyNotes {

    private KeyNotes() {}

    static ApiNotes notes() {
        return ApiNotes.of(
                OperationNotes.of("createKey")
                        .answers(201, "The key is good from now on", NewKeyView.class)
                        .problems(ProblemType.UNSUPPORTED_MEDIA_TYPE, KeyProblems.KEY_TAKEN, KeyProblems.KEY_LIMIT)
                        .step(47, "Make a key", """
                                {"principal": "billing", "role": "writer", "rules": ["lock:billing.", "queue:billing."],
                                 "ttl": "90d"}""", 201, """
                                {"key": "5f0c9a7e12b34d68", "principal": "billing", "role": "writer",
                                 "rules": ["writer@lock:billing.", "writer@queue:billing."],
                                 "token": "hf_5f0c9a7e12b34d68_b3duZXJzIGtlZXAgdGhlaXIga2V5cyB0byB0aGVtc2U"}"""),
                OperationNotes.of("listKeys")
                        .answers(200, "A page of keys", PageView.class)
                        .step(48, "List the keys", 200, """
                                {"keys": [{"key": "5f0c9a7e12b34d68", "principal": "billing", "role": "writer",
                                  "rules": ["writer@lock:billing.", "writer@queue:billing."], "ageMillis": 1480,
                                  "remainingMillis": 7775998520}], "cursor": null}"""),
                OperationNotes.of("revokeKey")
                        .answers(200, "The key is good for nothing", RevokedView.class)
                        .problems(KeyProblems.KEY_UNKNOWN, KeyProblems.LAST_ADMIN)
                        .step(49, "Revoke the key", 200, """
                                {"key": "5f0c9a7e12b34d68", "state": "REVOKED"}"""));
    }
}
