/** What all of the HTTP API shares: routing to the leader, idempotency, problems, durations, and the API's document. */
@NullMarked
package io.holdfast.web;

import org.jspecify.annotations.NullMarked;
