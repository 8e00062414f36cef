package io.holdfast.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the API's document says of one operation beyond its types: examples, and the problems it can meet. Examples are
 * steps of one story over all operations, which can be followed in order; a test does.
 */
public final class OperationNotes {

    /**
     * One exchange of the story.
     *
     * @param number its place in the story; {@link #ALONE} if it has none
     * @param title what happens
     * @param request the body sent; null where none is
     * @param answer the body that comes back
     */
    record Step(int number, String title, @Nullable String request, int status, String answer) {

        String name() {
            return number == ALONE ? "example" : "step-%03d".formatted(number);
        }

        String summary() {
            return number == ALONE ? title : number + ". " + title;
        }
    }

    /** The number of an exchange that is no step of the story. */
    private static final int ALONE = 0;

    /** A form that the answer can have. */
    record Outcome(int status, String description, Class<?> body) {}

    private final String operation;
    private final List<Step> steps = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<ProblemType> problems = new ArrayList<>();
    private boolean majority = true;
    private boolean anywhere;

    private OperationNotes(String operation) {
        this.operation = operation;
    }

    public static OperationNotes of(String operation) {
        return new OperationNotes(operation);
    }

    /** Adds a form of the answer. */
    public OperationNotes answers(int status, String description, Class<?> body) {
        outcomes.add(new Outcome(status, description, body));
        return this;
    }

    /** Adds an answer that has no body. */
    public OperationNotes answers(int status, String description) {
        return answers(status, description, Void.class);
    }

    /** Notes that any node answers, so that nobody is sent to the leader. */
    public OperationNotes anywhere() {
        anywhere = true;
        return this;
    }

    /** Adds a step without a body. */
    public OperationNotes step(int number, String title, int status, String answer) {
        steps.add(new Step(number, title, null, status, answer));
        return this;
    }

    /** Adds a step with a body. */
    public OperationNotes step(int number, String title, String request, int status, String answer) {
        steps.add(new Step(number, title, request, status, answer));
        return this;
    }

    /** Adds an exchange without a body that is no step of the story, because it takes more than a cluster alone. */
    public OperationNotes example(String title, int status, String answer) {
        return step(ALONE, title, status, answer);
    }

    /** Adds problems besides those that every operation of its kind can meet. */
    public OperationNotes problems(ProblemType... types) {
        problems.addAll(List.of(types));
        return this;
    }

    /** Notes that the operation is answered from what the node knows, with or without a majority. */
    public OperationNotes needsNoMajority() {
        majority = false;
        return this;
    }

    boolean majority() {
        return majority;
    }

    boolean isAnywhere() {
        return anywhere;
    }

    String operation() {
        return operation;
    }

    List<Step> steps() {
        return steps;
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    List<ProblemType> problems() {
        return problems;
    }
}
