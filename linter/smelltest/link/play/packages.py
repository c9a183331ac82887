"""What functions of pytest and other packages give and do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smelltest.link.play import sessions
from smelltest.link.play.behave_context import use_fixture
from smelltest.link.play.builtin_functions import as_dict, attributes
from smelltest.link.play.connections import connected, engine, sqlite
from smelltest.link.play.handling import STOPPED, UNKNOWN, Handler, first, unknown
from smelltest.link.play.objects import Closure, External, Mapping, Object, Raises, Sequence, freeze
from smelltest.link.play.patching import moved, replaced
from smelltest.link.play.standard_library import configured, field, parsed
from smelltest.link.play.writing import open_file
from smelltest.link.values import Joined, Literal, Site, Unknown, Value
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter


def _stopped(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return STOPPED


def _stood_for(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    """What a proxy stands for, which a function gives when it is first asked for: `cache = LocalProxy(get_cache)`."""
    return it.call(a[0], [], {}, node, frame) if a and isinstance(a[0], Closure) else UNKNOWN


def _after_commit(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    """What Django is to call once a transaction is committed, which one that is rolled back never is."""
    called = a[0] if a and it.database is None else None
    return it.call(called, [], {}, node, frame) if isinstance(called, Closure) else UNKNOWN


def _file(at: int) -> Handler:
    """A file to upload, of which the constructor takes the name at a position."""

    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        name = k.get("name", k.get("filename", a[at] if len(a) > at else None))
        return Sequence([name, Unknown("bytes")], "tuple") if name is not None else Unknown("bytes")

    return handle


def _found(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """`get_object_or_404(Model, pk=3)`: the one record of a model."""
    found = sessions.session_call(it, "get", a[:1], k, node, frame) if a else None
    return UNKNOWN if found is None else found


def _route(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """A path made from a route's name and its parameters: `reverse("user-detail", args=[42])`."""
    parts: list[Value] = []
    for value in [
        *a,
        *(v for key, v in k.items() if key not in {"urlconf", "current_app", "_external", "format", "request"}),
    ]:
        frozen = freeze(value, 3)
        inner = getattr(frozen, "values", None) or tuple(e for _, e in getattr(frozen, "entries", ())) or (frozen,)
        for part in inner:
            parts.extend((Literal("/"), part))
    return Joined(tuple(parts), Site(frame.path, node.at))


def _resource_route(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    """A path made from the class that serves it, and its parameters: `api.url_for(Users, user_id=42)`."""
    return _route(it, a[1:], k, node, frame)


def _raises(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if len(a) > 1:
        it.refusing += 1
        try:
            it.call(a[1], a[2:], k, node, frame)
        finally:
            it.refusing -= 1
        return UNKNOWN
    return Raises()


def _case(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return a[0] if len(a) == 1 else Sequence(list(a), "tuple")


def _to_send(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """A request that a session is to send: `requests.Request("GET", url)`."""
    return Mapping({**dict(zip(("method", "url", "headers", "files", "data", "params"), a, strict=False)), **k})


def _sub_factory(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    return External("factory.SubFactory()", None, (), (*a[:1], Mapping(dict(k))))


def _peewee(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    engine(it, a, k, node, frame)
    return External("peewee.SqliteDatabase()", None, (), tuple(a[:1]))


PACKAGES: dict[str, Handler] = {
    "attr.asdict": attributes,
    "attrs.asdict": attributes,
    "loguru.logger.add": unknown,
    "loguru.logger.remove": unknown,
    "behave.use_fixture": use_fixture,
    "orjson.dumps": first,
    "orjson.loads": parsed,
    "ujson.dumps": first,
    "ujson.loads": parsed,
    "simplejson.dumps": first,
    "simplejson.loads": parsed,
    "yaml.safe_load": parsed,
    "yaml.load": parsed,
    "yaml.full_load": parsed,
    "yaml.safe_load_all": unknown,
    "ruamel.yaml.YAML().load": parsed,
    "oyaml.safe_load": parsed,
    "flask.json.dumps": first,
    "environ.get": configured,
    "decouple.config": configured,
    "environs.Env().str": configured,
    "django.db.transaction.on_commit": _after_commit,
    "django.urls.reverse": _route,
    "django.urls.reverse_lazy": _route,
    "django.shortcuts.get_object_or_404": _found,
    "rest_framework.generics.get_object_or_404": _found,
    "rest_framework.reverse.reverse": _route,
    "flask.url_for": _route,
    "flask_restful.Api().url_for": _resource_route,
    "flask_restx.Api().url_for": _resource_route,
    "django.shortcuts.resolve_url": _route,
    "pytest.raises": _raises,
    "pytest.warns": unknown,
    "pytest.approx": first,
    "pytest.param": _case,
    "pytest.fail": _stopped,
    "pytest.skip": _stopped,
    "pytest.xfail": _stopped,
    "pytest.importorskip": unknown,
    "asgiref.sync.async_to_sync": first,
    "asgiref.sync.sync_to_async": first,
    "pydantic.Field": field,
    "pydantic.PrivateAttr": field,
    "attr.ib": field,
    "attrs.field": field,
    "attr.field": field,
    "monkeypatch.setattr": replaced,
    "monkeypatch.delattr": replaced,
    "monkeypatch.chdir": moved,
    "requests.Request": _to_send,
    "httpx.Request": _to_send,
    "sqlalchemy.create_engine": engine,
    "sqlmodel.create_engine": engine,
    "sqlalchemy.ext.asyncio.create_async_engine": engine,
    "aiosqlite.connect": sqlite,
    "peewee.SqliteDatabase": _peewee,
    "factory.SubFactory": _sub_factory,
    "aiofiles.open": open_file,
    **{
        dotted: connected(dotted)
        for dotted in (
            "psycopg2.connect",
            "psycopg.connect",
            "psycopg.AsyncConnection.connect",
            "pymysql.connect",
            "asyncpg.connect",
            "asyncpg.create_pool",
            "MySQLdb.connect",
            "mysql.connector.connect",
            "pyodbc.connect",
            "pymssql.connect",
            "oracledb.connect",
            "cx_Oracle.connect",
            "aiomysql.connect",
            "duckdb.connect",
            "psycopg_pool.ConnectionPool",
        )
    },
    **dict.fromkeys(
        (
            "yarl.URL",
            "httpx.URL",
            "furl.furl",
            "starlette.datastructures.URL",
            "hyperlink.URL.from_text",
            "pydantic.HttpUrl",
            "pydantic.AnyHttpUrl",
            "pydantic.AnyUrl",
            "pydantic.SecretStr",
        ),
        first,
    ),
    "sqlalchemy.text": first,
    "sqlalchemy.desc": first,
    "sqlalchemy.asc": first,
    "sqlalchemy.sql.text": first,
    "sqlmodel.text": first,
    "webtest.Upload": _file(0),
    "webtest.forms.Upload": _file(0),
    "werkzeug.datastructures.FileStorage": _file(1),
    "django.core.files.uploadedfile.SimpleUploadedFile": _file(0),
    "django.core.files.base.ContentFile": _file(1),
    **dict.fromkeys(
        ("werkzeug.local.LocalProxy", "django.utils.functional.SimpleLazyObject", "lazy_object_proxy.Proxy"), _stood_for
    ),
    "gql.gql": first,
    "aiohttp.FormData": as_dict,
}
