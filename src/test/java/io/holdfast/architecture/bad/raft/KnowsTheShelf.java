package io.holdfast.architecture.bad.raft;

import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** The engine uses shelves, and leaves to others what they are made of. */
final class KnowsTheShelf {

    RocksDB open(String directory) throws RocksDBException {
        return RocksDB.open(directory);
    }
}
