from smelltest.judge.carets import marked, normal, unmarked
from smelltest.judge.rule import Finding
from smelltest.read.facts import Place

CODE = """
    def test_a():
        get("/users/42")
            ^^^^^^^^^^^ SM101 the id 42 is written out
        post(
        ^^^^^ SM201 nothing …
            1)
"""


def found(code: str, message: str, *at: int) -> Finding:
    return Finding("t.py", code, "name", message, Place(*at), "certain")


ID = found("SM101", "the id 42 is written out", 2, 9, 2, 20)
CREATE = found("SM201", "nothing deletes it", 3, 5, 4, 10)


def test_the_code_is_had_without_marks() -> None:
    assert unmarked(CODE) == 'def test_a():\n    get("/users/42")\n    post(\n        1)\n'


def test_findings_are_marked_where_they_stand_and_abbreviated_as_expected() -> None:
    assert marked(CODE, [CREATE, ID]) == normal(CODE)


def test_what_was_not_expected_shows() -> None:
    elsewhere = found("SM101", "the id 42 is written out", 2, 5, 2, 8)
    assert "    ^^^ SM101 the id 42 is written out\n" in marked(CODE, [elsewhere, CREATE])
    assert "SM201" not in marked(CODE, [ID])
    assert "^^^^^ SM201 all is well" in marked(CODE, [ID, found("SM201", "all is well", 3, 5, 4, 10)])


def test_columns_count_characters() -> None:
    text = 'name = "山田" + "x"\n              ^^^ SM103 again\n'
    assert marked(text, [found("SM103", "again", 1, 15, 1, 18)]) == text
