package io.holdfast.security;

import static io.holdfast.core.Role.ADMIN;
import static io.holdfast.core.Role.OPERATOR;
import static io.holdfast.core.Role.READER;
import static io.holdfast.core.Role.WRITER;
import static io.holdfast.security.Need.Extent.ALL;
import static io.holdfast.security.Need.Extent.IN_BODY;
import static io.holdfast.security.Need.Extent.LISTED;
import static io.holdfast.security.Need.Extent.NAMED;
import static io.holdfast.security.Need.Extent.NONE;
import static io.holdfast.security.Need.Extent.OWNED;

import io.holdfast.core.Role;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which role each operation needs, and to what. The one table: an operation that has no row here may be called by
 * administrators only, and a test says so.
 */
final class Needs {

    private static final Map<String, Need> TABLE = new Table()
            .kind("lock")
            .row(READER, NAMED, "getLock", "verifyToken")
            .row(READER, LISTED, "listLocks")
            .row(READER, OWNED, "getTicket")
            .row(READER, ALL, "getWaitGraph", "listDeadlocks")
            .row(WRITER, NAMED, "acquireLock", "convertLock", "releaseLock", "extendLock", "requestRevoke")
            .row(WRITER, IN_BODY, "acquireLocks", "releaseLocks", "extendLocks")
            .row(WRITER, OWNED, "cancelTicket")
            .row(OPERATOR, NAMED, "forceRelease")
            .row(OPERATOR, ALL, "listForceReleases")
            .kind("semaphore")
            .row(READER, NAMED, "getSemaphore", "getPermitTicket")
            .row(READER, LISTED, "listSemaphores")
            .row(WRITER, NAMED, "defineSemaphore", "acquirePermits", "releasePermits", "extendPermits")
            .row(WRITER, NAMED, "cancelPermitTicket")
            .row(OPERATOR, NAMED, "deleteSemaphore", "drainSemaphore", "undrainSemaphore")
            .kind("election")
            .row(READER, NAMED, "getElection", "getCandidacy")
            .row(READER, LISTED, "listElections")
            .row(WRITER, NAMED, "campaign", "proclaim", "resign", "withdrawCandidacy", "transferLeadership")
            .kind("group")
            .row(READER, NAMED, "getGroup")
            .row(READER, LISTED, "listGroups")
            .row(WRITER, NAMED, "joinGroup", "leaveGroup")
            .kind("queue")
            .row(READER, NAMED, "getQueue", "getQueueStats", "listQueueGroups", "getRedrive")
            .row(READER, LISTED, "listQueues")
            // Messages are shown with their bodies.
            .row(WRITER, NAMED, "peekMessages", "getMessage")
            .row(WRITER, NAMED, "defineQueue", "sendMessage", "sendMessages", "cancelMessage", "rescheduleMessage")
            .row(WRITER, NAMED, "receiveMessages", "settleMessages", "acknowledgeMessage", "extendMessage")
            .row(WRITER, NAMED, "failMessage", "releaseMessage", "buryMessage")
            .row(OPERATOR, NAMED, "deleteQueue", "pauseQueue", "resumeQueue", "purgeQueue")
            .row(OPERATOR, NAMED, "redriveQueue", "cancelRedrive")
            .row(READER, ALL, "getMirror")
            .row(OPERATOR, ALL, "discardMirror", "restoreMirror")
            .kind("cache")
            .row(READER, NAMED, "getCache", "getCacheStats", "getCacheLine")
            .row(READER, NAMED, "getCacheEntry", "getCacheEntries", "listCacheEntries")
            .row(READER, LISTED, "listCaches")
            .row(READER, ALL, "listCacheNodes")
            .row(WRITER, NAMED, "defineCache", "putCacheEntry", "deleteCacheEntry", "patchCacheEntry")
            .row(WRITER, NAMED, "incrementCacheEntry", "putCacheEntries", "deleteCacheEntries")
            .row(WRITER, NAMED, "purgeCache", "purgeCacheTag")
            .row(OPERATOR, NAMED, "deleteCache", "clearCache")
            .kind("session")
            .row(READER, OWNED, "getSession", "listSessions")
            .row(WRITER, OWNED, "openSession", "keepSessionAlive", "endSession")
            .kind("event")
            .row(READER, LISTED, "listEvents")
            .kind("cluster")
            .row(READER, NONE, "getCluster")
            .row(OPERATOR, ALL, "removeNode")
            .kind("key")
            .row(ADMIN, ALL, "createKey", "listKeys", "revokeKey")
            .all();

    private Needs() {}

    static Need of(String operation) {
        var need = TABLE.get(operation);
        return need == null ? new Need(operation, ADMIN, "operation", ALL) : need;
    }

    static Map<String, Need> all() {
        return TABLE;
    }

    /** Reads like the table it makes. */
    private static final class Table {

        private final Map<String, Need> rows = new LinkedHashMap<>();
        private String kind = "";

        private Table kind(String next) {
            kind = next;
            return this;
        }

        private Table row(Role role, Need.Extent extent, String... operations) {
            for (var operation : operations) {
                if (rows.put(operation, new Need(operation, role, kind, extent)) != null) {
                    throw new IllegalStateException(operation + " has two rows");
                }
            }
            return this;
        }

        private Map<String, Need> all() {
            return Collections.unmodifiableMap(rows);
        }
    }
}
