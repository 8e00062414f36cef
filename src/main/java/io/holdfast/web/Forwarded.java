package io.holdfast.web;

import io.holdfast.cluster.Member;
import java.net.http.HttpResponse;

/** What became of forwarding a mutation. */
sealed interface Forwarded {

    /** The leader answered. */
    record Answered(Member leader, HttpResponse<byte[]> answer) implements Forwarded {}

    /** Meanwhile this node leads. */
    record Home(boolean uncertain) implements Forwarded {}

    /**
     * No leader answered.
     *
     * @param uncertain whether one may have acted all the same
     */
    record Unanswered(boolean uncertain, String why) implements Forwarded {}

    /** Too many are under way; nothing was sent. */
    record Full() implements Forwarded {}
}
