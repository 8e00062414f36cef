package io.holdfast.membership.web;

import io.holdfast.membership.web.GroupAnswers.JoinedView;
import io.holdfast.membership.web.GroupAnswers.LeftView;
import io.holdfast.membership.web.GroupAnswers.PageView;
import io.holdfast.membership.web.GroupAnswers.StateView;
import io.holdfast.web.ApiNotes;
import io.holdfast.web.OperationNotes;
import io.holdfast.web.ProblemType;

/** Examples and problems of groups in the API's document. The story's session is opened by step 42. */
final class GroupNotes {

    private GroupNotes() {}

    static ApiNotes notes() {
        return ApiNotes.of(
                OperationNotes.of("joinGroup")
                        .answers(201, "The session is this member", JoinedView.class)
                        .answers(200, "The member says something else", JoinedView.class)
                        .problems(
                                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                                ProblemType.SESSION_GONE,
                                GroupProblems.MEMBER_TAKEN,
                                GroupProblems.MEMBER_LIMIT,
                                GroupProblems.GROUP_LIMIT,
                                GroupProblems.SESSION_MEMBER_LIMIT)
                        .step(43, "Join a group", """
                                {"session": "d1e2f3a4b5c6079808f9e0d1c2b3a4f5", "value": "http://10.0.0.7:9000"}""", 201, """
                                {"group": "workers", "member": "w1", "session": "d1e2f3a4b5c6079808f9e0d1c2b3a4f5",
                                 "value": "http://10.0.0.7:9000", "joined": "52", "version": "52"}"""),
                OperationNotes.of("getGroup")
                        .answers(200, "The group as it stands", StateView.class)
                        .step(44, "See who is there", 200, """
                                {"group": "workers", "version": "52", "memberCount": 1, "members": [
                                  {"member": "w1", "session": "d1e2f3a4b5c6079808f9e0d1c2b3a4f5",
                                   "value": "http://10.0.0.7:9000", "joined": "52", "memberMillis": 1480}], "cursor": null}"""),
                OperationNotes.of("listGroups")
                        .answers(200, "A page of groups", PageView.class)
                        .step(45, "List the groups", 200, """
                                {"groups": [{"group": "workers", "version": "52", "memberCount": 1}], "cursor": null}"""),
                OperationNotes.of("leaveGroup")
                        .answers(200, "The session is this member no longer", LeftView.class)
                        .problems(ProblemType.SESSION_GONE, GroupProblems.MEMBER_TAKEN, GroupProblems.MEMBER_UNKNOWN)
                        .step(46, "Leave the group", 200, """
                                {"group": "workers", "member": "w1", "state": "LEFT", "version": "53"}"""));
    }
}
