package io.holdfast.web;

/** Ends a request with a problem, from where it cannot be returned. Cheap: it has no stack trace. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.toString(), null, false, false);
        this.problem = problem;
    }

    public static ProblemException badRequest(String detail) {
        return new ProblemException(Problem.of(ProblemType.BAD_REQUEST, detail));
    }

    public Problem problem() {
        return problem;
    }
}
