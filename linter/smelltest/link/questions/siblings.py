"""Functions beside one that makes a record: those that take it away, and the model that it gives of the answer."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from smelltest.link.knowledge import verbs
from smelltest.link.play.unfollowed import PARSING
from smelltest.link.program.program import Program
from smelltest.link.program.walking import within
from smelltest.link.questions.spelling import function_of
from smelltest.read import facts


class Sibling(Struct, frozen=True):
    """A function beside one that creates, by its name one that deletes the same.

    `parameters`: what it must be given, `named` those of them that it is given by name; `given`: what the other one takes;
    `takes`: all that itself takes.
    """

    name: str
    parameters: tuple[str, ...]
    given: tuple[str, ...]
    awaited: bool = False
    takes: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def siblings(program: Program, maker: str) -> tuple[Sibling, ...]:
    """The functions beside one that creates that delete what it makes, by their names: `cancel` beside `place`."""
    path, _, qualname = maker.partition("::")
    module = program.library.load(path)
    function = function_of(module, qualname) if module is not None else None
    if module is None or function is None:
        return ()
    owner = qualname.rpartition(".")[0]
    beside = (
        one
        for one in within(module.body)
        if isinstance(one, facts.Function) and one.qualname.rpartition(".")[0] == owner and one is not function
    )
    given = tuple(parameter.name for parameter in function.parameters)
    found = (
        Sibling(
            one.name,
            tuple(
                parameter.name for parameter in one.parameters if parameter.default is None and parameter.kind != "**"
            ),
            given,
            one.is_async,
            tuple(parameter.name for parameter in one.parameters),
            tuple(parameter.name for parameter in one.parameters if parameter.kind == "keyword"),
        )
        for one in beside
        if _undoes(one.name, function.name) and not any(parameter.kind == "*" for parameter in one.parameters)
    )
    # The one that says the same of what it is about comes first.
    return tuple(sorted(found, key=lambda one: -len(_told(verbs.words(one.name)[1:]))))


def modelled(program: Program, maker: str) -> tuple[str, ...] | None:
    """The fields of the model that a function makes of an answer; None where it gives the answer or a part of it.

    There are none where the model is another package's.
    """
    path, _, qualname = maker.partition("::")
    module = program.library.load(path)
    function = function_of(module, qualname) if module is not None else None
    if function is None:
        return None
    given = [one.value for one in within(function.body) if isinstance(one, facts.Return) and one.value is not None]
    named = dict(_assigned(function))
    models = [_model(named.get(one.name, one) if isinstance(one, facts.Name) else one) for one in given]
    if len(models) != 1 or models[0] is None:
        return None
    found = program.resolve(path, models[0])
    if found is None or not isinstance(found.node, facts.Class):
        return ()
    return tuple(
        target.name
        for ref in program.mro(found.path, found.node)
        for one in ref.node.body
        for target in (one.targets if isinstance(one, facts.Assign) else _declared(one))
        if isinstance(target, facts.Name)
    )


def _declared(statement: facts.Statement) -> tuple[facts.AnyExpression, ...]:
    return (statement.target,) if isinstance(statement, facts.Declare) else ()


def _assigned(function: facts.Function) -> Iterator[tuple[str, facts.AnyExpression]]:
    for one in within(function.body):
        if isinstance(one, facts.Assign):
            yield from ((target.name, one.value) for target in one.targets if isinstance(target, facts.Name))


def _model(value: facts.AnyExpression) -> facts.AnyExpression | None:
    """The model that an expression makes an instance of: `User.model_validate(answer)`, `User(**answer)`."""
    if not isinstance(value, facts.Call):
        return None
    if isinstance(value.function, facts.Attribute):
        return value.function.value if value.function.name in PARSING else None
    plain = isinstance(value.function, facts.Name) and value.function.name[:1].isupper()
    return value.function if plain and any(keyword.name is None for keyword in value.keywords) else None


def _undoes(name: str, maker: str) -> bool:
    """Whether a function's name says that it deletes what another one's says it makes."""
    mine, yours = verbs.words(name), verbs.words(maker)
    if not mine or not yours or verbs.kind_of(maker) != "create" or yours[-2:] == ("by", "id"):
        return False  # What is given the id of a record does something to that: `upload_document_by_id`.
    if mine[0] == "delete" and yours[0] in {"post", "put"} and mine[1:2] and mine[1] in _DELETES:
        # Named by the request and by what it does: `post_add_product`, `delete_remove_product`.
        mine, yours = mine[1:], yours[1:]
    deletes = mine[0] in _DELETES or mine[0] in _OPPOSITES.get(yours[0], ())
    rest, other = _told(mine[1:]), _told(yours[1:])
    ends_alike = rest != () and other[-len(rest) :] == rest and _WHERE.isdisjoint(other)
    return deletes and (rest == other or ends_alike)


def _told(words: tuple[str, ...]) -> tuple[str, ...]:
    """What a name says is made or deleted, without how: `pet` of `delete_pet_by_id`, of `create_new_pet` and of `create_pet_api`."""
    told = tuple(word for word in words if word != "new")
    while told and told[-1] in _HOW:
        told = told[:-1]
    return told


_WHERE = frozenset({"to", "in", "into", "on", "of", "for", "from", "with", "at"})
"""What comes after these is not what is made: the cart of `add_item_to_cart`."""
_HOW = frozenset({"api", "by", "id", "request", "response"})
_DELETES = frozenset({"delete", "remove", "destroy", "drop", "cancel"})
_OPPOSITES = {
    "place": ("cancel",),
    "book": ("cancel", "unbook"),
    "register": ("unregister", "deregister"),
    "add": ("remove",),
    "invite": ("uninvite", "revoke"),
    "issue": ("revoke",),
    "grant": ("revoke",),
    "signup": ("delete",),
}
