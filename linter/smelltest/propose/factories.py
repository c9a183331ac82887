"""The functions and classes by which a suite makes its records."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.link.knowledge import verbs
from smelltest.link.program.program import Program
from smelltest.link.questions.records import creates, singular
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect
from smelltest.propose.code import CallIndex, is_test_module
from smelltest.propose.proposal import Proposal, Tally, counted
from smelltest.propose.values import Values
from smelltest.read import facts
from smelltest.settings.tables import Settings


def _makes(name: str, resource: str) -> bool:
    """Whether a function is named after what it makes: `create_user`, `new_order_item`, `APIToken`."""
    parts = [singular(word) for word in verbs.words(name)]
    words = verbs.words(resource)
    return (
        verbs.kind_of(resource) is None and ("".join(words) in "".join(parts)) and parts[-len(words) :] == [*words]
    ) or ("".join(parts) == resource)


class Factories:
    """Takes note of what calls make which resource."""

    def __init__(self, program: Program, index: CallIndex, values: Values, settings: Settings) -> None:
        self._program = program
        self._index = index
        self._values = values
        self._settings = settings
        self._makers: dict[str, Tally] = {}

    def see(self, test: Test) -> None:
        """By what one test makes its records."""
        for create in creates(test):
            maker = self._maker(create)
            if maker is not None and create.resource:
                resource = singular(create.resource.rpartition("/")[2].strip("$@:*").lower())
                self._makers.setdefault(resource, Tally()).saw(maker, create.site)

    def proposals(self) -> Iterator[Proposal]:
        """What follows from all tests: for each resource what makes it, and it alone, most often."""
        for resource, tally in sorted(self._makers.items()):
            known = resource in self._settings.factories or not resource.isidentifier()
            fitting = (one for one in tally.ranked() if _makes(one.rpartition(".")[2], resource))
            maker = None if known else next(fitting, None)
            if maker is not None and len(tally.sites(maker)) > 1:
                reason = f"{counted(len(tally.sites(maker)), 'call')} make one by it"
                yield Proposal("factories", resource, maker, reason, tally.sites(maker), is_list=False)

    def _maker(self, create: Effect) -> str | None:
        """The dotted name of the function, or of the class of a factory, that a create is made by."""
        if create.access.kind == "factory":
            return self._factory_class(create)
        for caller in create.callers[1:]:
            path, _, qualname = caller.partition("::")
            if qualname.isidentifier() and not qualname.startswith(("test", "_")) and not is_test_module(path):
                names = self._program.names(path)
                function = names.functions.get(qualname) if names is not None else None
                if function is not None and not function.decorators and not function.yields:
                    return f"{self._values.importable(path)}.{qualname}"
            return None
        return None

    def _factory_class(self, create: Effect) -> str | None:
        call = self._index.at(create.call.path, create.call.at)
        function = call.function if call is not None else None
        while function is not None:
            found = self._index.defined(create.call.path, function)
            if found is not None and isinstance(found.node, facts.Class):
                return f"{self._values.importable(found.path)}.{found.node.qualname}"
            function = function.value if isinstance(function, facts.Attribute) else None
        return None
