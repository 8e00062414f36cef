package io.holdfast.membership.web;

import static io.holdfast.membership.MembershipPrimitive.GROUPS;

import io.holdfast.cluster.Consensus;
import io.holdfast.core.Result;
import io.holdfast.membership.GroupName;
import io.holdfast.membership.MemberName;
import io.holdfast.membership.MembershipCommand.Leave;
import io.holdfast.membership.MembershipResult;
import io.holdfast.membership.MembershipResult.Joined;
import io.holdfast.membership.MembershipResult.Left;
import io.holdfast.membership.MembershipResult.Refused;
import io.holdfast.membership.MembershipResult.Updated;
import io.holdfast.membership.web.GroupAnswers.JoinedView;
import io.holdfast.membership.web.GroupAnswers.LeftView;
import io.holdfast.membership.web.GroupAnswers.PageView;
import io.holdfast.membership.web.GroupAnswers.RowView;
import io.holdfast.membership.web.GroupAnswers.StateView;
import io.holdfast.web.Api;
import io.holdfast.web.Input;
import io.holdfast.web.Listing;
import io.holdfast.web.Mutation;
import io.holdfast.web.Page;
import io.holdfast.web.Polls;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = Api.V1 + "/groups", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Groups")
class GroupController {

    private static final String SESSION = "d1e2f3a4b5c6079808f9e0d1c2b3a4f5";

    private final Consensus consensus;
    private final Groups groups;

    GroupController(Consensus consensus, Groups groups) {
        this.consensus = consensus;
        this.groups = groups;
    }

    @PutMapping(path = "/{group}/members/{member}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "joinGroup", summary = "Be a member, or say something else as one", description = """
            The membership ends with its session. Until then the name is taken: another session is answered 409 \
            `member-taken`. The session itself may change its value, and keeps its place.""")
    ResponseEntity<Object> join(
            @Parameter(description = "1 to 255 letters, digits and . _ - :", example = "workers") @PathVariable
                    String group,
            @Parameter(description = "1 to 255 letters, digits and . _ - :", example = "w1") @PathVariable
                    String member,
            @RequestBody JoinRequest body,
            Mutation mutation) {
        var command = body.read(group(group), member(member));
        return switch (mutation.submit(command, MembershipResult.class)) {
            case Joined(long joined, long version) ->
                ResponseEntity.created(URI.create(Api.V1 + "/groups/" + group))
                        .body(JoinedView.of(command, joined, version));
            case Updated(long joined, long version) -> ResponseEntity.ok(JoinedView.of(command, joined, version));
            case Refused(var reason) ->
                mutation.refuse(GroupProblems.refused(command.group(), command.member(), reason));
            case MembershipResult other -> throw unexpected(other);
        };
    }

    @DeleteMapping("/{group}/members/{member}")
    @Operation(operationId = "leaveGroup", summary = "Be a member no longer", description = """
            Only the session that is the member can end it, by this or by ending itself.""")
    ResponseEntity<Object> leave(
            @Parameter(description = "The group", example = "workers") @PathVariable String group,
            @Parameter(description = "The member", example = "w1") @PathVariable String member,
            @Parameter(description = "The session that is the member", example = SESSION) @RequestParam String session,
            Mutation mutation) {
        var command = new Leave(group(group), member(member), Input.session(session));
        return switch (mutation.submit(command, MembershipResult.class)) {
            case Left(long version) -> ResponseEntity.ok(new LeftView(group, member, "LEFT", Long.toString(version)));
            case Refused(var reason) ->
                mutation.refuse(GroupProblems.refused(command.group(), command.member(), reason));
            case MembershipResult other -> throw unexpected(other);
        };
    }

    @GetMapping("/{group}")
    @Operation(operationId = "getGroup", summary = "Show who is there, or watch that", description = """
            Linearizable on every node. Members stand in the order in which they joined, page by page: pass the `cursor` \
            of one page to get the next. With `after`, the request is held for up to `wait` until the group's version is \
            greater. A group without members is empty; it need not be created.""")
    StateView get(
            @Parameter(description = "The group", example = "workers") @PathVariable String group,
            @Parameter(description = "The version that is known already") @RequestParam(required = false) @Nullable
                    String after,
            @Parameter(description = "How long to hold the request: 0s to 60s, by default 0s")
                    @RequestParam(defaultValue = "0s")
                    String wait,
            @Parameter(description = "How many members a page has, at most: 1 to 500, by default 100")
                    @RequestParam(required = false)
                    @Nullable
                    Integer limit,
            @Parameter(description = "Where the page before ended") @RequestParam(required = false) @Nullable
                    String cursor) {
        var row = Page.rowBefore(cursor);
        var rows = new Groups.Rows(row == null ? 0 : Input.number("cursor", row), Input.limit(limit));
        var patience = Polls.parse("wait", wait);
        return after == null
                ? groups.watch(group(group), rows, -1, Duration.ZERO)
                : groups.watch(group(group), rows, Input.number("after", after), patience);
    }

    @GetMapping
    @Operation(operationId = "listGroups", summary = "List the groups that have members", description = """
            In order of name, page by page: pass the `cursor` of one page to get the next.""")
    PageView list(@ParameterObject Listing query) {
        var prefix = query.start();
        var after = query.after(GroupName::new);
        int rows = query.rows();
        var page = consensus.read(GROUPS, (all, _) -> all.queries().list(prefix, after, rows));
        return new PageView(
                page.stream().map(RowView::of).toList(),
                Page.cursorAfter(page.size() < rows ? null : page.getLast().group()));
    }

    private static GroupName group(String name) {
        return Input.valid(() -> new GroupName(name));
    }

    private static MemberName member(String name) {
        return Input.valid(() -> new MemberName(name));
    }

    private static IllegalStateException unexpected(Result result) {
        return new IllegalStateException("no answer to this command: " + result);
    }
}
