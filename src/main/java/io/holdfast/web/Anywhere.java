package io.holdfast.web;

import java.util.Map;

/**
 * Mutations that any node answers, because the leader of the coordination group has no part in them: those below one named
 * thing of a collection, such as {@code /api/v1/queues/jobs/messages}. The thing itself is created and deleted by the leader.
 *
 * @param collection the path of the collection, without a slash at its end
 * @param bodyMax how many bytes a body may have, by what follows the thing's name, or by how that begins if it ends with a
 *     slash; others may have what is usual
 */
public record Anywhere(String collection, Map<String, Integer> bodyMax) {

    public Anywhere {
        bodyMax = Map.copyOf(bodyMax);
    }

    boolean covers(String path) {
        return path.startsWith(collection + '/') && path.indexOf('/', collection.length() + 1) > 0;
    }

    int bodyMax(String path, int usual) {
        var rest = path.substring(path.indexOf('/', collection.length() + 1) + 1);
        var exact = bodyMax.get(rest);
        if (exact != null) {
            return exact;
        }
        return bodyMax.getOrDefault(rest.substring(0, rest.indexOf('/') + 1), usual);
    }
}
