"""What a rule proposes to do about a finding, in values: the rewriter makes new text of it.

A remedy is a row of steps, all in one file. A step names the nodes that it is about by their places, and
says what is wanted of them; how that is written, with which names and in whose style, is the rewriter's.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from smelltest.read.facts import Place

Applicability = Literal["safe", "unsafe", "display"]

ValueKind = Literal["email", "name", "key", "file-name"]
"""What a unique value is for; the setting `helpers` may name a function that makes one."""
Form = Literal["long", "short", "digits"]
"""How much of a UUID a value holds: all of it, twelve of its hexadecimal digits, or twelve decimal ones."""


class Replacement(Struct, frozen=True, tag=True):
    """An expression of a file and the source of what takes its place; `imports` are dotted names that this needs."""

    at: Place
    expression: str
    imports: tuple[str, ...] = ()


class Uniqueness(Struct, frozen=True, tag=True):
    """A literal becomes a value of its own for each run, wherever the function around it uses it; so does what a call
    makes that can collide.

    `stem` is what a person still reads in it, `tail` what it must end with: `.csv`; `separator` stands between the stem
    and what is unique, in capitals if `upper`. `name` is what a variable of it is called where one is needed. `text`:
    what becomes unique, where that is a part of the literal; empty of all of it.
    """

    at: Place
    kind: ValueKind
    stem: str = "test"
    tail: str = ""
    name: str = ""
    text: str = ""
    form: Form = "long"
    separator: str = "-"
    upper: bool = False


class Rewording(Struct, frozen=True, tag=True):
    """Parts of a text become others, unless another file holds one of them with which this one may share it.

    `changes`: what stands there, and what becomes of it.
    """

    at: Place
    changes: tuple[tuple[str, str], ...]


class Prefix(Struct, frozen=True, tag=True):
    """A name begins with a prefix, wherever the function around it uses it; `at` is the literal, text or call."""

    at: Place
    prefix: str


class OwnFolder(Struct, frozen=True, tag=True):
    """A file that a test writes stands in a folder that is made for it; `at` is its path, or the end of that."""

    at: Place


class Override(Struct, frozen=True, tag=True):
    """What a call sends, which it was given elsewhere, is sent with a unique value in one field; `at` is the call.

    `constant`: the name of another module's constant that holds it, if one does; with no field it is the value itself.
    """

    at: Place
    field: str
    value: Uniqueness
    constant: str = ""


class Undoing(Struct, frozen=True, tag=True):
    """What is known of how a record is taken away that a call makes; the rewriter looks how the suite does it.

    `call`, if it is told, is the source of the expression that does it, with `{id}` for the record's id and `{record}`
    for what the creating call gave; `imports` are dotted names that it needs. Else it is looked for: a way in which
    the suite deletes what it put in the same place (`kind`, `resource`, `path`: the URL's as far as it is text), a
    function beside the `maker`, which creates (`path::name`), and at last, if `by_rest`, the request that made it with
    `delete` in the place of its verb, and the id at the end of its path; its own path if that names the record already
    (`at_same`).

    `ids` leads from the answer of the create to the id, as it is written: `.json()["id"]`; `guessed`: the file itself
    does not show it, `echoed`: it shows where beside the id the fields stand that were sent. `gives` says where in what
    the call gives which part of that answer stands. `noun` is what one such record is called.

    `doubtful`: the way from the answer to its status, where the test takes a refusal as well: there may be no record.
    `refused`: the calls by which the test itself is refused to delete the record. `by_nobody`: the request that makes it
    says nothing of who asks.
    """

    call: str = ""
    imports: tuple[str, ...] = ()
    kind: str = "http"
    resource: str | None = None
    path: tuple[str, ...] = ()
    maker: str = ""
    by_rest: bool = True
    at_same: bool = False
    ids: str = '.json()["id"]'
    gives: tuple[tuple[str, str], ...] = (("", ""),)
    noun: str = "record"
    guessed: bool = False
    echoed: bool = False
    doubtful: str = ""
    refused: tuple[Place, ...] = ()
    by_nobody: bool = False


class Cleanup(Struct, frozen=True, tag=True):
    """What a call creates is taken away however the test, fixture or setup around it ends."""

    at: Place
    undoing: Undoing


class Guarantee(Struct, frozen=True, tag=True):
    """A cleanup that stands on the straight path happens however the test ends, begun right after `create`."""

    at: Place
    create: Place


class Reversal(Struct, frozen=True, tag=True):
    """What a loop goes through in the order of creation it goes through from its end; `at` is the loop."""

    at: Place


class Example(Struct, frozen=True, tag=True):
    """A call in the same file that makes a record, as a new fixture can do it; `ids` leads from it to the id.

    `sends`: the fields that the record is made with; `by_action`: it is made by what is done to another one.
    """

    at: Place
    ids: str
    sends: tuple[str, ...] = ()
    by_action: bool = False


class OwnRecord(Struct, frozen=True, tag=True):
    """What names somebody's record names one that the test gets from a fixture of the suite.

    `at`: the expression that is or holds the `text`. `resource`: the collection that the record belongs to; `field`: what
    of the record names it, empty for its id. `compared`: what the test expects of the record, each literal with the field
    that it is compared with, empty for what names it. `examples`: how the fixture makes one, if the suite has none yet.
    `constant`: the name of another module's constant that is the text; then `at` is a call that it reaches. `call`: the
    one by which the record is looked for. `kept`: the tests that go on using the constant of their module that the text is.
    `above`: the record that is named is the one above that of `resource`, which refers to it by one of these fields.
    `beside`: ids that are sent with it, each with the field of the record that has another one if it is made with that.
    `first`: a call that is done once before, to the test's own record, so that it is refused the second time.
    """

    at: Place
    text: str
    resource: str
    field: str = ""
    compared: tuple[tuple[Place, str], ...] = ()
    examples: tuple[Example, ...] = ()
    constant: str = ""
    call: Place | None = None
    kept: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    first: Place | None = None
    beside: tuple[tuple[Place, str], ...] = ()


class Lookup(Struct, frozen=True, tag=True):
    """A test that looks for the record that another one made: the call by which it does, and as in `OwnRecord`."""

    call: Place
    resource: str
    field: str
    compared: tuple[tuple[Place, str], ...] = ()


class MoveIn(Struct, frozen=True, tag=True):
    """A value that a module makes once is made in each function that uses it; `at` is the call that makes it. One that
    is the default of an argument is made in each call that leaves that out.

    Tests that only look for what another one made by it get a record of their own to look for.
    """

    at: Place
    lookups: tuple[Lookup, ...] = ()


class OwnState(Struct, frozen=True, tag=True):
    """What one test puts into a global for others becomes its own, and they get a record from a fixture instead.

    `at`: the value that the test puts there, one of `resource`; `name`: the global, or the attribute of the class `owner`.
    `changes`: the calls by which tests change the record, each with the later tests that look at what it does, which do
    it to their own first. `is_id`: it is the record's id that is put there. `examples`: as in `OwnRecord`.
    """

    at: Place
    name: str
    resource: str
    changes: tuple[tuple[Place, tuple[str, ...]], ...] = ()
    is_id: bool = False
    owner: str = ""
    examples: tuple[Example, ...] = ()


class Exchange(Struct, frozen=True, tag=True):
    """A test that changes the record of a fixture which others share gets one of its own from another fixture.

    `at`: the call that changes it; `fixture`: the one that is shared; `resource`: the collection of its record.
    """

    at: Place
    fixture: str
    resource: str


class OwnMember(Struct, frozen=True, tag=True):
    """What is asked of a whole collection, or of a record by its position in it, is asked of the test's own record.

    `at`: what picks the record (`how` is `pick`), or the comparison of the collection's size (`count`) or of all that is
    in it (`whole`). The own record is one of `resource`: what the call at `made` gives, of which `ids` leads to the id,
    or else one that a fixture of the suite makes: `fixture`, if the test has one already. `guessed`: nobody is seen to read
    its id. `compared`, `examples`: as in `OwnRecord`. `more`: the other records of its own that are counted, as in `made` and
    `ids`. `total`: by how many keys its size is reached in an answer that tells it; `listed`: the keys to the records there.
    """

    at: Place
    how: Literal["pick", "count", "whole"]
    resource: str
    made: Place | None = None
    ids: str = '.json()["id"]'
    compared: tuple[tuple[Place, str], ...] = ()
    examples: tuple[Example, ...] = ()
    fixture: str = ""
    guessed: bool = False
    more: tuple[tuple[Place, str], ...] = ()
    total: int = 0
    listed: tuple[str, ...] = ()


class Unpredicted(Struct, frozen=True, tag=True):
    """Of a value that only the system knows it is asserted that it is there, not what it is; `at` is the comparison."""

    at: Place


class Later(Struct, frozen=True, tag=True):
    """A delete that comes too early comes after another one."""

    at: Place
    after: Place


class Registering(Struct, frozen=True, tag=True):
    """What a teardown deletes is registered right after its create; each pair is a delete and its create."""

    pairs: tuple[tuple[Place, Place], ...]


class Binding(Struct, frozen=True, tag=True):
    """A name that a `finally` uses is bound before its `try`: `at` is the use."""

    at: Place
    name: str


class Tolerance(Struct, frozen=True, tag=True):
    """A delete of a cleanup fails by itself; `demand` is what makes its failure an error."""

    at: Place
    demand: Place


class Registration(Struct, frozen=True, tag=True):
    """What a step of a builder creates is registered as its other steps do it."""

    at: Place


Step = (
    Replacement | Uniqueness | Cleanup | Guarantee | Reversal | OwnRecord | OwnMember | Unpredicted | MoveIn | OwnState
    | Later | Registering | Binding | Tolerance | Registration | Rewording | Exchange | Override
    | Prefix | OwnFolder
)  # fmt: skip


class Remedy(Struct, frozen=True):
    """What a rule proposes to do; `reason` says why it is not safe.

    `path`: the file that the steps speak of, where that is not the finding's own.
    """

    applicability: Applicability
    message: str
    steps: tuple[Step, ...]
    reason: str | None = None
    path: str | None = None
