"""Values of their own in the place of literals, in whatever shape a test holds them."""

from __future__ import annotations

from textwrap import dedent

import pytest

from smelltest.judge.finding import Finding
from smelltest.judge.remedies.remedy import Remedy, Uniqueness
from smelltest.judge.remedies.uniqueness import own_value
from smelltest.link.values import Site
from smelltest.read.facts import Place
from smelltest.rewrite.drafting.manner import Manner
from smelltest.rewrite.mend import PLAIN, mended


def place(text: str, part: str, nth: int = 0) -> Place:
    """Where a part of a text stands for the `nth` time."""
    found = [
        Place(number, column + 1, number, column + len(part) + 1)
        for number, line in enumerate(text.splitlines(), 1)
        for column in range(len(line))
        if line.startswith(part, column)
    ]
    return found[nth]


def changed(
    text: str, literal: str, kind: str = "name", key: str = "", manner: Manner = PLAIN, inner: str = "", nth: int = 0
) -> str:
    text = dedent(text)
    remedy = own_value(Site("test_a.py", place(text, literal, nth)), kind, inner or literal.strip("\"'"), key)  # type: ignore[arg-type]
    finding = Finding("test_a.py", "SM999", "odd", "odd", Place(1, 1, 1, 2), "certain", remedy=remedy)
    return mended([finding], text, ("safe",), manner).text


def line_of(text: str, part: str) -> str:
    return next(line.strip() for line in text.splitlines() if part in line)


@pytest.mark.parametrize(
    ("key", "literal", "made"),
    [
        ("sku", "CHAIR-1", 'f"CHAIR-{uuid4().hex[:12].upper()}"'),
        ("code", "SALE20", 'f"SALE{uuid4().hex[:12].upper()}"'),
        ("username", "lena", 'f"lena{uuid4().hex[:12]}"'),
        ("username", "lena_k", 'f"lena_k_{uuid4().hex[:12]}"'),
        ("name", "Blue team", 'f"Blue team {uuid4().hex[:12]}"'),
        ("name", "Logistics", 'f"Logistics-{uuid4().hex[:12]}"'),
        ("slug", "winter-sale-2024", 'f"winter-sale-{uuid4().hex[:12]}"'),
        ("subdomain", "shop.example.com", 'f"shop-{uuid4().hex[:12]}.example.com"'),
        ("external_id", "7e57d004-2b97-4e7a-b45f-5387367791cd", "str(uuid4())"),
    ],
)
def test_the_readable_part_stays_and_tells_which_characters_may_follow(key: str, literal: str, made: str) -> None:
    after = changed(f'def test(api):\n    api.post(json={{"{key}": "{literal}"}})\n', f'"{literal}"', key=key)
    assert f'json={{"{key}": {made}}}' in after


@pytest.mark.parametrize(
    ("key", "literal"),
    [("phone", "5550100"), ("ean", "4006381333931"), ("iban", "DE89370400440532013000"), ("code", "12345")],
)
def test_a_fixed_shape_is_left_alone(key: str, literal: str) -> None:
    assert own_value(Site("test_a.py", Place(1, 1, 1, 2)), "name", literal, key) is None


def test_digits_stay_digits() -> None:
    after = changed('def test(api):\n    api.post(json={"order_id": "10001"})\n', '"10001"', "key", "order_id")
    assert 'json={"order_id": str(uuid4().int)[:12]}' in after


def test_an_address_keeps_its_name_and_a_reserved_domain() -> None:
    after = changed('def test(api):\n    api.post("ann.b@mail.example.org")\n', '"ann.b@mail.example.org"', "email")
    assert 'api.post(f"ann.b-{uuid4()}@mail.example.org")' in after
    after = changed('def test(api):\n    api.post("ANN@example.org")\n', '"ANN@example.org"', "email")
    assert 'api.post(f"ANN-{uuid4()}@example.org")' in after
    after = changed('def test(api):\n    api.post("ann@gmail.com")\n', '"ann@gmail.com"', "email")
    assert 'api.post(f"ann-{uuid4()}@example.com")' in after


def test_quotes_are_those_of_the_literal() -> None:
    assert "post(f'lena-{uuid4().hex[:12]}')" in changed("def test(api):\n    api.post('lena')\n", "'lena'")


