package io.holdfast.web;

/** Problems of whoever waits, whatever it is for. */
public final class WaitProblems {

    public static final ProblemType WAIT_TIMEOUT = new ProblemType("wait-timeout", 408, "The wait is over");
    public static final ProblemType WAIT_CANCELLED = new ProblemType("wait-cancelled", 409, "The wait was cancelled");
    public static final ProblemType GRANT_UNCLAIMED =
            new ProblemType("grant-unclaimed", 409, "The grant was not claimed in time");
    public static final ProblemType OWNER_BUSY = new ProblemType("owner-busy", 409, "The owner waits already");
    public static final ProblemType TICKET_UNKNOWN = new ProblemType("ticket-unknown", 404, "There is no such ticket");

    public static final ProblemType NOT_YOURS = new ProblemType("not-yours", 409, "It is somebody else's");
    public static final ProblemType WAITER_LIMIT = new ProblemType("waiter-limit", 429, "Too many wait already");

    private WaitProblems() {}

    public static Problem timedOut(String detail, String ticket) {
        return Problem.of(WAIT_TIMEOUT, detail).with("ticket", ticket);
    }

    public static Problem cancelled(String ticket) {
        return Problem.of(WAIT_CANCELLED, "the wait was cancelled; ask again to wait again")
                .with("ticket", ticket);
    }

    public static Problem unclaimed(String ticket) {
        return Problem.of(
                        GRANT_UNCLAIMED,
                        "it was granted, nobody polled for it within \"claim\", and it was passed on; ask again, and keep "
                                + "polling the ticket while you wait")
                .with("ticket", ticket);
    }

    public static Problem busy(String owner, String ticket) {
        return Problem.of(
                        OWNER_BUSY,
                        owner + " waits for this already; poll or cancel ticket " + ticket + ", or use another name")
                .with("ticket", ticket);
    }

    public static Problem notYours(String what) {
        return Problem.of(NOT_YOURS, what + " belongs to another session or owner; say who you are, or leave it alone");
    }

    public static Problem tooManyWait(String what, int limit) {
        return Problem.of(WAITER_LIMIT, limit + " wait for " + what + ", which is the limit; try again later")
                .with("limit", limit);
    }

    public static Problem unknownTicket() {
        return Problem.of(TICKET_UNKNOWN, "the ticket never was, or its wait ended long ago; ask again");
    }

    public static Problem sessionEnded(String session) {
        return Problem.of(
                        ProblemType.SESSION_GONE,
                        "the session ended while it waited; keep sessions alive that wait for longer than their ttl")
                .with("session", session);
    }
}
