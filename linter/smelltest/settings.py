"""What users can set: one definition of each setting, from which its default, validation and schema follow.

A settings file is a mapping of keys to plain values. Several are laid over each other (`merge`), and the
whole becomes a `Settings` value (`settings_in_force`). All of it is pure: the edge finds and reads files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import reduce
from inspect import cleandoc
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

Names = tuple[str, ...]
Values = Mapping[str, Any]


class Table(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """A table of a settings file; its keys are the fields with `-` for `_`."""


class Clients(Table, frozen=True):
    """How the system under test is reached, where the code does not show it.

    A name is dotted, as it is written or defined (`tests.support.users.register`), or the end of one (`users.register`,
    `register`); `*` stands for any part. What following a call shows counts, unless it says less, or otherwise.
    """

    names: Annotated[
        Names,
        Meta(
            description="Names of clients that are not seen being made. A default is one by its name alone, so that more is"
            " asked of its calls; a name of yours is as sure as a client that is seen."
        ),
    ] = ("client", "api", "session", "*_client", "*_api")
    write: Annotated[Names, Meta(description="Calls that create or change a record.")] = ()
    cleanup: Annotated[
        Names, Meta(description="Calls that take away the records they are given, or without any all that a test made.")
    ] = ()
    read: Annotated[Names, Meta(description="Calls that change nothing, whatever they are named.")] = ()


class Isolation(Table, frozen=True):
    """What makes a test isolated, beside what is known anyway."""

    fixtures: Annotated[Names, Meta(description="Fixtures under which no write outlives its test.")] = ()
    base_classes: Annotated[Names, Meta(description="Base classes under which no write outlives its test.")] = ()
    markers: Annotated[Names, Meta(description="Markers under which no write outlives its test.")] = ()


class Cleanup(Table, frozen=True):
    """How a suite cleans up."""

    fixtures: Annotated[Names, Meta(description="Fixtures that take away whatever a test made.")] = ()
    style: Annotated[
        Literal["auto", "try-finally", "finalizer", "add-cleanup", "fixture"],
        Meta(
            description="How a fix writes a cleanup; `auto` follows the file, and so does `fixture` as yet. `finalizer`"
            " is for tests and fixtures of pytest, `add-cleanup` for classes of unittest; the others get a `try`."
        ),
    ] = "auto"


class Helpers(Table, frozen=True):
    """Where a fix imports unique values from, as dotted names; without one it writes `uuid` inline."""

    email: Annotated[str | None, Meta(description="A callable that makes an email address, or `faker`.")] = None
    name: Annotated[str | None, Meta(description="A callable that makes a name, or `faker`.")] = None
    key: Annotated[str | None, Meta(description="A callable that makes an id or key.")] = None
    file_name: Annotated[str | None, Meta(description="A callable that makes a file name.")] = None


class Fixes(Table, frozen=True):
    """How far fixes are trusted."""

    extend_safe: Annotated[Names, Meta(description="Rules whose unsafe fixes count as safe.")] = ()
    extend_unsafe: Annotated[Names, Meta(description="Rules whose safe fixes count as unsafe.")] = ()
    unfixable: Annotated[Names, Meta(description="Rules whose fixes are not applied.")] = ()


class Settings(Table, frozen=True):
    """The settings in force."""

    select: Annotated[
        Names | None,
        Meta(description="Rules to judge by: codes, prefixes, names, families, `ALL`; else the default ones."),
    ] = None
    extend_select: Annotated[Names, Meta(description="Rules to judge by as well.")] = ()
    ignore: Annotated[Names, Meta(description="Rules to leave out.")] = ()
    per_file_ignores: Annotated[
        dict[str, Names], Meta(description="Rules to leave out in files that match a glob.")
    ] = {}

    exclude: Annotated[Names, Meta(description="Files and folders to pass over, as in a `.gitignore`.")] = (
        ".bzr",
        ".direnv",
        ".eggs",
        ".git",
        ".hg",
        ".hypothesis",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".pytype",
        ".ruff_cache",
        ".smelltest_cache",
        ".svn",
        ".tox",
        ".venv",
        "__pycache__",
        "__pypackages__",
        "_build",
        "build",
        "dist",
        "node_modules",
        "site-packages",
        "venv",
    )
    test_files: Annotated[
        Names, Meta(description="The files to check, as in a `.gitignore`; without it, what pytest and content tell.")
    ] = ()
    min_confidence: Annotated[
        Literal["certain", "resolved", "named"],
        Meta(
            description="How surely a write must be known for a finding to be reported: `certain`, its client is imported"
            " where it is used; `resolved`, it was followed there through fixtures and helpers; `named`, by a name alone."
        ),
    ] = "resolved"
    baseline: Annotated[str | None, Meta(description="A file of findings that are known. Has no effect yet.")] = None

    unique_fields: Annotated[Names, Meta(description="Fields whose value must not repeat.")] = (
        "email",
        "email_address",
        "e_mail",
        "username",
        "user_name",
        "login",
        "handle",
        "nickname",
        "screen_name",
        "slug",
        "path",
        "key",
        "sku",
        "code",
        "coupon",
        "coupon_code",
        "voucher",
        "voucher_code",
        "discount_code",
        "promo_code",
        "barcode",
        "ean",
        "gtin",
        "upc",
        "serial",
        "serial_number",
        "serial_no",
        "license_plate",
        "licence_plate",
        "vin",
        "isbn",
        "imei",
        "order_id",
        "order_number",
        "order_no",
        "invoice_number",
        "invoice_no",
        "tracking_number",
        "account_number",
        "customer_number",
        "employee_number",
        "reference",
        "reference_number",
        "external_id",
        "external_reference",
        "idempotency_key",
        "subdomain",
        "domain",
        "domain_name",
        "hostname",
        "host_name",
        "tenant",
        "bucket",
        "bucket_name",
        "filename",
        "file_name",
        "phone",
        "phone_number",
        "mobile",
    )
    named_resources: Annotated[
        Names, Meta(description="Resources that their `name` or `title` identifies, in the singular.")
    ] = (
        "bucket",
        "collection",
        "database",
        "index",
        "table",
        "queue",
        "topic",
        "group",
        "organisation",
        "organization",
        "team",
        "project",
        "repository",
        "repo",
        "branch",
        "tag",
        "label",
        "role",
        "tenant",
        "workspace",
        "environment",
        "namespace",
        "realm",
        "schema",
    )
    invariant_fields: Annotated[Names, Meta(description="Fields with a fixed vocabulary.")] = (
        "country",
        "country_code",
        "currency",
        "currency_code",
        "role",
        "roles",
        "status",
        "state",
        "locale",
        "type",
        "kind",
        "category",
        "timezone",
        "time_zone",
        "tz",
        "language",
        "language_code",
        "lang",
        "unit",
        "units",
        "gender",
        "sex",
        "scope",
        "scopes",
        "grant_type",
        "response_type",
        "visibility",
        "priority",
        "severity",
        "level",
        "format",
        "content_type",
        "mime_type",
        "method",
        "protocol",
        "region",
        "sort",
        "sort_by",
        "order_by",
        "ordering",
        "payment_method",
    )
    reference_resources: Annotated[
        Names, Meta(description="Collections whose content the environment guarantees, in the plural.")
    ] = (
        "countries",
        "currencies",
        "languages",
        "roles",
        "permissions",
        "timezones",
        "time_zones",
        "locales",
        "units",
        "categories",
        "regions",
        "states",
        "provinces",
        "cities",
        "statuses",
        "genders",
        "scopes",
        "content_types",
    )
    read_only_posts: Annotated[
        Names, Meta(description="Segments of a path, as globs, under which a POST reads or opens a session.")
    ] = (
        "login",
        "log-in",
        "log_in",
        "signin",
        "sign-in",
        "sign_in",
        "logout",
        "log-out",
        "log_out",
        "signout",
        "sign-out",
        "sign_out",
        "token",
        "auth*",
        "oauth*",
        "session",
        "sessions",
        "introspect",
        "refresh",
        "search",
        "_search",
        "_msearch",
        "msearch",
        "multi-search",
        "multi_search",
        "query",
        "_query",
        "queries",
        "filter",
        "find",
        "lookup",
        "_count",
        "count",
        "stats",
        "statistics",
        "scroll",
        "graphql",
        "validate",
        "_validate",
        "verify",
        "check",
        "preview",
        "render",
        "calculate",
        "estimate",
        "quote",
        "simulate",
        "dry-run",
        "dry_run",
        "export",
        "echo",
        "ping",
        "health",
        "healthcheck",
    )
    fake_hosts: Annotated[Names, Meta(description="Hosts, as globs, of public fakes that keep nothing.")] = (
        "jsonplaceholder.typicode.com",
        "*.typicode.com",
        "reqres.in",
        "httpbin.org",
        "*.httpbin.org",
        "httpbingo.org",
        "httpbun.com",
        "dummyjson.com",
        "fakestoreapi.com",
        "postman-echo.com",
        "mockapi.io",
        "*.mockapi.io",
        "api.escuelajs.co",
    )
    production_hosts: Annotated[
        Names, Meta(description="Hosts, as globs, that are production, beside those whose name says so.")
    ] = ()
    own_domains: Annotated[
        Names, Meta(description="Domains, as globs, at which test addresses reach no stranger.")
    ] = ()
    sweep_prefix: Annotated[
        Names, Meta(description="Prefixes of the names of records that a periodic sweep deletes.")
    ] = ("test-",)

    clients: Clients = Clients()
    isolation: Isolation = Isolation()
    cleanup: Cleanup = Cleanup()
    helpers: Helpers = Helpers()
    factories: Annotated[
        dict[str, str], Meta(description="The callable that creates a resource, by the resource, as a dotted name.")
    ] = {}
    fix: Fixes = Fixes()


EXTENDABLE = frozenset(
    {
        "exclude",
        "per-file-ignores",
        "unique-fields",
        "named-resources",
        "invariant-fields",
        "reference-resources",
        "read-only-posts",
        "fake-hosts",
        "production-hosts",
        "own-domains",
        "sweep-prefix",
    }
)
"""Keys with an `extend-` form, which adds to the value instead of taking its place."""

GLOBS = frozenset({"exclude", "extend-exclude", "test-files", "per-file-ignores", "extend-per-file-ignores"})
"""Keys whose globs are relative to the file that holds them."""


class SettingsError(Exception):
    """A settings file says something that cannot be meant. The message names file, key and a way out."""


def validate(values: Values, source: str) -> None:
    """Raise a `SettingsError` if `values`, as `source` has them, hold an unknown key or a wrong value."""
    plain = {key: value for key, value in values.items() if key not in _EXTENSIONS}
    extensions = {key.removeprefix("extend-"): value for key, value in values.items() if key in _EXTENSIONS}
    _check_keys(plain, Settings, source, "")
    _convert(plain, source)
    _check_helpers(plain.get("helpers", {}), source)
    _convert(extensions, source, prefix="extend-")


def merge(lower: Values, upper: Values) -> Values:
    """Lay `upper` over `lower`.

    A key takes the place of the one below and of what extended it; `extend-` forms add up, and tables merge
    by key. A new selection starts afresh: what was ignored or selected besides below does not touch it.
    Selecting a rule besides undoes that it was ignored below.
    """
    covered = {f"extend-{key}" for key in upper} | ({"ignore"} if "select" in upper else set())
    again = set(upper.get("extend-select", ()))
    kept = {key: value for key, value in lower.items() if key not in covered}
    if again and "ignore" in kept:
        kept["ignore"] = [selector for selector in kept["ignore"] if selector not in again]
    return {**kept, **{key: _laid(key, kept.get(key), value) for key, value in upper.items()}}


def settings_in_force(layers: Iterable[Values]) -> Settings:
    """The settings in force under valid layers, the lowest first."""
    empty: Values = {}
    values = reduce(merge, layers, empty)
    return msgspec.convert({key: _settled(key, values) for key in _plain(values)}, Settings)


def schema() -> dict[str, Any]:
    """The JSON schema of a settings file."""
    whole = msgspec.json.schema(Settings)
    for table in whole["$defs"].values():
        table["description"] = cleandoc(table["description"])
    fields = whole["$defs"]["Settings"]["properties"]
    additions = {
        f"extend-{key}": {
            **{name: part for name, part in fields[key].items() if name != "default"},
            "description": f"Added to `{key}`.",
        }
        for key in sorted(EXTENDABLE)
    }
    extend = {"extend": {"type": "string", "description": "Another settings file, over which this one is laid."}}
    whole["$defs"]["Settings"]["properties"] = {**extend, **fields, **additions}
    return whole


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` most likely meant."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


_EXTENSIONS = frozenset(f"extend-{key}" for key in EXTENDABLE)
_ADDING = _EXTENSIONS | {"extend-select", "ignore"}


def _laid(key: str, below: Any, above: Any) -> Any:
    if below is None:
        return above
    if key in _ADDING and isinstance(above, list):
        return [*below, *above]
    if isinstance(above, dict) and (key in _EXTENSIONS or key not in EXTENDABLE):
        return {**below, **above}
    return above


def _plain(values: Values) -> list[str]:
    return sorted({key.removeprefix("extend-") if key in _EXTENSIONS else key for key in values})


def _settled(key: str, values: Values) -> Any:
    value: Any = values[key] if key in values else _DEFAULTS.get(key)
    addition: Any = values.get(f"extend-{key}") if key in EXTENDABLE else None
    if addition is None:
        return value
    return {**value, **addition} if isinstance(addition, dict) else [*value, *addition]


def _check_keys(values: Values, table: type[Struct], source: str, path: str) -> None:
    fields = {field.encode_name: field for field in msgspec.structs.fields(table)}
    known = {*fields, *(_EXTENSIONS if table is Settings else ())}
    for key, value in values.items():
        if key not in known:
            meant = nearest(key, known)
            hint = f"; did you mean {_dotted(path, meant)}?" if meant else f"; known are {', '.join(sorted(known))}"
            raise SettingsError(f"{source}: unknown setting {_dotted(path, key)}{hint}")
        inner = fields[key].type if key in fields else None
        if isinstance(inner, type) and issubclass(inner, Struct) and isinstance(value, Mapping):
            _check_keys(value, inner, source, _dotted(path, key))


def _check_helpers(helpers: Mapping[str, str], source: str) -> None:
    """A helper is imported from a module, so that its name must say from which; `faker` needs none."""
    for key, name in helpers.items():
        if name == "faker" and key in {"email", "name"}:
            continue
        module, _, callable_ = name.rpartition(".")
        if not (module and all(part.isidentifier() for part in (*module.split("."), callable_))):
            raise SettingsError(
                f"{source}: helpers.{key}: the dotted name of a callable is expected, as in"
                f" tests.support.unique.{key.replace('-', '_')}, not {name!r}"
            )


def _convert(values: Values, source: str, prefix: str = "") -> None:
    try:
        msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `$.")
        key = prefix + where.rstrip("`")
        raise SettingsError(f"{source}: {key}: {_explained(reason, key, values)}") from None


def _explained(reason: str, key: str, values: Values) -> str:
    """What is wrong with a value, and what could have been meant where it is a choice of words."""
    choices = _choices(key.split("."))
    if not choices:
        return _EXPECTATION.sub(_in_plain_words, reason)
    value: Any = values
    for part in key.split("."):
        value = value[part]
    meant = nearest(value, choices) if isinstance(value, str) else None
    hint = f"; did you mean {meant}?" if meant else ""
    return f"{value!r} is none of {', '.join(choices)}{hint}"


_EXPECTATION = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")

_KINDS = {
    "array": "a list",
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "null": "nothing",
    "object": "a table",
    "str": "a text",
}


def _in_plain_words(match: re.Match[str]) -> str:
    expected, got = (" or ".join(_KINDS.get(kind, kind) for kind in kinds.split(" | ")) for kinds in match.groups())
    return f"{expected.removesuffix(' or nothing')} is expected, not {got}"


def _choices(path: list[str]) -> tuple[str, ...]:
    kind: Any = Settings
    for part in path:
        if not (isinstance(kind, type) and issubclass(kind, Struct)):
            return ()
        kind = next((field.type for field in msgspec.structs.fields(kind) if field.encode_name == part), None)
    while get_origin(kind) in (Annotated, Union):
        kind = get_args(kind)[0]
    return get_args(kind) if get_origin(kind) is Literal else ()


def _dotted(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


_DEFAULTS: Values = msgspec.to_builtins(Settings())
