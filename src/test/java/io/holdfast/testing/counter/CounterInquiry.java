package io.holdfast.testing.counter;

import io.holdfast.core.Inquiry;

/** What can be asked about a counter. */
public sealed interface CounterInquiry<A extends CounterAnswer> extends Inquiry<A> {

    record ValueOf(String name) implements CounterInquiry<CounterAnswer.Value> {}
}
