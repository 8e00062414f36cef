package io.holdfast.security;

import io.holdfast.web.Caller;
import io.holdfast.web.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Notes who did what, and who was refused. */
interface Audit {

    /** Notes nothing. */
    Audit NONE = new Audit() {};

    /** Whether what has to be noted cannot be. */
    default boolean isBroken() {
        return false;
    }

    /** An operation is about to be carried out here. */
    default void begin(HttpServletRequest request, String operation) {}

    /** It was answered. */
    default void end(HttpServletRequest request, HttpServletResponse response) {}

    /** A request was refused before it was carried out. */
    default void refused(HttpServletRequest request, Caller caller, ProblemType why) {}
}
