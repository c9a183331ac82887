"""Remedies that ask for the test's own record in the place of whichever stands in a shared collection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal as Choice

from msgspec.structs import replace

from smelltest.judge.remedies.examples import examples_of
from smelltest.judge.remedies.expecting import comparisons, expected_of, is_whole
from smelltest.judge.remedies.ids import given_ids, read_ids
from smelltest.judge.remedies.own_records import own_lookup
from smelltest.judge.remedies.remedy import OwnMember, Remedy
from smelltest.link.questions.claims import unique_key
from smelltest.link.questions.flows import Flow, queries
from smelltest.link.questions.named_records import made_by_test, named
from smelltest.link.questions.records import creates, kin
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check, Effect, sources
from smelltest.link.values import Derived, Step, answers, text_of
from smelltest.read.facts import Place


def own_member(
    test: Test,
    suite: Suite,
    read: Effect,
    at: Place,
    how: Choice["pick", "count", "whole"],
    picked: Derived | None = None,
    also: Iterable[Place] = (),
    count: Derived | None = None,
) -> Remedy | None:
    """The test's own record in the place of whichever stands in a shared collection; `also`: where else it is picked."""
    if read.resource is None:
        return None
    asked = [flow for flow in queries(read) if flow.key not in _PAGING and not made_by_test(test, flow)]
    if any(_is_of_others(step, test) for value in (picked, count) if value is not None for step in value.steps):
        return None
    own = [one for one in creates(test) if _is_at_hand(one, read) and not any(_is_other(one, flow) for flow in asked)]
    if not own and how == "pick" and len(asked) == 1 and _tells_apart(test, asked[0]):
        return own_lookup(test, suite, asked[0])
    in_test = [one for one in own if one.stage.kind == "test"]
    own = in_test if len(in_test) == 1 or (in_test and how == "count") else own
    more = tuple(_beside(test, suite, own)) if how == "count" and len(in_test) == len(own) else ()
    if how != "pick" and (len(own) > len(more) + 1 or any(one.guard.repeated for one in own)):
        return None  # Of several records of its own a test asks for each, which one of them does not tell.
    if len(own) > 1 and picked is not None:
        meant = _compared_with(test, picked, own)
        if len(meant) > 1:
            return None
        own = [*meant] or own
    made = own[0] if own else None
    if made is None and (_is_part(read) or _is_below_one(suite, read)):
        return None  # What a fixture makes need not come to stand in it.
    way = given_ids(test, suite, made, made.site) if made is not None else '.json()["id"]'
    if way is None:
        return None
    step = OwnMember(
        at,
        how,
        read.resource,
        made.site.at if made is not None else None,
        way,
        tuple(expected_of(test, picked, made)) if picked is not None else (),
        examples_of(suite, read.resource, test.path) if made is None else (),
        _given_by(test, read) if made is None else "",
        made is not None and read_ids(test, suite, made) is None,
        more,
        *(_told_in(suite, count) if count is not None else ()),
    )
    others = (replace(step, at=each, compared=()) for each in dict.fromkeys(also) if each != at)
    reason = "it is asked of the test's own record, no longer of the collection"
    return Remedy("unsafe", "ask for the test's own record", (step, *others), reason)


def _is_of_others(step: Step, test: Test) -> bool:
    """Whether only those are left of a collection that have what is written out, and what the test has sent nowhere."""
    if step.kind != "filter":
        return False
    texts = {text_of(by) for by in step.by} - {None}
    sent = {text_of(value) for one in creates(test) for _, value in one.fields.entries}
    return not texts <= sent


def _is_other(made: Effect, flow: Flow) -> bool:
    """Whether a record is made with another value than the one by which records are looked for."""
    sent = made.fields.get(flow.key)
    return sent is not None and text_of(sent) != flow.text


def _tells_apart(test: Test, flow: Flow) -> bool:
    """Whether a record is looked for by what it alone has."""
    return unique_key(test, flow) or (flow.key == "name" and named(test, flow.effect.resource))


