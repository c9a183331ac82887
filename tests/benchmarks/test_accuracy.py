"""The measuring of accuracy, on a corpus of a few lines: what is drawn, counted, told, and compared."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from benchmarks.accuracy.__main__ import HERE, SUMMARY, main
from benchmarks.accuracy.corpus import commit
from benchmarks.accuracy.draws import capped, in_turns, sample
from benchmarks.accuracy.measures import Share, as_drawn, at_first_contact, judged, recalled, weighted, wilson
from benchmarks.accuracy.records import Expected, Finding, Reading, Suite, Verdict, load
from benchmarks.accuracy.summary import digest

from smelltest.edge.packs import installed_rules

SHOP = """\
import requests

SHOP = "https://shop.example.com"


def test_customer():
    requests.post(f"{SHOP}/customers", json={"email": "ann@example.com"})


def test_order():
    order = requests.post(f"{SHOP}/orders", json={"lines": []}).json()
    assert order["lines"] == []
    requests.delete(f"{SHOP}/orders/{order['id']}")


def helper():
    return 1
"""


# The interval


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        pytest.param(0, 0, 0.0, 1.0, id="of nothing, nothing is known"),
        pytest.param(0, 10, 0.0, 0.2775, id="none"),
        pytest.param(10, 10, 0.7225, 1.0, id="all"),
        pytest.param(95, 100, 0.8882, 0.9785, id="most"),
        pytest.param(50, 100, 0.4038, 0.5962, id="half"),
    ],
)
def test_wilson(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == pytest.approx((low, high), abs=5e-5)


def test_a_share_says_what_it_is() -> None:
    assert str(Share(19, 20)) == " 19 of  20   95.0%   95%: 76.4% to  99.1%"
    assert Share(0, 0).value == 0.0


# Draws


def test_groups_take_turns_until_they_are_empty() -> None:
    assert in_turns(["a1", "a2", "a3", "b1", "c1", "c2"], lambda item: item[0]) == ["a1", "b1", "c1", "a2", "c2", "a3"]


def test_a_group_gives_no_more_than_it_may() -> None:
    assert list(capped(["a1", "a2", "a3", "b1"], lambda item: item[0], 2)) == ["a1", "a2", "b1"]


def drawn(seed: int, **limits: int) -> list[tuple[str, str, int]]:
    findings = [
        Finding(suite, "test_a.py", line, code, "")
        for suite, code, many in (("o/a", "SM101", 50), ("o/b", "SM101", 5), ("o/a", "SM401", 300), ("o/b", "SM305", 1))
        for line in range(1, many + 1)
    ]
    chosen = sample(
        findings, {"o/a": "c0", "o/b": "c1"}, "d", seed=seed, **{"size": 100, "rule": 12, "suite": 3, **limits}
    )
    return [(one.suite, one.code, one.line) for one in chosen]


def test_no_rule_and_no_suite_crowds_out_the_others() -> None:
    pairs = [(suite, code) for suite, code, _ in drawn(1)]
    assert {pair: pairs.count(pair) for pair in pairs} == {
        ("o/a", "SM101"): 3,
        ("o/a", "SM401"): 3,
        ("o/b", "SM101"): 3,
        ("o/b", "SM305"): 1,
    }
    assert sorted(code for _, code, _ in drawn(1, size=4, suite=50)) == ["SM101", "SM101", "SM305", "SM401"]
    assert sorted(code for _, code, _ in drawn(1, rule=2, suite=50)) == ["SM101"] * 2 + ["SM305"] + ["SM401"] * 2


def test_a_seed_draws_the_same_again() -> None:
    assert drawn(3) == drawn(3) != drawn(4)


# Measures


def verdict(line: int, said: bool | None, draw: str = "1", **other: Any) -> Verdict:
    return Verdict(draw, "o/a", "c0", "test_a.py", line, "SM201", said, **other)


def finding(line: int, code: str = "SM201", end: int = 0) -> Finding:
    return Finding("o/a", "test_a.py", line, code, "", end)


def test_verdicts_are_sorted_by_what_became_of_their_findings() -> None:
    said = [
        verdict(1, True),
        verdict(2, False),
        verdict(3, True),
        verdict(4, False),
        verdict(5, None),
        verdict(6, None),
    ]
    result = judged(said, {finding(line).key for line in (1, 2, 5)})
    assert [[one.line for one in some] for some in result] == [[1], [2], [3], [4], [5]]
    assert result.precision == {"SM201": Share(1, 2)}


def test_of_two_verdicts_the_newer_counts_and_an_empty_one_never() -> None:
    said = [verdict(1, True, "2"), verdict(1, False, "1"), verdict(2, True, "1"), verdict(2, None, "2")]
    result = judged(said, {finding(1).key, finding(2).key})
    assert result.precision == {"SM201": Share(2, 2)}
    assert not result.unread


def test_a_draw_counts_as_it_was_read() -> None:
    said = [verdict(1, True), verdict(2, False), verdict(3, None), verdict(4, True, "2")]
    assert as_drawn(said) == {"1": {"SM201": Share(1, 2)}, "2": {"SM201": Share(1, 1)}}


def test_first_contact_is_what_was_read_before_anything_was_mended() -> None:
    said = [verdict(1, True, "1, first contact"), verdict(2, False, "2, first contact"), verdict(3, True, "2, later")]
    assert at_first_contact([*said, verdict(4, None, "1, first contact")]) == {"SM201": Share(1, 2)}


def test_a_rule_weighs_as_much_as_it_speaks() -> None:
    findings = [finding(1), finding(2), finding(3), finding(1, "SM401")]
    assert weighted({"SM201": Share(1, 2), "SM401": Share(3, 3)}, findings) == pytest.approx(0.625)
    assert weighted({}, findings) is None


def test_recall_is_of_what_readers_expect() -> None:
    expected = (Expected("SM201", 12), Expected("SM102", 14), Expected("SM102", 3, "data.py"))
    read = Reading("o/a", "c0", "test_a.py", "test_a", 10, 20, expected)
    unread = Reading("o/a", "c0", "test_a.py", "test_b", 30, 40)
    result = recalled([read, unread], [finding(11, end=13), finding(18), finding(21), finding(31)])
    assert [key.line for key in result.seen] == [12]
    assert [(key.path, key.line) for key in result.missed] == [("data.py", 3), ("test_a.py", 14)]
    assert [one.line for one in result.unexpected] == [18]
    assert result.recall == {"SM102": Share(0, 2), "SM201": Share(1, 1)}


# Commands, on a corpus of our own


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of checkouts with one, in a git repository, and beside it the list of suites."""
    root = tmp_path / "corpus" / "acme__shop"
    root.mkdir(parents=True)
    (root / "test_shop.py").write_text(SHOP)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "A shop")
    listed(
        tmp_path, "suites", {"suite": "acme/shop", "commit": commit(root)}, {"suite": "acme/gone", "commit": "0" * 40}
    )
    listed(tmp_path, "verdicts")
    listed(tmp_path, "readings")
    return tmp_path


