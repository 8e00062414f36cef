/** Sessions, through which clients own things, and the memo that makes every request idempotent. */
@NullMarked
package io.holdfast.session;

import org.jspecify.annotations.NullMarked;