def _compared_with(test: Test, picked: Derived, own: Sequence[Effect]) -> tuple[Effect, ...]:
    """Which records of its own a test compares with those that it picks from a collection by their positions."""
    found: dict[int, Effect] = {}
    for condition in comparisons(test, "==", "!="):
        for answer, other in ((condition.left, condition.right), (condition.right, condition.left)):
            if any(each.effect is picked.effect for each in answers(answer)):
                found.update({each.order: each for each in sources(other) if any(each is one for one in own)})
    return tuple(found.values())


def _beside(test: Test, suite: Suite, own: Sequence[Effect]) -> Iterator[tuple[Place, str]]:
    """The calls that make the further records of a test, each with the way to its id."""
    first = own[0].site if own else None
    for one in own[1:_MOST_COUNTED]:
        way = given_ids(test, suite, one, one.site)
        if way is not None and one.site != first and not one.guard.conditional:
            yield one.site.at, way


_MOST_COUNTED = 4


def _told_in(suite: Suite, count: Derived) -> tuple[int, tuple[str, ...]]:
    """By how many keys an answer tells how many records there are, and by which it lists them, as tests read them."""
    keys = [step for step in count.steps if step.kind == "item" and isinstance(step.key, str)]
    if not keys or count.steps[-1].kind == "count":
        return 0, ()
    alike = (
        _list_in(answer)
        for how in ("it", "alike", "any")
        for test in suite.tests
        for event in test.timeline.events
        if isinstance(event, Check)
        for answer in answers(event.condition)
        if (how == "it" and answer.effect is count.effect)
        or (
            how != "it"
            and is_whole(answer.effect)
            and (how == "any" or kin(answer.effect.resource, count.effect.resource))
        )
    )
    return len(keys), next((found for found in alike if found), ())


def _list_in(answer: Derived) -> tuple[str, ...]:
    """The keys by which an answer gives its records, where one of them is picked or all are gone through."""
    keys: list[str] = []
    for step in answer.steps:
        listed = step.kind in {"pick", "each", "count", "filter", "slice"}
        if listed or (step.kind == "item" and isinstance(step.key, int)):
            return tuple(keys)
        if step.kind == "item":
            keys.append(str(step.key))
    return ()


def _given_by(test: Test, read: Effect) -> str:
    """The fixture by which a test has a record of a collection, when it lists that."""
    asked = {parameter.name for parameter in test.item.function.parameters}
    names = [
        name
        for one in creates(test)
        if one.stage.kind == "fixture"
        and one.stage.scope == "function"
        and (name := one.stage.name.rpartition(".")[2]) in asked
        and one.order < read.order
        and one.resource is not None
        and kin(one.resource, read.resource)
    ]
    return names[-1] if names else ""


def _is_part(read: Effect) -> bool:
    """Whether a collection is that of one record, or is filtered."""
    texts = [text_of(segment) for segment in read.segments]
    return any(text is None or text.isdecimal() for text in texts) or any(
        key not in _PAGING for key, _ in read.query.entries
    )


def _is_below_one(suite: Suite, read: Effect) -> bool:
    """Whether a collection hangs below one record, as what is put there shows: `/tickets/first/comments`."""
    path = [text_of(segment) for segment in read.segments]
    for made in (one for test in suite.tests for one in creates(test) if one.resource == read.resource):
        put = [text_of(segment) for segment in made.segments]
        if (
            len(put) == len(path)
            and put != path
            and all(one in {None, other} for one, other in zip(put, path, strict=True))
        ):
            return True
    return False


_PAGING = frozenset(
    {"limit", "offset", "page", "per_page", "page_size", "size", "sort", "order", "order_by", "ordering"}
)


def _is_at_hand(create: Effect, read: Effect) -> bool:
    """Whether a test has itself made a record before it lists the collection."""
    return (
        create.stage.kind in {"test", "setup"}
        and create.order < read.order
        and create.site.path == read.site.path
        and not create.guard.conditional
        and create.resource is not None
        and kin(create.resource, read.resource)
    )
