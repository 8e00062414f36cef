/** Sessions over HTTP: a thin controller and the JSON it speaks. */
@NullMarked
package io.holdfast.session.web;

import org.jspecify.annotations.NullMarked;
