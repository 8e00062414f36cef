package io.holdfast.web;

import io.holdfast.core.Access;
import io.holdfast.core.Role;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Who makes a request, and what that may do.
 *
 * @param principal who it is; empty while nobody has to say
 * @param keyId of the key it came with, or what stands for one; empty where there is none
 * @param address where the request came from, as the node saw it that the client reached
 */
public record Caller(String principal, String keyId, Access access, String address) {

    /** Whoever asks while nobody has to say who it is. */
    public static final Caller ANYBODY = new Caller("", "", Access.ALL, "");

    /** The attribute of a request that says what it names in its body. */
    public static final String OBJECTS = Caller.class.getName() + ".objects";

    private static final int SHOWN_MAX = 64;
    private static final String ATTRIBUTE = Caller.class.getName();

    /** Who makes this request. */
    public static Caller of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : ANYBODY;
    }

    /** Who makes the request that this thread answers. */
    public static Caller current() {
        var request = RequestContextHolder.getRequestAttributes();
        return request != null
                        && request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST) instanceof Caller caller
                ? caller
                : ANYBODY;
    }

    /** Notes who makes this request. */
    public void make(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    public Caller at(String from) {
        return new Caller(principal, keyId, access, from);
    }

    /** Whether what was opened by this principal is this caller's to use. What nobody owns is everybody's. */
    public boolean owns(String owner) {
        return principal.isEmpty() || owner.isEmpty() || owner.equals(principal);
    }

    /** Refuses the request unless the caller may do this much to the thing of this name. */
    public void require(Role needed, String kind, String name) {
        if (!access.allows(needed, kind, name)) {
            throw new ProblemException(Problem.of(
                    ProblemType.FORBIDDEN,
                    name.isEmpty()
                            ? "this shows or changes every " + kind + ", and " + principal + " may not as "
                                    + needed.word() + "; name a \"prefix\" within its rules where one can be given"
                            : principal + " may not act as " + needed.word() + " on the " + kind + " " + shown(name)
                                    + "; its key has neither the role nor a rule for that"));
        }
    }

    private static String shown(String name) {
        return name.length() <= SHOWN_MAX ? name : name.substring(0, SHOWN_MAX) + "...";
    }

    /** The refusal of something that nobody named. */
    public ProblemException forbidden(String what) {
        return new ProblemException(Problem.of(ProblemType.FORBIDDEN, principal + " may not " + what));
    }

    /** Refuses the request unless the session is the caller's. */
    public void requireOwn(String owner, String what) {
        if (!owns(owner)) {
            throw new ProblemException(notYours(what));
        }
    }

    static Problem notYours(String what) {
        return Problem.of(ProblemType.FORBIDDEN, what + " belongs to another principal; use one of your own");
    }
}
