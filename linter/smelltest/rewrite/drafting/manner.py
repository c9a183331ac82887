"""How a suite wants its fixes written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from msgspec import Struct
from msgspec.structs import replace

from smelltest.judge.remedies.remedy import Uniqueness
from smelltest.link.questions.makings import Making
from smelltest.link.questions.records import singular
from smelltest.link.questions.siblings import Sibling
from smelltest.link.questions.undoings import Way, written_path
from smelltest.link.recipes import Recipe
from smelltest.rewrite.drafting.tree import Tree
from smelltest.settings.tables import Helpers

FAKER = "faker"
"""What stands in `helpers` in the place of a function, for values that read as those of people."""


def field_of(record: str, way: str, field: str) -> str:
    """A field of a record as its id is reached: a key of a mapping, or an attribute of an object."""
    return f"{record}.{field}" if _ATTRIBUTE.search(way) else f'{record}["{field}"]'


_ATTRIBUTE = re.compile(r"\.\w+$")
PLAIN_ID = re.compile(r"""(?:\.|\[["'])_?(?:id|pk|uuid|uid)\b""")
"""The end of a way to an id that is a field of the record itself."""
_LEARNED = frozenset({"email", "key"})


class Made(Struct, frozen=True):
    """An expression that makes a value, and the dotted names that it needs."""

    expression: str
    imports: tuple[str, ...] = ()


def _none() -> tuple[Recipe, ...]:
    return ()


def _no_ways() -> tuple[Way, ...]:
    return ()


def _nowhere(_text: str) -> bool:
    return False


def _by_none() -> bool:
    return False


def _nothing(_kind: str) -> str | None:
    return None


def _unseen(_collection: str) -> str | None:
    return None


def _no_ways_of(_resource: str) -> tuple[Way, ...]:
    return ()


def _no_model(_maker: str) -> tuple[str, ...] | None:
    return None


def _no_makings(_resource: str) -> tuple[Making, ...]:
    return ()


def _no_fixtures(_fixture: str) -> frozenset[str]:
    return frozenset()


def _no_siblings(_maker: str) -> tuple[Sibling, ...]:
    return ()


class Manner(Struct, frozen=True, eq=False):
    """What the settings say of how a fix is written, and what the suite has to offer.

    `recipes`: the fixtures by which a test in the file gets a record of its own. `ways`: how the file and the fixtures
    around it take records away; `ways_of_others`: how other files do with those of a collection, and
    `ids_elsewhere` where they find the id of one, `ids_by_custom` where all do with their ids; `are_let_in`: whether all that delete one say who asks. `siblings`: the
    functions beside one that creates, by its place, that delete what that makes; `modelled`: the fields of the
    model that it gives of the answer, if it does. `elsewhere`: whether another file of
    the suite holds a text; `compared`: whether one compares something with it; `sent`: whether one has it in a payload;
    `given`: whether one calls something with it; `is_imported`: whether one imports this file. `learned`: the suite's
    own function that makes values of a kind, by the name that it has in the file. `makings`: how the tests of other
    files make a record of a collection. `factories`: the functions that make a record, by collection, as the settings
    have it. `beneath`: the fixtures that one stands on. `ending`: what stands after the id in the URLs of a collection's
    records in other files, a slash or nothing. `is_own`: whether a module that the file may import is one of the suite
    or of the product beside it. `in_several`: whether other files can be rewritten with this one.
    `deletes_nothing`: whether the product stands beside the suite, and none of its routes deletes a record by its id;
    `shows_no_delete`: whether no other file of the suite or the product does, or asks for it; `reads_no_ids`: whether
    none reads the id of a record from an answer.
    `line_length`: how many characters a line may have, if anything says so.
    """

    helpers: Helpers = Helpers()
    style: str = "auto"
    recipes: Callable[[], tuple[Recipe, ...]] = _none
    ways: Callable[[], tuple[Way, ...]] = _no_ways
    ways_of_others: Callable[[str], tuple[Way, ...]] = _no_ways_of
    ids_elsewhere: Callable[[str], str | None] = _nothing
    ids_by_custom: Callable[[str], str | None] = _nothing
    are_let_in: Callable[[str], bool] = _nowhere
    siblings: Callable[[str], tuple[Sibling, ...]] = _no_siblings
    modelled: Callable[[str], tuple[str, ...] | None] = _no_model
    elsewhere: Callable[[str], bool] = _nowhere
    compared: Callable[[str], bool] = _nowhere
    sent: Callable[[str], bool] = _nowhere
    given: Callable[[str], bool] = _nowhere
    is_imported: Callable[[], bool] = _by_none
    learned: Callable[[str], str | None] = _nothing
    factories: Mapping[str, str] = {}
    makings: Callable[[str], tuple[Making, ...]] = _no_makings
    beneath: Callable[[str], frozenset[str]] = _no_fixtures
    is_own: Callable[[str], bool] = _nowhere
    deletes_nothing: Callable[[], bool] = _by_none
    shows_no_delete: Callable[[], bool] = _by_none
    reads_no_ids: Callable[[], bool] = _by_none
    line_length: int | None = None
    ending: Callable[[str], str | None] = _unseen
    in_several: bool = False

    def recipe(self, resource: str, sending: Collection[str] = ()) -> Recipe | None:
        """The fixture that makes a record of a collection, by its name if there are several.

        `sending`: fields of which the record is made with one, if any are named.
        """
        fitting = [
            recipe
            for recipe in self.recipes()
            if singular(recipe.resource) == singular(resource)
            and (not sending or any(field in sending for field in recipe.sends))
        ]
        best = min(fitting, key=lambda recipe: singular(recipe.fixture) != singular(resource), default=None)
        return self._known(best) if best is not None else None

    def recipe_of(self, fixture: str) -> Recipe | None:
        """What a fixture gives, if that is a record."""
        found = next((recipe for recipe in self.recipes() if recipe.fixture == fixture), None)
        return self._known(found) if found is not None else None

    def _known(self, recipe: Recipe) -> Recipe:
        """A recipe with the way to the id that the suite is seen to go."""
        kind = singular(recipe.resource)
        ids = (way.ids for way in self.ways() if way.resource and singular(way.resource) == kind)
        return _read_by(recipe, next(ids, ""))

    def factory(self, resource: str) -> str | None:
        """The function that makes a record of a collection, as a dotted name, if the settings name one."""
        return next((made for one, made in self.factories.items() if singular(one) == singular(resource)), None)

    def unique(self, wanted: Uniqueness, tree: Tree) -> Made:
        """An expression for a value that is unique in each run."""
        helper = getattr(self.helpers, wanted.kind.replace("-", "_"))
        if helper == FAKER:
            return self._faked(wanted, tree)
        if helper is not None and wanted.form != "digits":
            return Made(f"{helper.rpartition('.')[2]}()", (helper,))
        own = self.learned(wanted.kind) if wanted.kind in _LEARNED and wanted.form != "digits" else None
        if own is not None and not wanted.tail.removeprefix("@example.com"):
            return Made(f"{own}()")
        uuid = self.uuid(tree)
        call = f"{uuid.expression}()"
        if wanted.form == "digits":
            return Made(f"str({call}.int)[:12]", uuid.imports)
        if not wanted.stem and not wanted.tail:
            return Made(f"str({call})", uuid.imports)
        tail = wanted.tail or ("@example.com" if wanted.kind == "email" else "")
        unique = f"{call}.hex[:12]" if wanted.form == "short" else call
        if wanted.upper:
            unique = f"{unique if wanted.form == 'short' else f'{call}.hex'}.upper()"
        return Made(f'f"{wanted.stem}{wanted.separator}{{{unique}}}{tail}"', uuid.imports)

    def _faked(self, wanted: Uniqueness, tree: Tree) -> Made:
        """A value of which Faker makes what a person reads, and a UUID what is unique."""
        uuid = self.uuid(tree)
        short = f"{{{uuid.expression}().hex[:12]}}"
        if wanted.kind == "key" or wanted.form == "digits":
            return replace(self, helpers=Helpers(), learned=_nothing).unique(wanted, tree)
        if wanted.kind == "email":
            tail = wanted.tail or "@example.com"
            return Made(f'f"{{Faker().user_name()}}-{short}{tail}"', ("faker.Faker", *uuid.imports))
        separator = wanted.separator or ""
        return Made(f'f"{{Faker().word()}}{separator}{short}{wanted.tail}"', ("faker.Faker", *uuid.imports))

    def uuid(self, tree: Tree) -> Made:
        """`uuid4` as the file imports it already, or wants to."""
        if re.search(r"^import uuid\b(?! as)", tree.text, re.MULTILINE):
            return Made("uuid.uuid4")
        return Made("uuid4", ("uuid.uuid4",))


def _read_by(recipe: Recipe, ids: str) -> Recipe:
    """A recipe with the way to the id that its collection is known to have; `ids` leads there from the answer."""
    if recipe.record is None or recipe.steps is None:
        return recipe
    answer = written_path(recipe.steps)
    if recipe.steps and str(recipe.steps[-1].key).lower() == f"{singular(recipe.resource)}id":
        return replace(recipe, id="", record=None)
    if not ids or answer is None or not ids.startswith(answer):
        return recipe
    way = ids[len(answer) :]
    end = _LAST.search(way)
    return replace(recipe, id=way, record=way[: end.start()] if end is not None else None)


_LAST = re.compile(r"""(?:\.\w+|\[["']\w+["']\])$""")
