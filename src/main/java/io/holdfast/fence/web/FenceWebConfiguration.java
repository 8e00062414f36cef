package io.holdfast.fence.web;

import io.holdfast.fence.FencePrimitive;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class FenceWebConfiguration {

    @Bean
    FencePrimitive fencePrimitive() {
        return FencePrimitive.FENCES;
    }
}
