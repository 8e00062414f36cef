/** The port to consensus as the edge sees it: propose, read, wait, and who leads. */
@NullMarked
package io.holdfast.cluster;

import org.jspecify.annotations.NullMarked;
