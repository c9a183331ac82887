"""Object-relational mappers and factories: what is a model, and what its methods do."""

from __future__ import annotations

import re
from functools import lru_cache

MODEL_BASES = re.compile(
    r"^(?:django\.(?:contrib\.gis\.)?db\.models\.(?:\w+\.)?Model|django\.contrib\.auth\.models\.Abstract\w+|mptt\.models\.MPTTModel"
    r"|sqlmodel\.(?:main\.)?SQLModel|sqlalchemy\.orm\.(?:DeclarativeBase|MappedAsDataclass)|sqlalchemy\.\S*declarative_base\(\)"
    r"|flask_sqlalchemy\.\S*Model|tortoise\.(?:models\.)?Model|peewee\.Model|mongoengine\.(?:Document|DynamicDocument|EmbeddedDocument)"
    r"|beanie\.Document|pony\.orm\.\S*Entity|ormar\.Model|odmantic\.Model|(?:\w+\.)*db\.Model|(?:\w+\.)*db\.Document)$"
)
"""Base classes whose subclasses are kept in a database."""

FACTORY_BASES = re.compile(
    r"^(?:factory\.(?:django\.DjangoModelFactory|alchemy\.SQLAlchemyModelFactory|mongoengine\.MongoEngineFactory|DjangoModelFactory"
    r"|faker\.\w+Factory)|polyfactory\.factories\.\S*(?:SQLAlchemyFactory|BeanieDocumentFactory|\w*ModelFactory)|pytest_factoryboy\.\w+)$"
)
"""Base classes of factories that keep what they make in a database."""

_BUILDERS = re.compile(
    r"^(?:factory\.(?:(?:base\.)?(?:Factory|DictFactory|StubFactory))|pydantic_factories\.(?:\w+\.)*ModelFactory)$"
)
"""Base classes of factories that keep nothing."""

_MODEL_MODULES = frozenset({"models", "model", "orm", "entities", "entity", "documents", "tables", "domain"})

MANAGERS = frozenset({"objects", "_default_manager", "all_objects", "query"})
"""Attributes of a model through which its records are reached."""

CREATES = frozenset(
    "create acreate create_user create_superuser get_or_create aget_or_create update_or_create bulk_create abulk_create"
    " insert insert_many insert_one add_root add_child".split()
)
SAVES = frozenset({"save", "asave", "save_to_db"})
DELETES = frozenset({"delete", "adelete", "delete_instance", "destroy", "remove"})
SAME = frozenset(
    "all scalars unique select_related prefetch_related distinct values using iterator fetchall mappings only defer"
    " annotate options join outerjoin select_from using with_for_update limit offset aiterator execute to_list".split()
)
"""Methods of a query that answer with the same records."""

BY_ID = frozenset({"get_by_id", "set_by_id", "delete_by_id"})
"""Methods of a model whose first argument is the id of a record."""

NARROWS = frozenset({"filter", "filter_by", "where", "exclude", "find", "match"})
SORTS = frozenset({"order_by", "reverse", "sort"})
ADDS = frozenset({"add", "add_all", "merge", "bulk_save_objects", "persist"})
FETCHES = frozenset({"get", "query", "scalars", "scalar", "execute", "exec"})

MAKERS = re.compile(
    r"^(?:model_bakery\.baker|mixer\.\S*mixer|model_mommy\.mommy|pytest_factoryboy)\.(?:make|blend|make_recipe|cycle)$"
)
"""Functions that make a record of a model they are given."""


@lru_cache(maxsize=4096)
def is_model(dotted: str) -> bool:
    """Whether a class of code that is not part of the suite is a model, by the module that it stands in."""
    *modules, name = dotted.split(".")
    if not modules or modules[0] in _MAPPERS:
        return False
    return name[:1].isupper() and not name.isupper() and any(map(_keeps_models, modules))


_MAPPERS = frozenset({"sqlalchemy", "sqlmodel"})
"""Packages whose `orm` holds sessions and the like, and no model."""


def _keeps_models(module: str) -> bool:
    return module in _MODEL_MODULES or module.endswith(("_models", "_entities"))


@lru_cache(maxsize=4096)
def is_table(dotted: str) -> bool:
    """Whether a name of code that is not part of the suite is a table, by the module that it stands in."""
    *modules, name = dotted.split(".")
    return bool(modules) and "(" not in dotted and name.islower() and modules[-1] in {"tables", "models", "schema"}


@lru_cache(maxsize=4096)
def is_factory(name: str) -> bool:
    """Whether a class is called as factories of records are."""
    return (
        name.endswith("Factory")
        and len(name) > len("Factory")
        and not name.endswith(("RequestFactory", "ClientFactory", "AppFactory"))
    )


@lru_cache(maxsize=4096)
def is_model_base(dotted: str) -> bool:
    """Whether subclasses of a class are kept in a database."""
    return MODEL_BASES.match(dotted) is not None


@lru_cache(maxsize=4096)
def is_builder_base(dotted: str) -> bool:
    """Whether subclasses of a class are factories that keep nothing of what they make."""
    return _BUILDERS.match(dotted) is not None


@lru_cache(maxsize=4096)
def is_factory_base(dotted: str) -> bool:
    """Whether subclasses of a class are factories that keep what they make in a database."""
    return FACTORY_BASES.match(dotted) is not None
