import json
from typing import Any

import msgspec
import pytest

from smelltest.settings.layers import settings_in_force
from smelltest.settings.schema import schema
from smelltest.settings.tables import EXTENDABLE, GLOBS, Settings
from smelltest.settings.validation import SettingsError, validate


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"unqiue-fields": ["a"]}, "unknown setting unqiue-fields; did you mean unique-fields?"),
        ({"extend-unique-field": ["a"]}, "unknown setting extend-unique-field; did you mean extend-unique-fields?"),
        ({"clients": {"naems": []}}, "unknown setting clients.naems; did you mean clients.names?"),
        ({"unique_fields": []}, "unknown setting unique_fields; did you mean unique-fields?"),
        (
            {"min-confidence": "certan"},
            "min-confidence: 'certan' is none of certain, resolved, named; did you mean certain?",
        ),
        ({"cleanup": {"style": "finaly"}}, "cleanup.style: 'finaly' is none of"),
        ({"clients": {"names": [1]}}, "clients.names[0]: a text is expected, not a whole number"),
        ({"clients": 3}, "clients: a table is expected, not a whole number"),
        (
            {"helpers": {"file-name": "name_of_file"}},
            "helpers.file-name: the dotted name of a callable is expected, as in tests.support.unique.file_name, not 'name_of",
        ),
        ({"factories": {"user": ["f.user"]}}, "factories[...]: a text is expected, not a list"),
        ({"select": "SM1"}, "select: a list is expected, not a text"),
        ({"extend-exclude": "build"}, "extend-exclude: a list is expected, not a text"),
        ({"per-file-ignores": {"a.py": "SM1"}}, "per-file-ignores[...]: a list is expected, not a text"),
    ],
)
def test_a_wrong_setting_is_named_with_its_source_and_a_way_out(values: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError) as error:
        validate(values, "pyproject.toml")
    assert str(error.value).startswith(f"pyproject.toml: {message}")


def test_what_is_known_is_listed_where_nothing_is_near() -> None:
    with pytest.raises(SettingsError, match="unknown setting zzz; known are baseline, cleanup, clients, "):
        validate({"zzz": 1}, "smelltest.toml")


def test_without_settings_the_defaults_are_in_force() -> None:
    assert settings_in_force([]) == Settings()


def test_a_higher_layer_takes_the_place_of_a_lower_one_and_of_what_extended_it() -> None:
    layers = [{"unique-fields": ["a"], "extend-unique-fields": ["b"]}, {"unique-fields": ["c"]}]
    assert settings_in_force(layers).unique_fields == ("c",)


def test_extensions_add_up_over_layers() -> None:
    layers = [{"extend-unique-fields": ["a"]}, {"extend-unique-fields": ["b"]}]
    assert settings_in_force(layers).unique_fields == (*Settings().unique_fields, "a", "b")


def test_tables_merge_by_key() -> None:
    layers: list[dict[str, Any]] = [
        {"clients": {"names": ["http"], "write": ["save"]}, "factories": {"user": "f.user"}},
        {"clients": {"names": ["api"]}, "factories": {"order": "f.order"}},
    ]
    settings = settings_in_force(layers)
    assert (settings.clients.names, settings.clients.write) == (("api",), ("save",))
    assert settings.factories == {"user": "f.user", "order": "f.order"}


def test_per_file_ignores_are_replaced_and_their_extension_adds() -> None:
    layers = [{"per-file-ignores": {"a": ["SM1"]}}, {"per-file-ignores": {"b": ["SM2"]}}]
    assert settings_in_force(layers).per_file_ignores == {"b": ("SM2",)}
    extended = [*layers, {"extend-per-file-ignores": {"c": ["SM3"]}}]
    assert settings_in_force(extended).per_file_ignores == {"b": ("SM2",), "c": ("SM3",)}


def test_a_new_selection_starts_afresh() -> None:
    settings = settings_in_force([{"ignore": ["SM102"], "extend-select": ["SM207"]}, {"select": ["SM1"]}])
    assert (settings.select, settings.ignore, settings.extend_select) == (("SM1",), (), ())


def test_what_is_ignored_adds_up_until_it_is_selected_again() -> None:
    settings = settings_in_force([{"ignore": ["SM1", "SM2"]}, {"ignore": ["SM3"]}, {"extend-select": ["SM2"]}])
    assert (settings.ignore, settings.extend_select) == (("SM1", "SM3"), ("SM2",))


def test_the_keys_that_are_spoken_of_exist() -> None:
    keys = {field.encode_name for field in msgspec.structs.fields(Settings)}
    assert keys >= EXTENDABLE
    assert keys | {f"extend-{key}" for key in EXTENDABLE} >= GLOBS


def test_the_schema_knows_every_key_and_says_what_it_is() -> None:
    properties = json.loads(json.dumps(schema()))["$defs"]["Settings"]["properties"]
    keys = {field.encode_name for field in msgspec.structs.fields(Settings)}
    assert properties.keys() == keys | {f"extend-{key}" for key in EXTENDABLE} | {"extend"}
    assert all("description" in value or "$ref" in json.dumps(value) for value in properties.values())