def test_a_part_of_a_json_text() -> None:
    text = """
    def test(api):
        answer = api.post(data='{"email": "guest@example.com"}')
        assert answer.json()["email"] == "guest@example.com"
    """
    after = changed(text, """'{"email": "guest@example.com"}'""", "email", inner="guest@example.com")
    assert line_of(after, "email =") == 'email = f"guest-{uuid4()}@example.com"'
    assert """data=f'{{"email": "{email}"}}')""" in after
    assert line_of(after, "assert").endswith("== email")


def test_a_concatenation() -> None:
    text = 'def test(api):\n    api.post("new" + "@example.com")\n'
    after = changed(text, '"new" + "@example.com"', "email", inner="new@example.com")
    assert 'api.post(f"new-{uuid4()}@example.com")' in after


def test_what_is_bound_too_late_is_bound_before() -> None:
    text = """
    def test(api):
        api.delete("vinko-k")
        name = "vinko-k"
        api.post(json={"username": name})
    """
    after = changed(text, '"vinko-k"', key="username", nth=1)
    assert after.index("username = f") < after.index("api.delete(username)") < after.index("name = username")


def test_what_has_a_name_already_keeps_it() -> None:
    text = "def test(api):\n    key = 'my_key'\n    api.post('my_key')\n    api.get(key)\n"
    after = changed(text, "'my_key'", key="key", nth=1)
    assert "key = f'my_key_{uuid4().hex[:12]}'\n    api.post(key)\n    api.get(key)" in after


def test_what_gives_its_name_to_something_else_later_keeps_it_too() -> None:
    text = "def test(api):\n    login = 'lena_35'\n    api.post(login, 'lena_35@a.test')\n    login = 'max'\n    api.put(login)\n"
    after = changed(text, "'lena_35'", key="login")
    assert "login = f'lena_{uuid4().hex[:12]}'\n    api.post(login, f'{login}@a.test')\n    login = 'max'" in after


def test_a_key_that_an_answer_is_asked_for() -> None:
    text = "def test(api):\n    api.post(key='my_key')\n    assert api.options()['my_key']\n"
    assert "api.post(key=key)\n    assert api.options()[key]" in changed(text, "'my_key'", key="key")
    # A name that reads as that of a field may be one.
    assert changed(text, "'my_key'", key="title") == text


def test_a_loop_sends_the_same_each_time() -> None:
    after = changed('def test(api):\n    for _ in "ab":\n        api.post("Red team")\n', '"Red team"', key="name")
    assert after.index("name = f") < after.index("for _ in") < after.index("api.post(name)")


def test_a_password_is_no_user_name() -> None:
    after = changed('def test(api):\n    api.post(username="lena", password="lena")\n', '"lena"', key="username")
    assert 'password="lena"' in after


def test_what_a_file_holds_is_not_its_name() -> None:
    after = changed('def test(api):\n    api.post(path="notes", content="notes")\n', '"notes"', "file-name")
    assert 'content="notes"' in after


def test_one_of_several_records_in_a_row_does_not_change_alone() -> None:
    text = """
    def test(api):
        docs = [{"id": "doc_1"}, {"id": "doc_2"}]
        api.add(docs)
        assert api.first() == "doc_1"
    """
    assert changed(text, '"doc_2"', "key", "id") == dedent(text)


def test_numbers_stay_where_a_test_counts() -> None:
    text = 'def test(api):\n    api.post(name="node:1")\n    api.post(name="node:2")\n    assert api.names() == ["node:1", "node:2"]\n'
    assert 'name = f"node:1:{uuid4().hex[:12]}"' in changed(text, '"node:1"', key="name")
    assert 'api.post(name=f"node:{uuid4().hex[:12]}")' in changed(
        'def test(api):\n    api.post(name="node:1")\n', '"node:1"', key="name"
    )


def test_a_docstring_is_no_use() -> None:
    text = 'def test(api):\n    """Signs ann@example.com up."""\n    api.post("ann@example.com")\n'
    assert '"""Signs ann@example.com up."""' in changed(text, '"ann@example.com"', "email")


def test_no_name_that_means_something() -> None:
    after = changed('def test(api):\n    api.post(id="row-a", same="row-a")\n', '"row-a"', key="id")
    assert line_of(after, "api.post") == "api.post(id=row_a_id, same=row_a_id)"


def test_setup_keeps_the_value_for_the_tests_of_its_class() -> None:
    text = """
    from unittest import TestCase


    class TestUser(TestCase):
        def setUp(self):
            self.user = post(json={"email": "ann@example.com"})

        def test_email(self):
            self.assertEqual(self.user["email"], "ann@example.com")

        def tearDown(self):
            delete("/users?email=ann@example.com")
    """
    after = changed(text, '"ann@example.com"', "email")
    assert line_of(after, "self.email =") == 'self.email = f"ann-{uuid4()}@example.com"'
    assert 'json={"email": self.email}' in after
    assert 'self.assertEqual(self.user["email"], self.email)' in after
    assert 'delete(f"/users?email={self.email}")' in after


