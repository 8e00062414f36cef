package io.holdfast.store;

/** One of the files beside a snapshot that hold its shelves: a snapshot is whole only with all of them. */
public record ShelfFile(String name, long bytes) {}
