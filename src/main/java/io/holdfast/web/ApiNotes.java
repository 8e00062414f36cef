package io.holdfast.web;

import java.util.List;

/** What one package has to say about its operations in the API's document. */
public record ApiNotes(List<OperationNotes> operations) {

    public ApiNotes {
        operations = List.copyOf(operations);
    }

    public static ApiNotes of(OperationNotes... operations) {
        return new ApiNotes(List.of(operations));
    }
}