def test_what_a_fixture_makes_and_a_test_compares_is_a_fixture_of_its_own() -> None:
    text = """
    import pytest


    @pytest.fixture
    def user():
        return post(json={"email": "ann@example.com"})


    def test_email(user):
        assert user["email"] == "ann@example.com"
    """
    after = changed(text, '"ann@example.com"', "email")
    assert '@pytest.fixture\ndef user_email():\n    return f"ann-{uuid4()}@example.com"\n' in after
    assert '@pytest.fixture\ndef user(user_email):\n    return post(json={"email": user_email})\n' in after
    assert 'def test_email(user, user_email):\n    assert user["email"] == user_email\n' in after
    assert changed(text, '"ann@example.com"', "email", nth=1) == dedent(text)


def test_a_value_that_a_fixture_uses_with_parameters_stays() -> None:
    text = """
    import pytest


    @pytest.fixture(params=["DE", "AT"])
    def user(request):
        return post(json={"email": "ann@example.com", "country": request.param})


    def test_email(user):
        assert user["email"] == "ann@example.com"
    """
    assert changed(text, '"ann@example.com"', "email") == dedent(text)


def test_a_default_is_made_in_each_call() -> None:
    text = 'def sign_up(email: str = "ann@example.com"):\n    """Sign up."""\n    return post(email)\n'
    after = changed(text, '"ann@example.com"', "email")
    assert "def sign_up(email: Optional[str] = None):" in after
    assert after.index('"""Sign up."""') < after.index("if email is None:\n        email = f") < after.index("return")
    assert "from typing import Optional\nfrom uuid import uuid4\n" in after


def test_a_default_of_a_field_is_made_for_each_object() -> None:
    text = """
    from dataclasses import dataclass


    @dataclass
    class NewUser:
        name: str
        email: str = "ann@example.com"
    """
    after = changed(text, '"ann@example.com"', "email")
    assert 'email: str = field(default_factory=lambda: f"ann-{uuid4()}@example.com")' in after
    assert "from dataclasses import dataclass, field\n" in after
    model = text.replace("from dataclasses import dataclass", "import pydantic").replace("    @dataclass\n", "")
    after = changed(model.replace("NewUser:", "NewUser(pydantic.BaseModel):"), '"ann@example.com"', "email")
    assert 'email: str = Field(default_factory=lambda: f"ann-{uuid4()}@example.com")' in after
    assert "from pydantic import Field\n" in after


def test_a_constant_is_made_in_each_test() -> None:
    text = 'EMAIL = "ann@example.com"\n\n\ndef test_one():\n    post(EMAIL)\n\n\ndef test_two():\n    post(EMAIL)\n'
    after = changed(text, '"ann@example.com"', "email")
    assert "EMAIL" not in after
    assert after.count('    email = f"ann-{uuid4()}@example.com"\n    post(email)\n') == 2


def test_a_constant_that_a_fixture_uses_too_is_made_once() -> None:
    text = (
        'import pytest\nEMAIL = "ann@example.com"\n@pytest.fixture\ndef user():\n    post(EMAIL)\n'
        "def test(user):\n    get(EMAIL)\n"
    )
    after = changed(text, '"ann@example.com"', "email")
    assert 'EMAIL = f"ann-{uuid4()}@example.com"' in after
    assert after.count("(EMAIL)") == 2


def test_an_attribute_of_the_class_is_made_by_its_setup() -> None:
    text = """
    class TestUser:
        login = "clara-k"

        def setup_method(self):
            post(self.login)

        def test(self):
            assert get(self.login)
    """
    after = changed(text, '"clara-k"', key="username")
    assert 'login = "clara-k"' not in after
    assert 'def setup_method(self):\n        self.login = f"clara-k-{uuid4().hex[:12]}"\n' in after


def test_what_another_file_compares_stays() -> None:
    text = 'def make():\n    post("ann@example.com")\n'
    manner = Manner(compared=lambda text: text == "ann@example.com")
    assert changed(text, '"ann@example.com"', "email", manner=manner) == text