def git(root: Path, *command: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *command], cwd=root, check=True)


def listed(folder: Path, name: str, *records: dict[str, Any]) -> Path:
    path = folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def run(folder: Path, capsys: pytest.CaptureFixture[str], verb: str, *arguments: str) -> str:
    assert (
        main([verb, *arguments, "--data", str(folder), *(["--corpus", str(folder / "corpus")] * (verb != "take"))]) == 0
    )
    return capsys.readouterr().out


def test_what_is_drawn_read_and_taken_in_is_measured(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn, summary = corpus / "drawn.jsonl", corpus / "summary.json"
    run(corpus, capsys, "draw", "--seed", "1", "--label", "first contact", "--to", str(drawn))
    found = {(one["code"], one["line"]): one for one in read(drawn)}
    assert set(found) == {("SM102", 7), ("SM201", 7), ("SM202", 13)}
    assert "drawn, and not yet read: 3" in run(corpus, capsys, "measure", "--sample", str(drawn))

    said = {"SM102": (True, "letter-only"), "SM201": (True, "yes"), "SM202": (False, None)}
    filled = [{**one, "verdict": said[code][0], "useful": said[code][1]} for (code, _), one in found.items()]
    assert run(corpus, capsys, "take", "--verdicts", str(listed(corpus, "filled", *filled))) == "3 verdicts\n"
    told = run(corpus, capsys, "measure", "--write", str(summary))
    assert "3 findings in 1 suites" in told
    assert "SM202     0 of   1    0.0%" in told
    assert "all       2 of   3   66.7%" in told
    assert "1 of the 2 right ones are so by the letter only" in told
    assert "read as wrong, and still reported: 1\n  SM202 acme/shop test_shop.py:13" in told
    assert "not yet read" not in told
    written = json.loads(summary.read_text())
    assert written["rules"]["SM201"]["precision"] == {"hits": 1, "of": 1, "low": 0.207, "high": 1.0}
    assert written["all"]["first"] == {"hits": 2, "of": 3, "low": 0.208, "high": 0.939}


def test_two_readers_of_a_draw_do_not_undo_each_other(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = corpus / "drawn.jsonl"
    run(corpus, capsys, "draw", "--seed", "1", "--to", str(drawn))
    for mine in (0, 1):
        halves = [{**one, "verdict": False} if number % 2 == mine else one for number, one in enumerate(read(drawn))]
        run(corpus, capsys, "take", "--verdicts", str(listed(corpus, "half", *halves)))
    assert [one["verdict"] for one in read(corpus / "verdicts.jsonl")] == [False] * 3


def test_earlier_findings_that_are_gone_are_told(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = {"draw": "0", "suite": "acme/shop", "commit": commit(corpus / "corpus/acme__shop"), "path": "test_shop.py"}
    gone = [
        {**place, "line": 11, "code": "SM201", "verdict": True, "why": "left behind"},
        {**place, "line": 12, "code": "SM305", "verdict": False},
        {**place, "line": 7, "code": "SM201", "verdict": False, "commit": "1" * 40},
    ]
    listed(corpus, "verdicts", *gone)
    told = run(corpus, capsys, "measure")
    assert "read as right, and no longer reported: 1\n  SM201 acme/shop test_shop.py:11  left behind" in told
    assert "1 read as wrong are reported no more" in told
    assert "still reported" not in told, "the verdict on another commit says nothing of this one"


def test_functions_are_drawn_and_read_for_recall(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = corpus / "functions.jsonl"
    run(corpus, capsys, "functions", "--seed", "1", "--to", str(drawn))
    assert [(one["function"], one["line"], one["end"]) for one in read(drawn)] == [
        ("test_customer", 6, 7),
        ("test_order", 10, 13),
    ]
    run(corpus, capsys, "functions", "--seed", "1", "--containing", r"\.delete\(", "--to", str(drawn))
    (order,) = read(drawn)
    filled = listed(corpus, "filled", {**order, "expected": [["SM201", 11]]})
    assert run(corpus, capsys, "take", "--readings", str(filled)) == "1 readings\n"
    told = run(corpus, capsys, "measure")
    assert "recall in 1 functions that were read whole\nSM201     0 of   1" in told
    assert "expected, and not reported: 1\n  SM201 acme/shop test_shop.py:11" in told
    assert "reported there, and not expected: 1\n  SM202 acme/shop test_shop.py:13" in told


def test_findings_are_kept_and_used_again(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = corpus / "findings.jsonl"
    assert "3 findings" in run(corpus, capsys, "find", "--to", str(kept))
    assert "1 findings" in run(corpus, capsys, "find", "--select", "SM102", "--to", str(corpus / "few.jsonl"))
    (corpus / "corpus/acme__shop/test_shop.py").write_text("")
    assert "3 findings in 1 suites" in run(corpus, capsys, "measure", "--findings", str(kept))


def test_a_checkout_at_another_commit_is_left_out(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(corpus / "corpus/acme__shop", "commit", "-q", "--allow-empty", "-m", "Later")
    assert main(["measure", "--data", str(corpus), "--corpus", str(corpus / "corpus")]) == 0
    told = capsys.readouterr()
    assert "0 findings in 0 suites" in told.out
    assert "acme/shop: left out, it stands at" in told.err
    assert "acme/gone: no checkout" in told.err


def test_two_versions_are_compared(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One is blind to literal emails, and takes every delete for a smell of its own."""
    other = corpus / "other"
    other.write_text(
        f"#!{sys.executable}\nimport json, subprocess, sys\n"
        f"done = subprocess.run([{sys.executable!r}, '-m', 'smelltest', *sys.argv[1:]], capture_output=True, text=True)\n"
        "for line in done.stdout.splitlines():\n"
        "    one = json.loads(line)\n"
        "    if one['code'] != 'SM102':\n"
        "        print(json.dumps({**one, 'code': one['code'].replace('SM202', 'SM999')}))\n"
    )
    other.chmod(0o755)
    same = corpus / "same"
    same.write_text(f"#!{sys.executable}\nfrom smelltest.cli import run\nrun()\n")
    same.chmod(0o755)
    place = {"draw": "0", "suite": "acme/shop", "commit": "c0", "path": "test_shop.py"}
    listed(corpus, "verdicts", {**place, "line": 7, "code": "SM102", "verdict": True})
    told = run(corpus, capsys, "compare", str(same), str(other))
    assert [line.rstrip() for line in told.splitlines() if not line.startswith("  ")] == [
        "acme/shop SM102: +0 -1",
        "acme/shop SM202: +0 -1",
        "acme/shop SM999: +1 -0",
        "1 appear, 2 disappear: 3 findings before, 2 after",
    ]
    assert "  - test_shop.py:7 'ann@example.com' is sent to" in told
    assert "(read as true)\n        requests.post(" in told


def test_a_version_that_breaks_is_not_taken_for_one_that_finds_nothing(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = corpus / "broken"
    broken.write_text(f"#!{sys.executable}\nraise ImportError('no rules')\n")
    broken.chmod(0o755)
    with pytest.raises(SystemExit, match=r"ended with 1 in (?s:.)*ImportError: no rules"):
        run(corpus, capsys, "compare", str(broken), str(broken))


def test_a_file_that_does_not_parse_is_told_and_left_out(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (corpus / "corpus/acme__shop/test_template.py").write_text("import {{ name }}\n")
    main(["find", "--data", str(corpus), "--corpus", str(corpus / "corpus"), "--to", str(corpus / "found.json")])
    told = capsys.readouterr()
    assert "3 findings" in told.out
    assert "acme/shop: error: test_template.py:1" in told.err


def test_a_revision_is_run_from_a_worktree(
    corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = subprocess.run(["git", "-C", str(HERE), "rev-parse", "HEAD"], capture_output=True, check=False)
    if inside.returncode:
        pytest.skip("not a git checkout")
    monkeypatch.setattr(tempfile, "tempdir", str(corpus))
    told = run(corpus, capsys, "compare", "HEAD", "HEAD")
    assert told == "0 appear, 0 disappear: 3 findings before, 3 after\n"
    trees = subprocess.run(["git", "-C", str(HERE), "worktree", "list"], capture_output=True, text=True, check=True)
    assert str(corpus) not in trees.stdout


def test_git_commands_fetch_the_listed_commits(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suites", "/tmp/suites", "--data", str(corpus), "--only", "gone"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[1] == f"git -C /tmp/suites/acme__gone fetch -q --depth 1 https://github.com/acme/gone {'0' * 40}"


def test_a_broken_record_is_told_with_its_line(tmp_path: Path) -> None:
    path = listed(tmp_path, "suites", {"suite": "acme/shop", "commit": "c0"}, {"suite": "acme/shop"})
    with pytest.raises(SystemExit, match=r"suites\.jsonl:2: .*`commit`"):
        load(path, Suite)


# What is committed


def test_committed_verdicts_and_readings_are_of_listed_suites_and_known_rules() -> None:
    commits = {suite.suite: suite.commit for suite in load(HERE / "suites.jsonl", Suite)}
    codes = {rule.code for rule in installed_rules()}
    verdicts, readings = load(HERE / "verdicts.jsonl", Verdict), load(HERE / "readings.jsonl", Reading)
    for one in (*verdicts, *readings):
        assert commits[one.suite] == one.commit, one
    assert {verdict.code for verdict in verdicts} <= codes
    assert {one.code for reading in readings for one in reading.expected or ()} <= codes
    assert len({(one.draw, one.key) for one in verdicts}) == len(verdicts)
    assert all(bool(one.verdict) == bool(one.useful) for one in verdicts), "what is right is useful or letter-only"


def test_the_summary_is_not_older_than_what_was_read() -> None:
    files = [HERE / f"{name}.jsonl" for name in ("suites", "verdicts", "readings")]
    fresh = json.loads(SUMMARY.read_text())["digest"] == digest(files)
    assert fresh, "run `python -m benchmarks.accuracy measure --corpus … --write`, then `python docs/generate.py`"
