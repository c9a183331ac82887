"""SM204 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    """
    import uuid

    import pytest
    import requests

    SHOP = "https://shop.test"


    def call(method, path, **options):
        return requests.request(method, f"{SHOP}{path}", timeout=5, **options)


    @pytest.fixture
    def shop():
        made = []

        class Shop:
            def draft(self):
                record = call("POST", "/drafts", json={"code": uuid.uuid4().hex}).json()
                made.append(f"/drafts/{record['id']}")
                return record

            def letter(self):
                return call("POST", "/letters", json={"kind": "letter"}).json()
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM204 POST /letters is not registered, unlike what other steps make: nothing takes the record away

        yield Shop()
        for path in reversed(made):
            call("DELETE", path)


    def test_letter_is_open(shop):
        assert shop.draft()["code"]
        assert shop.letter()["status"] == "open"
    """,
    Example(
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def make():
            made = []

            def draft(kind):
                record = requests.post(f"{SHOP}/drafts", json={"kind": kind}).json()
                made.append(f"{SHOP}/drafts/{record['id']}")
                return record

            def letter(draft):
                record = requests.post(f"{SHOP}/letters", json={"draft": draft["id"]}).json()
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM204 POST /letters is not registered, unlike what other steps make: nothing takes the record away
                return record

            yield {"draft": draft, "letter": letter}
            for url in reversed(made):
                requests.delete(url)


        def test_letter_of_draft(make):
            letter = make["letter"](make["draft"]("letter"))
            assert letter["status"] == "open"
        """,
        fixed="""
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def make():
            made = []

            def draft(kind):
                record = requests.post(f"{SHOP}/drafts", json={"kind": kind}).json()
                made.append(f"{SHOP}/drafts/{record['id']}")
                return record

            def letter(draft):
                record = requests.post(f"{SHOP}/letters", json={"draft": draft["id"]}).json()
                made.append(f"{SHOP}/letters/{record['id']}")
                return record

            yield {"draft": draft, "letter": letter}
            for url in reversed(made):
                requests.delete(url)


        def test_letter_of_draft(make):
            letter = make["letter"](make["draft"]("letter"))
            assert letter["status"] == "open"
        """,
    ),
    Example(
        """
        from scenario import Scenario


        def test_total(scenario):
            scenario.user().order(quantity=2)
            assert scenario.order["total"] == 500


        def test_discount():
            with Scenario() as scenario:
                scenario.user().discount(percent=20)
                assert scenario.discount["percent"] == 20
        """,
        files={
            "tests/conftest.py": """
            import pytest

            from scenario import Scenario


            @pytest.fixture
            def scenario():
                with Scenario() as scenario:
                    yield scenario
            """,
            "tests/scenario.py": """
            import httpx


            class Scenario:
                def __init__(self):
                    self.api = httpx.Client(base_url="https://shop.test")
                    self.made = []

                def __enter__(self):
                    return self

                def __exit__(self, *error):
                    for path in reversed(self.made):
                        self.api.delete(path)

                def add(self, collection, **fields):
                    record = self.api.post(f"/{collection}", json=fields).json()
                    self.made.append(f"/{collection}/{record['id']}")
                    return record

                def user(self):
                    self.user = self.add("users", country="AT")
                    return self

                def order(self, quantity):
                    self.order = self.add("orders", user=self.user["id"], quantity=quantity)
                    return self

                def discount(self, percent):
                    fields = {"user": self.user["id"], "percent": percent}
                    self.discount = self.api.post("/discounts", json=fields).json()
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM204 POST /discounts is not registered, unlike what other steps make: nothing takes the record away
                    return self
            """,
        },
    ),
    """
    import pytest
    import requests

    SHOP = "https://shop.test"


    class Registry:
        def __init__(self):
            self.calls = []

        def register(self, function, *arguments):
            self.calls.append((function, arguments))

        def run(self):
            for function, arguments in reversed(self.calls):
                function(*arguments)


    class Shop:
        def __init__(self, registry):
            self.registry = registry

        def order(self):
            order = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
            self.registry.register(requests.delete, f"{SHOP}/orders/{order['id']}")
            return order

        def gift(self):
            return requests.post(f"{SHOP}/gifts", json={"amount": 5}).json()
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM204 POST /gifts is not registered, unlike what other steps make: nothing takes the record away


    @pytest.fixture
    def shop():
        registry = Registry()
        yield Shop(registry)
        registry.run()


    def test_order(shop):
        assert shop.order()["amount"] == 5


    def test_gift(shop):
        assert shop.gift()["amount"] == 5
    """,
    """
    from contextlib import ExitStack

    import pytest
    import requests

    SHOP = "https://shop.test"


    class Shop(ExitStack):
        def order(self):
            order = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
            self.callback(requests.delete, f"{SHOP}/orders/{order['id']}")
            return order

        def gift(self):
            return requests.post(f"{SHOP}/gifts", json={"amount": 5}).json()
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM204 POST /gifts is not registered, unlike what other steps make: nothing takes the record away


    @pytest.fixture
    def shop():
        with Shop() as shop:
            yield shop


    def test_order(shop):
        assert shop.order()["amount"] == 5


    def test_gift(shop):
        assert shop.gift()["amount"] == 5
    """,
    """
    import pytest
    import requests

    SHOP = "https://shop.test"


    class Props:
        def __init__(self):
            self.made = {"hats": [], "swords": []}

        def hat(self):
            self.made["hats"].append(requests.post(f"{SHOP}/hats", json={"size": 58}).json()["id"])

        def sword(self):
            self.made["swords"].append(requests.post(f"{SHOP}/swords", json={"length": 90}).json()["id"])

        def wig(self):
            return requests.post(f"{SHOP}/wigs", json={"colour": "red"}).json()
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM204 POST /wigs is not registered, unlike what other steps make: nothing takes the record away

        def give_back(self):
            for kind in ("swords", "hats"):
                for one in self.made[kind]:
                    requests.delete(f"{SHOP}/{kind}/{one}")


    @pytest.fixture
    def props():
        props = Props()
        yield props
        props.give_back()


    def test_wig(props):
        props.hat()
        assert props.wig()["colour"] == "red"
    """,
    Example(
        """
        def test_rye(given):
            bakery = given.a_bakery()
            given.a_recipe(bakery, flour="rye")
            given.a_supplier(country="AT")
            assert bakery["open"]
        """,
        files={
            "tests/conftest.py": """
            import httpx
            import pytest

            from steps import Given


            @pytest.fixture
            def given(request):
                return Given(httpx.Client(base_url="https://bakery.test"), request)
            """,
            "tests/steps.py": """
            class Given:
                def __init__(self, api, request):
                    self.api = api
                    self.request = request

                def a_bakery(self):
                    bakery = self.api.post("/bakeries", json={}).json()
                    self.request.addfinalizer(lambda: self.api.delete(f"/bakeries/{bakery['id']}"))
                    return bakery

                def a_recipe(self, bakery, **fields):
                    recipe = self.api.post("/recipes", json={"bakery_id": bakery["id"], **fields}).json()
                    self.request.addfinalizer(lambda: self.api.delete(f"/recipes/{recipe['id']}"))
                    return recipe

                def a_supplier(self, **fields):
                    return self.api.post("/suppliers", json=fields).json()
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM204 POST /suppliers is not registered, unlike what other steps make: nothing takes the record away
            """,
        },
    ),
]

