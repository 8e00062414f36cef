package io.holdfast.cache.line;

/** Something that must never be was seen. */
final class BrokenPromise extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenPromise(String what) {
        super(what);
    }
}
