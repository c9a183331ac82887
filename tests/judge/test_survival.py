"""Which tests survive, and which findings stand beside those that do not."""

from __future__ import annotations

from smelltest.judge.finding import Finding, Note
from smelltest.judge.survival import Case, Passage, Row, Trial, prove
from smelltest.read.facts import Place


def found(path: str, line: int, test: str | None, code: str = "SM102", *evidence: tuple[str, int]) -> Finding:
    notes = tuple(Note("here", at, Place(row, 1, row, 2)) for at, row in evidence)
    return Finding(path, code, "some", "wrong", Place(line, 1, line, 5), "resolved", test, notes)


def passed(classname: str, name: str) -> Case:
    return Case(classname, name, "passed")


def failed(classname: str, name: str) -> Case:
    return Case(classname, name, "failed", message="assert 409 == 201")


USERS = Passage(
    "api/tests/test_users.py",
    "TestUsers.test_create",
    frozenset({("api/tests/test_users.py", "TestUsers.test_create"), ("api/tests/conftest.py", "user")}),
    frozenset({("api/tests/test_users.py", 7), ("api/tests/conftest.py", 3)}),
)
ORDERS = Passage("api/tests/test_orders.py", "test_place", frozenset(), frozenset({("api/tests/conftest.py", 3)}))


CREATE = failed("tests.test_users.TestUsers", "test_create[a]")


def row(finding: Finding, case: Case = CREATE) -> Row:
    (only,) = prove([Trial("again", ((case,),), (1,))], [finding], [USERS, ORDERS]).rows
    return only


def test_a_test_is_found_by_the_name_that_a_run_gives_it() -> None:
    one = row(found("api/tests/test_users.py", 9, "TestUsers.test_create"))
    assert (one.path, one.name, one.survives) == ("api/tests/test_users.py", "TestUsers::test_create[a]", False)
    assert [each.code for each in one.findings] == ["SM102"]


def test_findings_of_its_fixtures_and_of_the_lines_that_it_runs_through_explain_it_too() -> None:
    assert row(found("api/tests/conftest.py", 5, "user")).findings
    assert row(found("api/tests/test_users.py", 7, None)).findings
    assert not row(found("api/tests/conftest.py", 50, "other")).findings


def test_what_a_test_leads_to_in_a_data_file_is_found_in_its_name() -> None:
    there = ("api/tests/test_users.py", 100)
    assert row(found("api/tests/data.json", 1, "TestUsers.test_create", "SM102", there)).findings
    assert not row(found("api/tests/data.json", 1, "TestUsers.test_create")).findings


def test_where_nothing_of_its_own_explains_it_another_test_may_with_which_it_shares_a_line() -> None:
    one = found("api/tests/test_users.py", 40, "TestUsers.test_rename", "SM305", ("api/tests/conftest.py", 3))
    assert row(one, failed("tests.test_orders", "test_place")).findings == (one,)


def test_privacy_breaks_no_test() -> None:
    assert not row(found("api/tests/test_users.py", 9, "TestUsers.test_create", "SM401")).findings


def test_a_module_of_the_same_name_in_another_folder_is_another_one() -> None:
    one = row(
        found("api/tests/test_users.py", 9, "TestUsers.test_create"), failed("web.test_users.TestUsers", "test_create")
    )
    assert (one.path, one.findings) == ("web.test_users.TestUsers", ())


def test_findings_of_tests_that_never_failed_are_not_confirmed_and_those_of_tests_that_did_not_run_are_left_out() -> (
    None
):
    mine = found("api/tests/test_users.py", 9, "TestUsers.test_create")
    shared = found("api/tests/conftest.py", 3, "user")
    case = passed("tests.test_users.TestUsers", "test_create")
    proof = prove([Trial("once", ((case,),), (0,))], [mine, shared], [USERS, ORDERS])
    assert proof.unconfirmed == (mine, shared)
    proof = prove(
        [Trial("once", ((passed("tests.test_orders", "test_place"),),), (0,))], [mine, shared], [USERS, ORDERS]
    )
    assert proof.unconfirmed == (shared,)


def test_each_process_counts_a_test_once_and_by_the_worst_that_it_says() -> None:
    name = ("tests.test_users.TestUsers", "test_create")
    runs = ((passed(*name), failed(*name)), (passed(*name), Case(*name, "skipped")))
    (one,) = prove([Trial("parallel", runs, (1, 0))], [], [USERS]).rows
    (tally,) = one.tallies
    assert (tally.passed, tally.failed, tally.skipped, tally.message) == (1, 1, 0, "assert 409 == 201")
