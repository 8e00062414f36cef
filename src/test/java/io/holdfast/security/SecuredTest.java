package io.holdfast.security;

import io.holdfast.web.EdgeApplication;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Runs a test against the whole HTTP edge of a node that wants to know who asks. All such tests share one. */
@SpringBootTest(
        classes = EdgeApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "holdfast.leader-wait=300ms",
            "holdfast.request-timeout=2s",
            "holdfast.security.authentication=required",
            "holdfast.security.admin-key=" + Tenant.ADMIN_KEY,
            "holdfast.security.cluster-secret=" + Tenant.SECRET,
            "holdfast.audit.directory=target/audit-of-tests/${PID}",
            "holdfast.security.sessions-max=20",
            "holdfast.audit.file-max=200KB"
        })
@AutoConfigureMetrics
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface SecuredTest {}
