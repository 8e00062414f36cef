/** What nodes show to one another and trust, as the files say now. */
@NullMarked
package io.holdfast.tls;

import org.jspecify.annotations.NullMarked;
