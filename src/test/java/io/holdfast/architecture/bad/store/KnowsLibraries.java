package io.holdfast.architecture.bad.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.ratis.protocol.RaftPeerId;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Libraries that others keep to themselves, and one that nobody uses. */
final class KnowsLibraries {

    RaftPeerId peer() {
        return RaftPeerId.valueOf("n1");
    }

    Class<?> redis() {
        return StringRedisTemplate.class;
    }

    ObjectMapper jackson() {
        return new ObjectMapper();
    }
}
