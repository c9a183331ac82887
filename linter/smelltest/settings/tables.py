"""What users can set: one definition of each setting, from which its default, validation and schema follow.

A settings file is a mapping of keys to plain values. Several are laid over each other (`layers`), and the
whole becomes a `Settings` value. All of it is pure: the edge finds and reads files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

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
        "priorities",
        "severities",
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
        "refresh-token",
        "refresh_token",
        "refreshtoken",
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

EXTENSIONS = frozenset(f"extend-{key}" for key in EXTENDABLE)
"""The `extend-` forms themselves."""

GLOBS = frozenset({"exclude", "extend-exclude", "test-files", "per-file-ignores", "extend-per-file-ignores"})
"""Keys whose globs are relative to the file that holds them."""
