package io.holdfast.core;

/** A machine that goes by what sessions were opened with. */
public interface ConsultsSessions {

    /** Where to ask. Called once, before anything else. */
    void consult(SessionTerms sessions);
}
