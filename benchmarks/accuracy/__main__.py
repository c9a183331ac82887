"""The commands: `python -m benchmarks.accuracy COMMAND --help`."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.accuracy import changes, corpus, draws, measures, records, summary
from benchmarks.accuracy.measures import Share, overall

HERE = Path(__file__).parent
SUMMARY = HERE.parent.parent / "docs" / "accuracy.json"


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    for line in given.command(given):
        print(line)
    return 0


# What all commands need


def _suites(given: argparse.Namespace) -> list[records.Suite]:
    suites = records.load(given.data / "suites.jsonl", records.Suite)
    return [suite for suite in suites if not given.only or given.only in suite.suite]


def _checkouts(given: argparse.Namespace) -> list[corpus.Checkout]:
    return list(corpus.checkouts(_suites(given), given.corpus))


def _found(given: argparse.Namespace) -> records.Found:
    """What was found before, if that is given, else what is found now."""
    if given.findings:
        (found,) = records.load(given.findings, records.Found)
        return found
    checkouts = _checkouts(given)
    findings = corpus.found(checkouts, corpus.Version(), given.select)
    return records.Found(tuple(suite.suite for suite, _ in checkouts), tuple(findings))


def _commits(given: argparse.Namespace) -> dict[str, str]:
    return {suite.suite: suite.commit for suite in _suites(given)}


# The commands


def suites(given: argparse.Namespace) -> Iterator[str]:
    """Print the git commands that check the listed suites out into a folder."""
    for suite in _suites(given):
        folder = given.into / suite.folder
        yield f"git init -q {folder}"
        yield f"git -C {folder} fetch -q --depth 1 https://github.com/{suite.suite} {suite.commit}"
        yield f"git -C {folder} checkout -q FETCH_HEAD"


def find(given: argparse.Namespace) -> Iterator[str]:
    """Check the suites, and keep what is found for the other commands' --findings."""
    found = _found(given)
    records.save(given.to, [found])
    yield f"{len(found.findings)} findings in {given.to}"


def draw(given: argparse.Namespace) -> Iterator[str]:
    """Draw findings to be read, the rules in turns, into a file to fill in: verdict, useful, why."""
    limits = {"seed": given.seed, "size": given.size, "rule": given.per_rule, "suite": given.per_suite}
    label = given.label or f"{dt.datetime.now(dt.timezone.utc):%Y-%m-%d %H:%M}, seed {given.seed}"
    sample = draws.sample(_found(given).findings, _commits(given), label, **limits)
    records.save(given.to, sample)
    yield f"{len(sample)} findings of {len({one.code for one in sample})} rules in {given.to}"


def draw_functions(given: argparse.Namespace) -> Iterator[str]:
    """Draw tests, fixtures and setups to be read whole, the suites in turns, into a file to fill in: expected, why."""
    drawn = draws.functions(_checkouts(given), seed=given.seed, size=given.size, containing=given.containing)
    records.save(given.to, drawn)
    yield f"{len(drawn)} functions of {len({one.suite for one in drawn})} suites in {given.to}"


def take(given: argparse.Namespace) -> Iterator[str]:
    """Take what was filled in into the committed files; what nobody has read takes the place of nothing."""
    if given.verdicts:
        yield f"{records.take(given.data / 'verdicts.jsonl', given.verdicts, records.Verdict)} verdicts"
    if given.readings:
        yield f"{records.take(given.data / 'readings.jsonl', given.readings, records.Reading)} readings"


def measure(given: argparse.Namespace) -> Iterator[str]:
    """Print precision and recall by rule, what is still wrong, what got lost, and what nobody has read."""
    found = _found(given)
    checked = {name: commit for name, commit in _commits(given).items() if name in found.suites}
    findings = [finding for finding in found.findings if finding.suite in checked]
    verdicts = [one for one in _verdicts(given) if checked.get(one.suite) == one.commit]
    readings = [one for one in _readings(given) if checked.get(one.suite) == one.commit]
    judged = measures.judged(verdicts, {finding.key for finding in findings})
    seen = measures.recalled(readings, findings)
    drawn = measures.as_drawn(verdicts)
    yield f"{len(findings)} findings in {len(checked)} suites"
    yield from _precision(judged, drawn, findings, verdicts)
    yield from _recall(seen, [one for one in readings if one.is_read])
    if given.write:
        told = summary.summary(len(checked), findings, judged, measures.at_first_contact(verdicts), seen)
        files = [given.data / f"{name}.jsonl" for name in ("suites", "verdicts", "readings")]
        given.write.write_text(json.dumps({"digest": summary.digest(files), **told}, indent=1) + "\n")
        yield f"\nwritten to {given.write}; python docs/generate.py makes the pages from it"


def _verdicts(given: argparse.Namespace) -> list[records.Verdict]:
    filled = records.load(given.sample, records.Verdict) if given.sample else []
    return [*records.load(given.data / "verdicts.jsonl", records.Verdict), *filled]


def _readings(given: argparse.Namespace) -> list[records.Reading]:
    return records.load(given.data / "readings.jsonl", records.Reading)