def test_what_a_statement_of_sql_elsewhere_names_stays() -> None:
    text = 'def test_sign_up():\n    post(username="clara-k")\n'
    manner = Manner(elsewhere=lambda text: text in "DELETE FROM users WHERE username = 'clara-k'")
    assert changed(text, '"clara-k"', key="username", manner=manner) == text


def weak(expression: str, call: str) -> str:
    text = f"import random\nimport time\n\n\ndef test(api):\n    api.post({expression})\n"
    step = Uniqueness(place(text, call), "key")
    remedy = Remedy("unsafe", "make it of a UUID", (step,), "")
    finding = Finding("test_a.py", "SM999", "odd", "odd", Place(1, 1, 1, 2), "certain", remedy=remedy)
    return line_of(mended([finding], text, ("unsafe",)).text, "api.post")


@pytest.mark.parametrize(
    ("expression", "call", "after"),
    [
        ('"u" + str(int(time.time()) * 1000)', "time.time()", '"u" + uuid4().hex[:12]'),
        ('f"u{random.randint(1, 999):03d}"', "random.randint(1, 999)", 'f"u{uuid4().hex[:12]}"'),
        ('"u" + "".join(random.choices(ABC, k=6))', "random.choices(ABC, k=6)", '"u" + uuid4().hex[:8]'),
        ('"".join(random.choice(ABC) for _ in range(10))', "random.choice(ABC)", "uuid4().hex[:10]"),
        ('"u" + str(time.time())[-10:]', "time.time()", '"u" + uuid4().hex[:10]'),
        ('"".join(random.choice(ABC) for _ in range(n))', "random.choice(ABC)", None),
        ("int(time.time())", "time.time()", None),
        ('"u%d" % random.randint(1, 5)', "random.randint(1, 5)", '"u%s" % uuid4().hex[:12]'),
    ],
)
def test_all_goes_that_only_made_text_of_what_can_collide(expression: str, call: str, after: str | None) -> None:
    assert weak(expression, call) == f"api.post({after or expression})"


def test_what_is_no_time_any_more_is_not_called_one() -> None:
    text = (
        "import time\n\n\ndef test(api):\n    timestamp = str(time.time())\n    api.post(f'u{timestamp}', timestamp)\n"
    )
    step = Uniqueness(place(text, "time.time()"), "key")
    finding = Finding(
        "test_a.py", "SM999", "odd", "odd", Place(1, 1, 1, 2), "certain", remedy=Remedy("unsafe", "", (step,), "")
    )
    after = mended([finding], text, ("unsafe",)).text
    assert "    unique = uuid4().hex[:12]\n    api.post(f'u{unique}', unique)\n" in after


def test_an_import_without_a_use_goes() -> None:
    text = "import time\nimport random\n\n\ndef test(api):\n    api.post(f'u{time.time()}', random.random())\n"
    step = Uniqueness(place(text, "time.time()"), "key")
    finding = Finding(
        "test_a.py", "SM999", "odd", "odd", Place(1, 1, 1, 2), "certain", remedy=Remedy("unsafe", "", (step,), "")
    )
    after = mended([finding], text, ("unsafe",)).text
    assert "import time" not in after
    assert "import random" in after


@pytest.mark.parametrize("call", ["NewUser()", 'fake.email(domain="shop.test")'])
def test_what_only_leads_to_a_faked_value_stays(call: str) -> None:
    text = f"def test(api):\n    api.post({call})\n"
    step = Uniqueness(place(text, call), "email", "test", "@example.com")
    finding = Finding(
        "test_a.py", "SM999", "odd", "odd", Place(1, 1, 1, 2), "certain", remedy=Remedy("unsafe", "", (step,), "")
    )
    assert mended([finding], text, ("unsafe",)).text == text


def test_an_object_that_has_a_beginning_has_its_values_from_there() -> None:
    before = """
    class Scene:
        def __init__(self, api):
            self.api = api

        def setup(self):
            self.api.post("/clients", json={"name": "Scene client"})

        def client(self):
            return self.api.get("/clients", params={"name": "Scene client"})
    """
    after = changed(before, '"Scene client"', key="name")
    assert '        self.api = api\n        self.name = f"Scene client ' in after
    assert 'json={"name": self.name})' in after
    assert 'params={"name": self.name})' in after


def test_a_variable_of_two_words_is_not_told_so_twice() -> None:
    before = """
    def test_name(api, name):
        api.post("/cats", json={"name": "NewName"})
        assert api.get("/cats", params={"name": "NewName"}).ok
    """
    assert line_of(changed(before, '"NewName"', key="name"), "uuid4().hex").startswith("new_name = ")
