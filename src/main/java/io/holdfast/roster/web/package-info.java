/** Nodes over HTTP: taking one out of the cluster, and what happens to them in the feed of events. */
@NullMarked
package io.holdfast.roster.web;

import org.jspecify.annotations.NullMarked;