SILENT = [
    Example(
        """
        def test_total(scenario):
            scenario.user().order(quantity=2).quote()
            assert scenario.records["orders"]["total"] == 500


        def test_refused(scenario):
            assert scenario.refused().status_code == 422


        def test_own_cleanup(scenario, api):
            draft = scenario.draft()
            try:
                assert draft["kind"] == "letter"
            finally:
                api.delete(f"/drafts/{draft['id']}")
        """,
        files={
            "tests/conftest.py": """
            import httpx
            import pytest

            from scenario import Scenario


            @pytest.fixture
            def api():
                return httpx.Client(base_url="https://shop.test")


            @pytest.fixture
            def scenario(api):
                scenario = Scenario(api)
                yield scenario
                scenario.close()
            """,
            "tests/scenario.py": """
            from contextlib import ExitStack


            class Scenario:
                def __init__(self, api):
                    self.api = api
                    self.stack = ExitStack()
                    self.records = {}

                def _made(self, collection, **fields):
                    record = self.api.post(f"/{collection}", json=fields).json()
                    self.stack.callback(self.api.delete, f"/{collection}/{record['id']}")
                    self.records[collection] = record
                    return self

                def user(self):
                    return self._made("users", country="AT")

                def order(self, quantity):
                    return self._made("orders", user=self.records["users"]["id"], quantity=quantity)

                def quote(self):
                    self.records["quote"] = self.api.post("/quotes/search", json={"quantity": 2}).json()
                    return self

                def refused(self):
                    return self.api.post("/orders", json={})

                def draft(self):
                    return self.api.post("/drafts", json={"kind": "letter"}).json()

                def close(self):
                    self.stack.close()
            """,
        },
    ),
    Example(
        """
        from services import Drafts


        def test_service_keeps_no_book():
            drafts = Drafts()
            draft = drafts.create(kind="letter")
            assert draft["kind"] == "letter"
        """,
        files={
            "tests/services.py": """
            import httpx


            class Drafts:
                def __init__(self):
                    self.http = httpx.Client(base_url="https://shop.test")
                    self.log = []

                def create(self, **fields):
                    return self.http.post("/drafts", json=fields).json()

                def note(self, text):
                    self.log.append(text.strip())

                def delete(self, draft_id):
                    self.http.delete(f"/drafts/{draft_id}")
            """
        },
    ),
    Example(
        """
        from desk import Desk


        def test_shelf():
            desk = Desk()
            desk.add_shelf("first")
            assert desk.ask("POST", "/labels", {"text": "second"})["id"]
        """,
        files={
            "tests/desk.py": """
            import requests


            class Desk:
                def __init__(self):
                    self.shelves = {}

                def ask(self, method, path, sent=None):
                    return requests.request(method, "https://desk.test" + path, json=sent).json()

                def post(self, path, sent):
                    return self.ask("POST", path, sent)

                def add_shelf(self, label):
                    self.shelves[label] = self.post("/shelves", {"label": label})
                    return self.shelves[label]

                def drop_shelf(self, label):
                    self.ask("DELETE", "/shelves/" + label)
                    self.shelves.pop(label)
            """
        },
    ),
    """
    from uuid import uuid4

    import pytest
    from cabinet.client import CabinetClient


    class Office:
        def __init__(self):
            self.client = CabinetClient("https://cabinet.test")
            self.made = []

        def create(self):
            self.tenant = f"office-{uuid4()}"
            self.client.tenants.create(self.tenant)
            self.client.headers["Tenant"] = self.tenant
            self.key()

        def key(self):
            self.client.keys.create("front")

        def drawer(self):
            drawer = self.client.drawers.create()
            self.made.append(drawer.id)

        def destroy(self):
            for drawer in reversed(self.made):
                self.client.drawers.delete(drawer)
            self.client.tenants.delete(self.tenant)


    @pytest.fixture
    def office():
        office = Office()
        office.create()
        yield office
        office.destroy()


    def test_key_of_the_office(office):
        office.drawer()
        assert office.client.keys.list()
    """,
    """
    import pytest
    import requests

    LAB = "https://lab.test"


    class Jar:
        def __init__(self):
            self._staged = {}

        def put(self, key, value):
            self._staged[str(key)] = value
            self._tell(key)

        def _tell(self, key):
            print(key)

        def commit(self):
            self._post(**self._staged)
            self._clear_staged()

        def _post(self, **fields):
            self.id = requests.post(f"{LAB}/jars", json=fields).json()["id"]

        def _clear_staged(self):
            self._staged = {}


    def test_jar():
        jar = Jar()
        jar.put("title", "Spring")
        jar.commit()
        assert jar.id
    """,
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM204", example)
