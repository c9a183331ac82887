from collections.abc import Iterator

from msgspec.structs import replace

from smelltest.judge.finding import Confidence
from smelltest.judge.judge import distinct, fingerprinted, judge, numbered, snippet, sure_enough
from smelltest.judge.rule import Finding, finding, rule
from smelltest.read.facts import Place


def found(line: int = 1, code: str = "SM101", confidence: Confidence = "certain", test: str = "test_a") -> Finding:
    return Finding("t.py", code, "name", "message", Place(line, 1, line, 5), confidence, test=test)


@rule("SM901")
def every_test(test: str, suite: str) -> Iterator[Finding]:
    """Speaks of every test."""
    yield finding("t.py", Place(1, 1, 1, 2), f"{test} of {suite}")


@rule("SM902")
def failing(test: str, suite: str) -> Iterator[Finding]:
    """Fails at its second test."""
    yield finding("t.py", Place(1, 1, 1, 2), test)
    if test == "two":
        raise KeyError("oops")


@rule("SM903", scope="file")
def every_file(module: str, suite: str) -> Iterator[Finding]:
    """Speaks of every file."""
    yield finding("t.py", Place(1, 1, 1, 2), module)


SUBJECTS = {"test": [("one", "suite"), ("two", "suite")], "file": [("module", "suite")]}


def test_each_rule_is_called_with_what_it_judges_and_signs_its_findings() -> None:
    verdict = judge(SUBJECTS, [every_test, every_file], "t.py")
    assert [(one.code, one.name, one.message) for one in verdict.findings] == [
        ("SM901", "every-test", "one of suite"),
        ("SM901", "every-test", "two of suite"),
        ("SM903", "every-file", "module"),
    ]
    assert verdict.troubles == ()


def test_a_rule_that_fails_costs_its_own_findings_alone() -> None:
    verdict = judge(SUBJECTS, [failing, every_file], "t.py")
    assert [one.code for one in verdict.findings] == ["SM903"]
    (trouble,) = verdict.troubles
    assert trouble.path == "t.py"
    assert trouble.message.startswith("rule SM902 (failing) failed here: KeyError: 'oops' (")
    assert "test_judge.py:" in trouble.message


def test_one_finding_is_kept_for_a_place_and_rule_the_surest() -> None:
    sure, unsure = found(confidence="certain", test="test_b"), found(confidence="resolved", test="test_a")
    assert distinct([unsure, sure, sure]) == (sure,)


def test_findings_are_in_the_order_of_their_places() -> None:
    assert [one.at.line for one in distinct([found(3), found(1), found(2)])] == [1, 2, 3]


def test_findings_of_lesser_tiers_are_left_out() -> None:
    tiers: list[Confidence] = ["named", "certain", "resolved"]
    findings = [found(line, confidence=tier) for line, tier in enumerate(tiers, 1)]
    assert [one.confidence for one in sure_enough(findings, "resolved")] == ["certain", "resolved"]
    assert len(sure_enough(findings, "named")) == 3


def test_a_fingerprint_outlives_moved_lines_and_changed_blanks() -> None:
    one, other = fingerprinted(found(1), "post(  'a')"), fingerprinted(found(9), "post( 'a')")
    assert one.fingerprint == other.fingerprint
    assert len(one.fingerprint) == 32


def test_a_fingerprint_tells_apart_what_differs() -> None:
    base = found()
    others = [replace(base, path="u.py"), replace(base, code="SM102"), replace(base, test="test_b")]
    prints = {fingerprinted(one, "x").fingerprint for one in (base, *others)} | {fingerprinted(base, "y").fingerprint}
    assert len(prints) == 5


def test_truly_identical_findings_are_numbered() -> None:
    first, second = (fingerprinted(found(line), "x") for line in (1, 2))
    one, two = numbered([first, second])
    assert one == first
    assert two.fingerprint != one.fingerprint
    assert numbered([first, second])[1] == two


def test_a_snippet_is_the_text_at_a_place() -> None:
    lines = ["a = post(", "    1,", ")  # no"]
    assert snippet(lines, Place(1, 5, 3, 2)) == "post(\n    1,\n)"
    assert snippet(lines, Place(2, 5, 2, 6)) == "1"
    assert snippet([], Place(2, 5, 2, 6)) == ""


def test_half_a_surrogate_pair_in_a_name_has_a_fingerprint() -> None:
    assert fingerprinted(replace(found(), path="\udcff.py"), "\ud800").fingerprint
