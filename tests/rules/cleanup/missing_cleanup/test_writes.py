"""Which calls make a record, and which only read, answer or are told to do something."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

EXAMPLES = [
    Example(
        """
        from pathlib import Path

        import requests

        DOCUMENTS = Path(__file__).parent / "documents"


        def ask(name, **variables):
            document = (DOCUMENTS / f"{name}.graphql").read_text()
            return requests.post("http://press.test/graphql", json={"query": document, "variables": variables})


        def test_draft():
            assert ask("new_draft", kind="LETTER").json()["data"]["createDraft"]["id"]
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /graphql makes a record that nothing takes away


        def test_draft_of_an_open_file():
            with open("tests/documents/new_draft.graphql") as file:
                document = file.read()
            assert requests.post("http://press.test/graphql", json={"query": document}).ok
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /graphql makes a record that nothing takes away


        def test_drafts():
            assert ask("drafts").ok
        """,
        files={
            "tests/documents/new_draft.graphql": "mutation New($kind: Kind!) { createDraft(kind: $kind) { id } }",
            "tests/documents/drafts.graphql": "{ drafts { id } }",
        },
    ),
    """
        import httpx
        from requests import Request, Session


        def sent(request):
            session = Session()
            return session.send(request=session.prepare_request(request), timeout=4)


        def test_draft_that_is_put_together_before():
            assert sent(Request(method="POST", url="https://shop.test/drafts", json={"kind": "letter"})).ok
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away


        def test_draft_that_a_client_puts_together():
            with httpx.Client(base_url="https://shop.test") as client:
                request = client.build_request("POST", "/drafts", json={"kind": "letter"})
                assert client.send(request).status_code == 201
                       ^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
        """,
    Example(
        """
            from uuid import uuid4


            def test_bulb(garden):
                bulb = garden.context.post("/bulbs", data={"kind": "tulip"})
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /bulbs makes a record that nothing takes away
                assert bulb.status == 201


            def test_bed(page):
                assert page.request.post("/beds", data={"width": 3}).ok
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /beds makes a record that nothing takes away


            def test_bed_of_its_own(garden):
                garden.get_or_make_kind(f"kind {uuid4()}")
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /kinds makes a record that nothing takes away
            """,
        files={
            "tests/conftest.py": """
                import pytest
                from garden import Garden
                from playwright.sync_api import sync_playwright


                @pytest.fixture(scope="session")
                def garden():
                    playwright = sync_playwright().start()
                    context = playwright.request.new_context(base_url="https://garden.test")
                    yield Garden(context)
                    context.dispose()
                    playwright.stop()
                """,
            "tests/garden.py": """
                class Garden:
                    def __init__(self, context):
                        self.context = context

                    def get_or_make_kind(self, name):
                        for kind in self.context.get("/kinds").json():
                            if kind["name"] == name:
                                return kind
                        return self.context.post("/kinds", data={"name": name}).json()
                """,
        },
    ),
    Example(
        """
            def test_order_is_open(orders):
                order = orders.place(quantity=2)
                        ^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /orders makes a record that nothing takes away
                assert order["status"] == "open"


            def test_ticket(desk):
                assert desk.create_ticket(subject="Lost keys").number > 0
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 create_ticket() makes a record that nothing takes away


            def test_bucket(storage):
                _called(storage.make_bucket, bucket_name="reports")
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 make_bucket() makes a record that nothing takes away
                assert storage.bucket_exists(bucket_name="reports")


            def _called(function, **options):
                return function(**options)
            """,
        files={
            "tests/conftest.py": """
                import os

                import pytest
                from desk import DeskClient
                from minio import Minio

                from orders import Orders


                @pytest.fixture
                def orders():
                    return Orders()


                @pytest.fixture
                def desk():
                    return DeskClient(os.environ["DESK_URL"])


                @pytest.fixture(scope="session")
                def storage():
                    return Minio(os.environ["STORAGE_HOST"], secure=False)
                """,
            "tests/orders.py": """
                import httpx


                class Orders:
                    def __init__(self):
                        self.http = httpx.Client(base_url="https://shop.test")

                    def place(self, **fields):
                        response = self.http.request("POST", "/orders", json=fields)
                        response.raise_for_status()
                        return response.json()
                """,
        },
    ),
    Example(
        """
            def test_draft(api):
                assert api.post("/drafts", json={"kind": "letter"}).ok
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
            """,
        files={
            "tests/conftest.py": """
                import httpx
                import pytest


                @pytest.fixture(scope="session")
                def api():
                    with httpx.Client(base_url="https://shop.test") as client:
                        yield client


                @pytest.fixture(scope="session", autouse=True)
                def purged(api):
                    for draft in api.get("/drafts").json():
                        api.delete(f"/drafts/{draft['id']}")
                    yield
                """
        },
    ),
    Example(
        """
            from desk.client import Desk


            def test_client_that_is_a_model():
                assert Desk(base_url="https://desk.test").create_ticket("Lost keys")
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 create_ticket() makes a record that nothing takes away
            """,
        files={
            "desk/client.py": """
                from pydantic import BaseModel
                from wire import Wire


                class Desk(BaseModel):
                    base_url: str

                    def create_ticket(self, subject):
                        return Wire.call("tickets.create", subject)
                """
        },
    ),
    Example(
        """
            import xmlrpc.client

            from shop.runner import HostManager

            from api import Api, call, send_request

            api = Api("https://shop.test")
            hosts = HostManager("hosts.yml")
            rpc = xmlrpc.client.ServerProxy("https://shop.test/rpc")


            def test_verb_first():
                assert send_request("POST", "/drafts", json_data={"kind": "letter"}).ok
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away


            def test_domain_method():
                assert api.account.register_new_user(country="AT").status_code == 201
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /accounts makes a record that nothing takes away


            def test_client_that_is_called():
                assert api("/drafts", method="POST", args={"kind": "letter"}).ok
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away


            def test_verb_and_path_as_keywords():
                assert hosts.make_api_call("node1", method="POST", endpoint="/drafts", request_body={"kind": "letter"})
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away


            def test_remote_procedure():
                assert rpc.PlanType.create({"kind": "yearly"})["id"]
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 plantype.create() makes a record that nothing takes away


            def test_record_and_answer():
                draft_id, answer = call(api.new_draft)
                                   ^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
                assert answer.status_code == 201 and draft_id
            """,
        files={
            "tests/api.py": """
                import requests


                def send_request(method, path, json_data=None):
                    return requests.request(method, f"https://shop.test{path}", json=json_data, timeout=5)


                def call(function, *given):
                    return function(*given)


                class Account:
                    def __init__(self, host):
                        self.host = host

                    def register_new_user(self, **fields):
                        return requests.post(f"{self.host}/accounts", json=fields)


                class Api:
                    def __init__(self, host):
                        self.host = host
                        self.account = Account(host)

                    def __call__(self, path, method="GET", args=None):
                        return requests.request(method, self.host + path, json=args)

                    def new_draft(self):
                        answer = self("/drafts", method="POST", args={"kind": "letter"})
                        return answer.json()["id"], answer
                """
        },
    ),
    """
        import factory
        from shop import actions
        from shop.models import Order


        class OrderFactory(factory.alchemy.SQLAlchemyModelFactory):
            class Meta:
                model = Order
                action = "order_create"

            @classmethod
            def _create(cls, model_class, **given):
                return actions.named(cls._meta.action)({}, given)


        def test_order():
            order = OrderFactory(weight=5)
                    ^^^^^^^^^^^^^^^^^^^^^^ SM201 order.create() makes a record that nothing takes away
            assert order["weight"] == 5
        """,
    """
        from uuid import uuid4

        import requests


        def test_paid_once():
            key = {"Idempotency-Key": str(uuid4())}
            first = requests.post("https://bank.test/payments", headers=key, json={"amount": 5})
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /payments makes a record that nothing takes away
            again = requests.post("https://bank.test/payments", headers=key, json={"amount": 5})
            assert first.json()["id"] == again.json()["id"]
        """,
    """
        import subprocess

        import docker
        import pytest
        import requests
        from testcontainers.core.container import DockerContainer


        @pytest.fixture(scope="session")
        def shop():
            with DockerContainer("shop:4").with_exposed_ports(80) as container:
                yield f"http://{container.get_container_host_ip()}"


        @pytest.fixture(scope="session")
        def depot():
            container = DockerContainer("depot:4")
            container.start()
            yield f"http://{container.get_container_host_ip()}"
            container.stop()


        @pytest.fixture(scope="module")
        def bakery(request):
            container = docker.from_env().containers.run("bakery:4", detach=True)
            request.addfinalizer(container.stop)
            return "http://localhost:8080"


        @pytest.fixture(scope="session")
        def fair():
            subprocess.run(["docker", "compose", "up", "-d"], check=True)
            yield "http://localhost:8081"
            subprocess.run(["docker", "compose", "down", "-v"], check=True)


        def test_draft_of_a_shop(shop):
            assert requests.post(f"{shop}/drafts", json={"kind": "letter"}).ok


        def test_draft_of_a_depot(depot):
            assert requests.post(f"{depot}/drafts", json={"kind": "letter"}).ok


        def test_draft_of_a_bakery(bakery):
            assert requests.post(f"{bakery}/drafts", json={"kind": "letter"}).ok


        def test_draft_of_a_fair(fair):
            assert requests.post(f"{fair}/drafts", json={"kind": "letter"}).ok


        def test_draft_of_a_service(docker_services, docker_ip):
            assert requests.post(f"http://{docker_ip}/drafts", json={"kind": "letter"}).ok
        """,
    """
        import os

        import requests
        from openai import OpenAI

        client = OpenAI(api_key=os.environ["KEY"])


        def test_what_is_computed_stays_nowhere():
            assert client.chat.completions.create(model="small", messages=[]).choices
            assert client.embeddings.create(model="small", input="lamp").data
            assert requests.post("https://mind.test/v1/chat/completions", json={"model": "small"}).ok
        """,
    """
        import pytest
        import requests

        BOT = "https://bot.test"


        def test_agent_is_tried_again():
            created = requests.post(f"{BOT}/agents", json={"name": "Ada", "corpus": "tales"})
            if not created.ok:
                created = requests.post(f"{BOT}/agents", json={"name": "Ada"})
            if not created.ok:
                pytest.skip("no agent")
            agent_id = created.json().get("id") or created.json().get("key")
            try:
                assert requests.get(f"{BOT}/agents/{agent_id}").json()["name"] == "Ada"
            finally:
                requests.delete(f"{BOT}/agents/{agent_id}")
        """,
    """
        import requests

        SHOP = "https://shop.test"


        def test_failures_are_collected():
            failures = []
            answer = requests.post(f"{SHOP}/orders", json={}, headers={"Content-Type": "image/png"})
            if answer.status_code != 415:
                failures.append("a picture was taken for an order")
            assert not failures


        def test_a_page_of_the_contracts():
            answer = requests.post(f"{SHOP}/contracts/paginated", json={"page": 1})
            assert answer.status_code == 200
        """,
    """
        import requests


        def test_forgotten_password():
            answer = requests.post("https://shop.test/account/password", json={"login": "anna"})
            assert answer.json()["resource"]["login"] == "anna"
        """,
    """
        import requests
        from agenda.conference import Conference


        def test_agenda():
            conference = Conference(title="Teapots", day_change="00:00", timeslot="00:15")
            conference.add_day("2030-05-01")
            assert conference.generate("shop")


        def test_shops_by_names():
            found = requests.post("https://shop.test/shops/by_names", json={"kinds": ["corner", "market"]}).json()
            assert found["corner"]


        def test_numbers_of_the_shop():
            numbers = requests.post("https://shop.test/fund/statistics", json={}).json()
            assert numbers["fund"] >= numbers["paid"]
        """,
    """
        from uuid import uuid4

        import requests

        SHOP = "https://shop.test"


        def create_or_update_shelf(shelf):
            return requests.put(f"{SHOP}/Shelf/CreateOrUpdate", json=shelf)


        def test_new_shelf():
            made = create_or_update_shelf({"name": f"shelf-{uuid4()}"})
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 PUT /Shelf/CreateOrUpdate makes a record that nothing takes away
            assert made.json()["added"] == 1


        def test_shelf_is_deleted():
            shelf = {"name": f"shelf-{uuid4()}"}
            create_or_update_shelf(shelf)
            assert requests.patch(f"{SHOP}/Shelf/Delete", json={"name": shelf["name"]}).json()["deleted"] == 1


        def test_shelf_of_all_runs(oak_shelf):
            assert create_or_update_shelf(oak_shelf).json()["updated"] == 1


        def test_shelves_on_a_page():
            found = requests.post(f"{SHOP}/Shelf", json={"kinds": ["oak"], "pageNum": 0, "pageSize": 20})
            assert len(found.json()["items"]) <= 20
        """,
    Example(
        """
            from garden import Gardener, Waterer


            def test_picked_from_a_table():
                assert Gardener().ask("post", "/bulbs", {"kind": "tulip"})["status"] == 201
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /bulbs makes a record that nothing takes away


            def test_settings_of_a_file(waterer):
                assert waterer.post("/beds", {"width": 3})
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /beds makes a record that nothing takes away


            def test_only_tried():
                assert Gardener().ask("post", "/bulbs?dryRun=All", {"kind": "tulip"})["status"] == 201
                assert Gardener().ask("post", "/bulbs?dryRun=false", {"kind": "tulip"})["status"] == 201
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /bulbs makes a record that nothing takes away
            """,
        files={
            "tests/conftest.py": """
                import pytest
                from garden import Settings, Waterer


                @pytest.fixture
                def waterer():
                    return Waterer(Settings("garden.test"))
                """,
            "garden.py": """
                import logging
                import os

                import requests
                import yaml


                def log_of(name, level=logging.INFO, layout="%(message)s"):
                    log = logging.getLogger(name)
                    for handler in log.handlers:
                        log.removeHandler(handler)
                    handler = logging.StreamHandler()
                    handler.setLevel(level)
                    folder = os.path.join(os.path.dirname(__file__), "logs")
                    os.makedirs(folder, exist_ok=True)
                    written = logging.FileHandler(os.path.join(folder, "all.log"))
                    written.setLevel(level)
                    handler.setFormatter(logging.Formatter(layout))
                    written.setFormatter(logging.Formatter(layout))
                    log.addHandler(handler)
                    log.addHandler(written)
                    log.propagate = False
                    log.setLevel(level)
                    return log


                LOG = log_of(__name__, logging.DEBUG)


                class Gardener:
                    def __init__(self):
                        self.session = requests.Session()

                    def ask(self, method, path, body=None):
                        told = {}
                        answer = self.pick(method)(url="https://garden.test" + path, json=body)
                        LOG.debug("status: %s", answer.status_code)
                        LOG.debug("text: %s", answer.text)
                        told["status"] = answer.status_code
                        return told

                    def pick(self, method):
                        methods = {"get": self.session.get, "post": self.session.post}
                        return methods.get(method)


                class Settings:
                    found = {}

                    def __init__(self, place):
                        self.place = place
                        self.load()

                    def load(self):
                        files = [name for name in os.listdir(".") if name.endswith(".yaml")]
                        LOG.info("files: %s", files)
                        if not files:
                            raise FileNotFoundError(f"{self.place}: no settings in {os.getcwd()}")
                        with open(files[0], encoding="utf-8") as file:
                            self.found = yaml.safe_load(file) or {}
                        for name, value in os.environ.items():
                            if name.startswith("GARDEN_"):
                                self.found[name[7:].lower()] = value
                        LOG.info("found: %s", self.found)

                    def get(self, path, default=None):
                        here = self.found
                        for part in path.split("."):
                            if isinstance(here, dict) and part in here:
                                here = here[part]
                            else:
                                return default
                        return here


                class Waterer:
                    def __init__(self, settings):
                        place = settings.get("places", {}).get("garden")
                        if not place:
                            raise ValueError("no place is set")
                        self.place = place
                        self.session = requests.Session()

                    def post(self, path, body):
                        return self.session.post(self.place + path, json=body).json()
                """,
        },
    ),
    Example(
        """
            import requests

            from answers import status_is

            SHOP = "https://shop.test"


            def new_user(kind):
                answer = requests.post(f"{SHOP}/users", json={"kind": kind})
                answer.raise_for_status()


            def test_refused():
                with status_is(400, "Validation failed"):
                    new_user("?")


            def test_taken():
                with status_is(requests.codes.created):
                    new_user("guest")
                    ^^^^^^^^^^^^^^^^^ SM201 POST /users makes a record that nothing takes away


            async def test_sent_by_a_fixture(send):
                _, status = await send("/users", {"kind": "guest"})
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /users makes a record that nothing takes away
                assert status == 201


            def test_kept_in_memory(store):
                assert store.create(1, kind="guest").kind == "guest"
            """,
        files={
            "answers.py": """
                from contextlib import contextmanager

                import allure
                import requests


                @contextmanager
                @allure.step("Check the status")
                def status_is(status=requests.codes.OK, message=""):
                    try:
                        yield
                        if status != requests.codes.OK:
                            raise AssertionError(f"{status} was expected")
                        if message:
                            raise AssertionError(f"{message} was expected")
                    except requests.HTTPError as error:
                        assert error.response.status_code == status
                        assert error.response.json()["title"] == message
                """,
            "tests/conftest.py": """
                import aiohttp
                import pytest
                from archive import Client, Transport


                @pytest.fixture
                def store():
                    return Client(Transport(url="sqlite:///:memory:"))


                @pytest.fixture
                def send():
                    async def inner(path, body=None):
                        async with aiohttp.ClientSession() as session:
                            async with session.post("https://shop.test" + path, json=body) as answer:
                                return await answer.json(), answer.status

                    return inner
                """,
        },
    ),
    """
        import requests

        SHOP = "https://shop.test"


        def test_wrong_key():
            answer = requests.post(f"{SHOP}/orders", json={"kind": "letter"}, headers={"X-Api-Key": "wrong"})
            assert answer.status_code >= 300


        def test_only_for_the_owner():
            answer = requests.post(f"{SHOP}/owners", json={"kind": "second"})
            assert answer.json()["detail"] == "Only allowed for the owner."
        """,
    Example(
        """
            def test_group(desk):
                assert desk.create_group("tea", "for the afternoon").name == "tea"
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 create_group() makes a record that nothing takes away


            def test_version(desk):
                assert desk.version() > "2"


            def test_index_of_a_shelf(desk):
                shelf = desk.create_shelf("oak")
                        ^^^^^^^^^^^^^^^^^^^^^^^^ SM201 create_shelf() makes a record that nothing takes away
                desk.create_index("oak", "by title")
                assert desk.indexes("oak") == ["by title"], shelf


            def test_group_is_deleted(desk):
                group = desk.create_group("coffee", "for the morning")
                try:
                    assert group.name == "coffee"
                finally:
                    desk.delete_group(group.id)
            """,
        files={
            "tests/conftest.py": """
                import os

                import pytest

                from desk.client import DeskClient


                @pytest.fixture
                def desk():
                    return DeskClient(os.environ["DESK_URL"])
                """,
            "desk/client.py": """
                from desk.wire import Stub


                class DeskClient:
                    def __init__(self, url):
                        self.known = []
                        self.stub = self.add_agent(Stub(url))

                    def add_agent(self, stub):
                        return stub.told("desk")

                    def add_metadata(self, given):
                        known = list(self.known)
                        known.extend(given)
                        return tuple(known)

                    def version(self):
                        return self.stub.check(self.add_metadata(()))

                    def add_groups_with_info(self, groups):
                        return self.stub.groups(groups, self.add_metadata(()))

                    def create_group(self, name, description):
                        answered = self.add_groups_with_info([(name, description)])
                        return answered.get("first")

                    def delete_group(self, group):
                        self.stub.gone(group)
                        return True

                    def create_shelf(self, shelf_name):
                        return self.stub.shelf(shelf_name)

                    def create_index(self, shelf_name, index_name):
                        return self.stub.index(shelf_name, index_name)

                    def indexes(self, shelf_name):
                        return self.stub.indexes(shelf_name)
                """,
            "desk/wire.py": """
                from grpcio_stubs import Channel


                class Stub(Channel):
                    pass
                """,
        },
    ),
    Example(
        """
        import os

        from desk import DeskClient


        def test_note_on_a_board():
            desk = DeskClient(os.environ["DESK_TOKEN"])
            board = desk.boards()[0]
            note = board.add_note("read this")
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /notes makes a record that nothing takes away
            assert note.text == "read this"
        """,
        files={
            "desk/__init__.py": """
                import json

                import requests


                class DeskClient:
                    def __init__(self, token, http=requests):
                        self.token = token
                        self.http = http

                    def boards(self):
                        found = []
                        for row in self.fetch_json("/boards"):
                            found.append(Board.from_json(self, row))
                        return found

                    def fetch_json(self, path, http_method="GET", sent=None):
                        headers = {"Accept": "application/json", "User-Agent": "desk"}
                        data = None
                        if sent is not None:
                            data = json.dumps(sent)
                        answer = self.http.request(
                            http_method, "https://desk.test" + path, data=data, headers=headers, params={"key": self.token}
                        )
                        if answer.status_code != 200:
                            raise ValueError(answer.text)
                        return answer.json()


                class Board:
                    def __init__(self, client=None, id=None, label=""):
                        self.client = client
                        self.id = id
                        self.label = label

                    @classmethod
                    def from_json(cls, client, row):
                        if "id" not in row:
                            raise ValueError("no id")
                        board = cls(client, row["id"], row["label"])
                        board.kind = row.get("kind", "")
                        board.due = row.get("due", "")
                        return board

                    def add_note(self, text):
                        row = self.client.fetch_json("/notes", http_method="POST", sent={"board": self.id, "text": text})
                        return Note.from_json(self, row)


                class Note:
                    def __init__(self, board, id, text):
                        self.board = board
                        self.id = id
                        self.text = text

                    @classmethod
                    def from_json(cls, board, row):
                        if "id" not in row:
                            raise ValueError("no id")
                        note = cls(board, row["id"], row["text"])
                        note.colour = row.get("colour", "")
                        note.closed = row.get("closed", False)
                        return note
                """
        },
    ),
    """
        from broker import BrokerClient


        def test_messages_pass(broker_url):
            client = BrokerClient(broker_url)
            client.publish("drafts", b"letter")
            client.publish_event("drafts.seen", 1)
            waiting = client.create_future()
            client.create_ai_ask("Which way does the sun rise?")
            client.loop.create_task(waiting)
            client.subscribe("drafts", waiting)
            assert client.flush(timeout=2)
        """,
    Example(
        """
        from desk.links import Url


        def test_put_together():
            url = Url("https://desk.test")
            assert url.add_path(1, 2) == "https://desk.test/1/2"
            assert url.add_query(page=1) == "https://desk.test?page=1"
        """,
        files={
            "desk/__init__.py": "",
            "desk/links.py": """
                from urllib.parse import urlencode


                class Url(str):
                    def add_path(self, first, *more):
                        return Url("/".join(map(str, (self, first, *more))))

                    def add_query(self, **asked):
                        return Url(f"{self}?{urlencode(asked)}")
                """,
        },
    ),
    """
        from http import HTTPStatus

        import requests


        def test_login_required():
            answer = requests.post("https://shop.test/drafts", json={"kind": "letter"}, allow_redirects=False)
            assert answer.status_code == HTTPStatus.FOUND


        def test_sent_on():
            answer = requests.post("https://shop.test/drafts", json={"kind": "letter"}, allow_redirects=False)
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
            assert answer.status_code == HTTPStatus.FOUND
    """,
    """
        import pulsar

        client = pulsar.Client("pulsar://broker.test:6650")


        def test_line_to_a_broker():
            producer = client.create_producer("orders")
            producer.send(b"tea")
            producer.close()
        """,
    """
        from http import HTTPStatus

        import pytest
        import requests

        SHOP = "https://shop.test"
        REFUSED = HTTPStatus.BAD_REQUEST
        UNKNOWN_BRANCH = 5404


        def fail(message):
            print(message)
            raise AssertionError(message)


        def assert_status(response, expected):
            if response.status_code == expected:
                return
            fail(f"{response.status_code} instead of {expected}: {response.text}")


        def assert_code(response, code):
            assert response.status_code == 200
            body = response.json()
            assert body.get("code") == code, body


        def test_letter_without_kind():
            assert_status(requests.post(f"{SHOP}/letters", json={}), REFUSED)


        def test_letter():
            assert_status(requests.post(f"{SHOP}/letters", json={"kind": "letter"}), HTTPStatus.CREATED)
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /letters makes a record that nothing takes away


        def test_shelf_of_no_branch():
            assert_code(requests.post(f"{SHOP}/shelves", json={"branch": "none"}), UNKNOWN_BRANCH)


        def test_shelf():
            assert_code(requests.post(f"{SHOP}/shelves", json={"colour": "red"}), 20000)
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /shelves makes a record that nothing takes away


        def test_shelf_of_too_many_colours():
            response = requests.post(f"{SHOP}/shelves", json={"colour": ["red"] * 99})
            assert response.json()["code"] != 0
        """,
    Example(
        """
        from shop_tests.cases import OrderCase


        def test_order():
            OrderCase().place()
            ^^^^^^^^^^^^^^^^^^^ SM201 POST /api/orders makes a record that nothing takes away
        """,
        files={
            "shop_tests/cases.py": """
                import os

                import requests

                from shop_tests.service import Orders

                _sessions = {}


                def _session(user) -> requests.Session:
                    if user not in _sessions:
                        _sessions[user] = requests.Session()
                    return _sessions[user]


                class Case:
                    def __init__(self, *, user=os.environ.get("SHOP_USER", "clerk")):
                        self.host = os.environ["SHOP_URL"]
                        self.session = _session(user)
                        if "token" not in self.session.headers:
                            assert Orders(self.session, self.host).log_in({"user": user}).ok


                class OrderCase(Case):
                    def place(self):
                        response = Orders(self.session, self.host).orders_post({"kind": "tea"})
                        assert response.status_code == 200
                        return response
                """,
            "shop_tests/service.py": """
                import requests


                class Orders:
                    def __init__(self, session: requests.Session, host):
                        self.session = session
                        self.host = host

                    def log_in(self, body):
                        return self.session.post(f"{self.host}/api/login", json=body)

                    def orders_post(self, body):
                        return self.session.post(f"{self.host}/api/orders", json=body)
                """,
        },
    ),
    Example(
        """
        from src.client import ShopClient


        def test_fake():
            assert ShopClient().create_order({"kind": "tea"}).ok


        def test_shop():
            assert ShopClient("https://shop.test").create_order({"kind": "tea"}).ok
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /api/orders makes a record that nothing takes away
        """,
        files={
            "src/client.py": """
                import time

                import httpx
                from pydantic import HttpUrl
                from pydantic_settings import BaseSettings


                class Settings(BaseSettings):
                    base_url: HttpUrl = HttpUrl("https://reqres.in")


                settings = Settings()


                class Base:
                    def __init__(self, base_url=None):
                        self._client = httpx.Client(base_url=base_url or str(settings.base_url))

                    def post(self, path, **given):
                        return self._call("POST", path, **given)

                    def _call(self, method, path, **given):
                        send = getattr(self._client, method.lower())
                        attempt = 1
                        while True:
                            started = time.monotonic()
                            try:
                                response = send(path, **given)
                            except httpx.TransportError:
                                self._note(method, path, started)
                                time.sleep(attempt)
                                attempt += 1
                                if attempt > 3:
                                    raise
                                continue
                            self._note(method, path, started)
                            return response

                    def _note(self, method, path, started):
                        print(method, path, time.monotonic() - started)


                class ShopClient(Base):
                    def create_order(self, order):
                        return self.post("/api/orders", json=order)
                """
        },
    ),
    """
        import requests

        SHOP = "https://shop.test"


        def test_capital():
            body = f'<soap:Envelope xmlns:soap="urn:e"><soap:Body><Capital xmlns="urn:s">PL</Capital></soap:Body></soap:Envelope>'
            assert requests.post(f"{SHOP}/Countries.wso", data=body).ok


        def test_order():
            body = f'<s:Envelope xmlns:s="urn:e"><s:Body><AddOrder xmlns="urn:s">tea</AddOrder></s:Body></s:Envelope>'
            assert requests.post(f"{SHOP}/Orders.wso", data=body).ok
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /Orders.wso makes a record that nothing takes away


        def test_caller_is_heard():
            assert requests.post(f"{SHOP}/whatsapp/webhook", json={"from": "+1", "text": "hello"}).ok
        """,
    Example(
        """
        from shop_tests.models import OrderFactory
        from shop_tests.service import place


        def test_order():
            assert place(OrderFactory.build(kind="tea")).ok
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /orders makes a record that nothing takes away
        """,
        files={
            "shop_tests/models.py": """
                from typing import Any

                from pydantic import BaseModel
                from pydantic_factories import ModelFactory


                class Order(BaseModel):
                    kind: str


                class OrderFactory(ModelFactory[Any]):
                    __model__ = Order
                """,
            "shop_tests/service.py": """
                import requests


                def place(order):
                    return requests.post("https://shop.test/orders", json=dict(order))
                """,
        },
    ),
    # What gives the program something to speak by, or tells it whom to listen to, makes no record.
    """
        import socket

        from depot import DepotServer, DepotSession

        session = DepotSession("https://depot.test", token="t")


        def test_client_of_a_session():
            client = session.create_client("crates")
            assert client.list_crates() is not None


        def test_crate_of_a_client_of_a_session():
            session.create_client("crates").create_crate(size=3)
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 create_crate() makes a record that nothing takes away


        def test_sockets():
            server = DepotServer("127.0.0.1")
            server.add_socket(socket.socket())
        """,
    """
        import os

        from prometheus_client import Gauge

        CRATES = Gauge("crates", "how many there are", namespace=os.environ.get("DEPOT_PREFIX", "depot"))


        def test_gauge():
            CRATES.labels(size=3).inc()
            CRATES.clear()
            CRATES.set(1)
        """,
    # What a service is asked to compute leaves nothing, wherever the request goes.
    Example(
        """
            from thinker import Thinker


            def test_thought():
                assert Thinker().text_generation("once", length=3)


            def test_note():
                assert Thinker().note("once", length=3)
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /… makes a record that nothing takes away
            """,
        files={
            "thinker.py": """
                import requests
                from providers import helper_for


                class Thinker:
                    def text_generation(self, text, length):
                        asked = helper_for("text").prepare(text, {"length": length})
                        return requests.post(asked.url, json=asked.payload).json()

                    def note(self, text, length):
                        asked = helper_for("note").prepare(text, {"length": length})
                        return requests.post(asked.url, json=asked.payload).json()
                """
        },
    ),
    """
    import requests


    class Shelf:
        def __init__(self, url):
            self.url = url

        def remove_readers(self, names):
            return requests.post(f"{self.url}/grants", json={"readers": names})

        def add_reader(self, name):
            return requests.post(f"{self.url}/grants", json={"readers": [name]})


    def test_readers():
        shelf = Shelf("https://shelf.test/shelves/upper")
        assert shelf.remove_readers(["Ada"]).json()["readers"] == []
        assert shelf.add_reader("Ada").json()["readers"] == ["Ada"]
               ^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /shelves/upper/grants makes a record that nothing takes away
    """,
    """
    import requests

    SALES = "https://sales.test"


    def test_figures():
        asked = {"filters": {"startDate": "2024-01-01", "endDate": "2024-02-01"}, "orderBy": "region"}
        assert requests.post(f"{SALES}/recommendations", json=asked).json()["rows"]


    def test_kept_filter():
        kept = requests.post(f"{SALES}/views", json={"name": "mine", "filters": {"region": "north"}})
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /views makes a record that nothing takes away
        assert kept.ok
    """,
    """
    import requests

    FORUM = "https://forum.test"


    def test_ban():
        assert requests.post(f"{FORUM}/management/ban/byEmail/ada@example.com", json={"days": 60}).ok
        assert requests.post(f"{FORUM}/management/unban/byEmail/ada@example.com", json={}).ok


    def test_order_of_answers():
        assert requests.post(f"{FORUM}/rerank", json={"query": "pets", "documents": ["a puppy", "a car"]}).ok


    def test_new_token():
        asked = {"login": "ada", "refreshToken": "x"}
        assert requests.post(f"{FORUM}/identity/refreshtoken", json=asked).json()["message"] == "Authenticated"
    """,
    Example(
        """
        from bus.client import Client


        def test_producer():
            client = Client("pulsar://localhost:6650")
            client.create_producer("news")
        """,
        files={
            "bus/__init__.py": "",
            "bus/client.py": """
            import _pulsar


            class Client:
                def __init__(self, url):
                    self._client = _pulsar.Client(url)

                def create_producer(self, topic):
                    return self._client.create_producer_async_v2(topic, _pulsar.ProducerConfiguration())
            """,
        },
    ),
    Example(
        """
        from docs.client import Docs


        def test_document():
            document = Docs("https://docs.test").create({"type": "File"})
            try:
                assert document.name
            finally:
                document.delete()
        """,
        files={
            "docs/__init__.py": "",
            "docs/client.py": """
            import requests


            class Document:
                def __init__(self, service, uid, name):
                    self.service, self.uid, self.name = service, uid, name

                def delete(self):
                    self.service.delete(self.uid)


            class Docs:
                def __init__(self, url):
                    self.url = url

                def create(self, fields):
                    answer = requests.post(f"{self.url}/documents", json=fields)
                    if isinstance(answer, dict):
                        return answer
                    return Document(self, answer.json()["uid"], answer.json()["name"])

                def delete(self, uid):
                    requests.delete(f"{self.url}/documents/{uid}")
            """,
        },
    ),
    """
    import requests

    PROTOCOL = "https://"
    DOMAIN = f"{'jsonplaceholder'}.typicode.com"


    def test_comment():
        assert requests.post(PROTOCOL + DOMAIN + "/comments", json={"body": "hello"}).status_code == 201
    """,
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM201", example)
