import pytest

from smelltest.read.conventions import Conventions, conventions, is_test_by_name, is_test_code

TOLD = Conventions(python_files=("check_*.py", "t_*.py"), python_functions=("check",), testpaths=("a b", "c"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "pytest.ini",
            "[pytest]\npython_files = check_*.py t_*.py\npython_functions = check\ntestpaths =\n    'a b'\n    c\n",
        ),
        (
            ".pytest.ini",
            "[pytest]\npython_files = check_*.py\n    t_*.py\npython_functions: check\ntestpaths = 'a b' c\n",
        ),
        (
            "tox.ini",
            "[tox]\nenvlist = py\n[pytest]\npython_files = check_*.py t_*.py\npython_functions = check\ntestpaths = 'a b' c\n",
        ),
        (
            "setup.cfg",
            "[tool:pytest]\npython_files = check_*.py t_*.py\npython_functions = check\ntestpaths = 'a b' c\n",
        ),
        (
            "pyproject.toml",
            '[tool.pytest.ini_options]\npython_files = ["check_*.py", "t_*.py"]\npython_functions = "check"\ntestpaths = ["a b", "c"]\n',
        ),
        (
            "pyproject.toml",
            '[tool.pytest]\npython_files = ["check_*.py", "t_*.py"]\npython_functions = ["check"]\ntestpaths = ["a b", "c"]\n',
        ),
        (
            "pytest.toml",
            '[pytest]\npython_files = ["check_*.py", "t_*.py"]\npython_functions = ["check"]\ntestpaths = ["a b", "c"]\n',
        ),
    ],
)
def test_pytest_is_told_in_many_files(name: str, text: str) -> None:
    assert conventions(name, text) == TOLD


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tox.ini", "[tox]\nenvlist = py\n"),
        ("setup.cfg", "[metadata]\nname = x\n"),
        ("setup.cfg", "[pytest]\npython_files = x\n"),
        ("pyproject.toml", "[project]\nname = 'x'\n"),
        ("pyproject.toml", "[tool.pytest\n"),
        ("pyproject.toml", "tool = 3\n"),
        ("pytest.ini", "python_files = without a section\n"),
        ("pytest.toml", "x = 1\n"),
    ],
)
def test_a_file_that_says_nothing_of_pytest_is_silent(name: str, text: str) -> None:
    assert conventions(name, text) is None


def test_an_empty_pytest_ini_ends_the_search() -> None:
    assert conventions("pytest.ini", "") == Conventions()


def test_a_value_may_hold_signs_that_mean_something_elsewhere() -> None:
    found = conventions(
        "pytest.ini", "[pytest]\naddopts = --cov=%(x)s\nusefixtures = db clean\nlog_format = %(asctime)s\n"
    )
    assert found == Conventions(usefixtures=("db", "clean"))


@pytest.mark.parametrize(
    "name", ["OrderTests.py", "UploadTest.py", "ShopTestsDelete.py", "TestOrders.py", "api_test.py"]
)
def test_a_name_says_that_a_file_holds_tests(name: str) -> None:
    assert is_test_by_name(name, Conventions())


@pytest.mark.parametrize("name", ["latest.py", "Contest.py", "Attestation.py", "Testimony.py", "orders.py"])
def test_other_names_say_nothing(name: str) -> None:
    assert not is_test_by_name(name, Conventions())


@pytest.mark.parametrize(
    "path",
    [
        "tests/users.py",
        "src/shop/TestCases/users.py",
        "autotests/api/users.py",
        "qa/api-tests/users.py",
        "e2e_test/users.py",
        "fixtures/users.py",
        "app/test_users.py",
        "conftest.py",
    ],
)
def test_code_of_the_tests_is_told_by_its_folders_and_its_name(path: str) -> None:
    assert is_test_code(path)


@pytest.mark.parametrize(
    "path",
    ["app/latest/client.py", "src/attestation/api.py", "contest/models.py", "site/testimonials/views.py", "shop.py"],
)
def test_code_of_the_product_may_hold_the_letters(path: str) -> None:
    assert not is_test_code(path)
