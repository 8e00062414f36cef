package io.holdfast.fence;

import io.holdfast.core.Command;

/** What can be asked of marks: nothing. They move by the guards of what is asked of others. */
public enum NoCommand implements Command {}
