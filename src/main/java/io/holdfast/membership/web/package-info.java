/** Groups over HTTP: a thin controller and the JSON it speaks. */
@NullMarked
package io.holdfast.membership.web;

import org.jspecify.annotations.NullMarked;