def _precision(
    judged: measures.Judged,
    drawn: dict[str, dict[str, Share]],
    findings: Sequence[records.Finding],
    verdicts: Sequence[records.Verdict],
) -> Iterator[str]:
    yield from _table("precision of what is reported today and was read", judged.precision)
    letter = sum(verdict.useful == "letter-only" for verdict in judged.right)
    yield f"        {letter} of the {len(judged.right)} right ones are so by the letter only"
    for name, by_rule in drawn.items():
        title = f"precision of the draw of {name}, as it was read"
        yield from _table(title, by_rule) if name == max(drawn) else ["", title, f"{'all':8}{overall(by_rule)}"]
        estimate = measures.weighted(by_rule, findings)
        yield f"        {estimate or 0:.1%} of all findings, each rule weighing as much as it speaks today"
    yield from _listed("read as wrong, and still reported", judged.wrong)
    yield from _listed("read as right, and no longer reported", judged.lost)
    yield from _listed("drawn, and not yet read", judged.unread)
    yield f"\n{len(judged.mended)} read as wrong are reported no more"
    disputed = {one.key for one in verdicts if one.verdict} & {one.key for one in verdicts if one.verdict is False}
    yield from (f"read as right and as wrong: {_place(key)}" for key in sorted(disputed))


def _recall(seen: measures.Recalled, read: Sequence[records.Reading]) -> Iterator[str]:
    yield from _table(f"recall in {len(read)} functions that were read whole", seen.recall)
    yield from _section("expected, and not reported", map(_place, seen.missed))
    unexpected = (f"{_place(finding.key)}  {finding.message}" for finding in seen.unexpected)
    yield from _section("reported there, and not expected", unexpected)


def _table(title: str, shares: dict[str, Share]) -> Iterator[str]:
    yield f"\n{title}"
    for code, share in shares.items():
        yield f"{code:8}{share}"
    yield f"{'all':8}{overall(shares)}"


def _listed(title: str, verdicts: Sequence[records.Verdict]) -> Iterator[str]:
    return _section(
        title, (f"{_place(one.key)}  {one.why}".rstrip() for one in sorted(verdicts, key=lambda one: one.key))
    )


def _section(title: str, items: Iterable[str]) -> Iterator[str]:
    if items := list(items):
        yield f"\n{title}: {len(items)}"
        yield from (f"  {item}" for item in items)


def _place(key: records.Key) -> str:
    return f"{key.code} {key.suite} {key.path}:{key.line}"


def compare(given: argparse.Namespace) -> Iterator[str]:
    """Show what appears and disappears between two versions of smelltest."""
    checkouts = _checkouts(given)
    told = []
    for named in (given.before, given.after):
        corpus.told(f"# {named}")
        with corpus.version(named) as version:
            told.append(list(corpus.found(checkouts, version, given.select)))
    differences = changes.changes(*told)
    roots = {checkout.suite.suite: checkout.root for checkout in checkouts}
    yield from changes.lines(differences, roots, records.load(given.data / "verdicts.jsonl", records.Verdict))
    come = sum(change.appears for change in differences)
    yield f"{come} appear, {len(differences) - come} disappear: {len(told[0])} findings before, {len(told[1])} after"


# The arguments


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy", description=sys.modules["benchmarks.accuracy"].__doc__
    )
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    def verb(name: str, command: Callable[[argparse.Namespace], Iterator[str]]) -> argparse.ArgumentParser:
        one = verbs.add_parser(name, help=command.__doc__, description=command.__doc__)
        one.add_argument("--data", type=Path, default=HERE, help="where suites, verdicts and readings are kept")
        one.add_argument("--only", metavar="NAME", help="the suites with this in their names only")
        one.set_defaults(command=command)
        return one

    def checking(one: argparse.ArgumentParser, *, keeps: bool = True) -> argparse.ArgumentParser:
        one.add_argument("--corpus", type=Path, action="append", default=[], metavar="DIR", help="where checkouts are")
        one.add_argument("--select", metavar="RULES", help="other rules than those on by default")
        if keeps:
            one.add_argument("--findings", type=Path, metavar="FILE", help="what `find` kept, instead of checking now")
        return one

    def drawing(one: argparse.ArgumentParser) -> argparse.ArgumentParser:
        one.add_argument("--seed", type=int, required=True)
        one.add_argument("--size", type=int, default=100, help="how many (default: 100)")
        one.add_argument("--to", type=Path, required=True, metavar="FILE")
        return one

    verb("suites", suites).add_argument("into", type=Path, metavar="DIR")
    checking(verb("find", find)).add_argument("--to", type=Path, required=True, metavar="FILE")
    drawn = drawing(checking(verb("draw", draw)))
    drawn.add_argument("--per-rule", type=int, default=12, help="at most so many of a rule (default: 12)")
    drawn.add_argument("--per-suite", type=int, default=3, help="at most so many of a rule in one suite (default: 3)")
    drawn.add_argument(
        "--label", help="what the draw is called (default: its time and seed; the newest is the last by name)"
    )
    read = drawing(checking(verb("functions", draw_functions), keeps=False))
    read.add_argument("--containing", default="", metavar="REGEX", help="only functions with this in their text")
    filled = verb("take", take)
    filled.add_argument("--verdicts", type=Path, metavar="FILE", help="what `draw` wrote, filled in")
    filled.add_argument("--readings", type=Path, metavar="FILE", help="what `functions` wrote, filled in")
    measured = checking(verb("measure", measure))
    measured.add_argument("--sample", type=Path, metavar="FILE", help="a draw whose verdicts are not yet taken in")
    measured.add_argument("--write", type=Path, nargs="?", const=SUMMARY, metavar="FILE", help="write the summary")
    compared = checking(verb("compare", compare), keeps=False)
    for name in ("before", "after"):
        compared.add_argument(name, help="a git revision of this repository, or the path of an installed command")
    return parser


if __name__ == "__main__":
    sys.exit(main())
