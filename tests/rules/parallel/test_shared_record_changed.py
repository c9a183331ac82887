"""SM305 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    """
    import requests

    BOARD = "https://board.test"


    def test_an_address_that_is_called_as_a_function():
        answer = requests.post(f"{BOARD}/EditTaskField", json={"taskId": "696a1a04c7fd1dbba471efc2", "value": "x"})
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 POST /EditTaskField changes a record that other tests share: it is named by '696a1a04c7fd1dbba471efc2', which is written out
        assert answer.ok
    """,
    """
    import random

    import pytest
    import requests
    from shop.models import Badge

    SHOP = "https://shop.test"


    @pytest.fixture(scope="module")
    def badge():
        badge = Badge.from_json(requests.post(f"{SHOP}/badges", json={"color": "red"}).json())
        yield badge
        badge.delete()


    @pytest.fixture(scope="module")
    def reader():
        token = requests.post(f"{SHOP}/login", json={"kind": "reader"}).json()["token"]
        return requests.get(f"{SHOP}/users/self", headers={"Authorization": token}).json()


    class Shelf:
        def __init__(self, values):
            self.values = values

        def save(self):
            return requests.patch(f"{SHOP}/shelves/{self.values['id']}", json=self.values)


    def sent(verb, path, values):
        answer = getattr(requests, verb)(f"{SHOP}{path}", json=values)
        if answer.status_code == 409 and verb == "post":
            raise ValueError(path)
        return answer.json()


    def new_shelf(**values):
        answer = sent("post", "/shelves", values)
        if isinstance(answer, list):
            return [Shelf(each) for each in answer]
        return Shelf(answer)


    @pytest.fixture(scope="module")
    def shelf():
        shelf = new_shelf(kind="tea", height=2)
        yield shelf
        requests.delete(f"{SHOP}/shelves/{shelf.values['id']}")


    def test_object_of_an_answer(badge):
        badge.color = "blue"
        badge.update()
        ^^^^^^^^^^^^^^ SM305 badges.update() changes a record that other tests share: the module-scoped badge made it for several tests
        assert badge.color == "blue"


    def test_object_that_saves_itself(shelf):
        shelf.height = 3
        assert shelf.save().ok
               ^^^^^^^^^^^^ SM305 PATCH /shelves/… changes a record that other tests share: the module-scoped shelf made it for several tests


    class Tag:
        def __init__(self, tag_id):
            self.tag_id = tag_id


    def test_any_of_those_there():
        tags = [Tag(each["id"]) for each in requests.get(f"{SHOP}/tagging").json()]
        answer = requests.put(f"{SHOP}/tagging/{random.choice(tags).tag_id}", json={"color": "red"})
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 PUT /tagging/… changes a record that other tests share: it is one of those that happen to be there
        assert answer.ok


    def test_the_first_of_those_there():
        first = requests.get(f"{SHOP}/booking").json()[0]
        answer = requests.patch(f"{SHOP}/booking/{first['bookingid']}", json={"paid": True})
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 PATCH /booking/… changes a record that other tests share: it is one of those that happen to be there
        assert answer.ok


    def test_goes_on_with_what_was_changed():
        requests.post(f"{SHOP}/cart/set-count", json={"item": "tea", "count": 1})
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 POST /cart/set-count changes a record that other tests share: there is one for all tests
        cart = requests.post(f"{SHOP}/cart/set-count", json={"item": "cup", "count": 1}).json()
        requests.post(f"{SHOP}/cart/remove-item", json={"line": cart["lines"][0]["id"]})


    def test_who_is_logged_in(reader):
        answer = requests.put(f"{SHOP}/groups/{reader['group']}", json={"private": True})
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 PUT /groups/… changes a record that other tests share: the module-scoped reader hands it to several tests
        assert answer.ok
    """,
    """
    import os

    import requests

    SHOP = "https://shop.test"
    USER_ID = os.environ["USER_ID"]


    def test_basket_takes_an_item():
        answer = requests.post(f"{SHOP}/basket/set-count?userId={USER_ID}", json={"count": 2})
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 POST /basket/set-count changes a record that other tests share: the environment names it: USER_ID
        assert answer.json()["count"] == 2


    class Basket:
        headers = {"Authorization": f"Bearer {os.environ['TOKEN']}"}

        def empty(self):
            return requests.post(f"{SHOP}/basket/clear-all", headers=self.headers)

        def set_count(self, item, count):
            body = {"item": item, "count": count}
            return requests.post(f"{SHOP}/basket/set-count", json=body, headers=self.headers)


    def test_basket_of_the_one_account():
        Basket().empty()
        answer = Basket().set_count("tea", 2)
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 POST /basket/set-count changes a record that other tests share: there is one for all tests
        assert answer.json()["count"] == 2
    """,
    """
    import os

    import requests

    SHOP = "https://shop.test"
    TOKEN = {"Authorization": f"Bearer {os.environ['SHOP_TOKEN']}"}


    def test_promote():
        answer = requests.put(f"{SHOP}/users/12/role", json={"role": "admin"})
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 PUT /users/12/role changes a record that other tests share: it is named by '12', which is written out
        assert answer.json()["role"] == "admin"


    def test_block():
        assert requests.post(f"{SHOP}/users/12/block").status_code == 204
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 POST /users/12/block changes a record that other tests share: it is named by '12', which is written out


    def test_remove():
        assert requests.delete(f"{SHOP}/users/12").status_code == 204
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 DELETE /users/12 changes a record that other tests share: it is named by '12', which is written out


    def test_rename_somebody():
        user = requests.get(f"{SHOP}/users").json()[0]
        requests.patch(f"{SHOP}/users/{user['id']}", json={"name": "Ada"})
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 PATCH /users/… changes a record that other tests share: it is one of those that happen to be there


    def test_rename_the_editor():
        editor = requests.get(f"{SHOP}/users", params={"email": "editor@example.com"}).json()[0]
        requests.patch(f"{SHOP}/users/{editor['id']}", json={"name": "Ada"})
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 PATCH /users/… changes a record that other tests share: it is looked up by 'editor@example.com', which is written out


    def test_profile():
        answer = requests.patch(f"{SHOP}/users/me", headers=TOKEN, json={"name": "Ada"})
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 PATCH /users/me changes a record that other tests share: there is one for all tests
        assert answer.json()["name"] == "Ada"
    """,
    """
    import pytest
    import requests

    SHOP = "https://shop.test"


    @pytest.fixture(scope="module")
    def project():
        made = requests.post(f"{SHOP}/projects", json={"title": "Tea", "tags": []}).json()
        yield made
        requests.delete(f"{SHOP}/projects/{made['id']}")


    def test_lock(project):
        answer = requests.patch(f"{SHOP}/projects/{project['id']}", json={"status": "locked"})
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 PATCH /projects/… changes a record that other tests share: the module-scoped project made it for several tests
        assert answer.json()["status"] == "locked"
        assert requests.patch(f"{SHOP}/projects/{project['id']}", json={"status": "closed"}).ok


    def test_member(project):
        answer = requests.post(f"{SHOP}/projects/{project['id']}/members", json={"role": "guest"})
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 POST /projects/…/members changes a record that other tests share: the module-scoped project made it for several tests
        assert answer.status_code == 201


    def test_title(project):
        project["title"] = "Coffee"
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 this changes a record that other tests share: the module-scoped project hands it to several tests
        assert project["title"] == "Coffee"


    def test_tags(project):
        project["tags"].append("web")
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 this changes a record that other tests share: the module-scoped project hands it to several tests
        assert project["tags"] == ["web"]


    def test_both(project):
        project["title"] = "Coffee"
        assert requests.put(f"{SHOP}/projects/{project['id']}", json=project).ok
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 PUT /projects/… changes a record that other tests share: the module-scoped project made it for several tests
    """,
    """
    import os

    from farm import FarmClient

    farm = FarmClient(os.environ["FARM_TOKEN"])


    def test_move():
        farm.update_cow(cow_id=61, barn="north")
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 update_cow() changes a record that other tests share: it is named by '61', which is written out


    def test_own_cow_moves():
        cow = farm.create_cow(label="Liesl")
        try:
            assert farm.update_cow(cow_id=cow.id, barn="north").barn == "north"
        finally:
            farm.delete_cow(cow.id)
    """,
    """
    import requests

    DROP = "mutation Drop($id: ID!) { dropCow(id: $id) { ok } }"


    def test_drop():
        body = {"query": DROP, "variables": {"id": "3051"}}
        assert requests.post("https://farm.test/graphql", json=body).json()["data"]["dropCow"]["ok"]
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 POST /graphql changes a record that other tests share: it is named by '3051', which is written out
    """,
    """
    import pytest


    @pytest.fixture(scope="module")
    def tables():
        return {"free": [1, 2, 3]}


    def test_take(tables):
        tables["free"].remove(1)
        ^^^^^^^^^^^^^^^^^^^^^^^^ SM305 this changes a record that other tests share: the fixture tables hands it to several tests
        assert 1 not in tables["free"]
    """,
    """
    import requests


    def test_pet_is_replaced():
        assert requests.put("https://pets.test/pet", json={"id": 77, "label": "Rex"}).ok
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 PUT /pet changes a record that other tests share: it is named by '77', which is written out


    def test_pet_goes():
        prepared = requests.Request("DELETE", "https://pets.test/pets/78").prepare()
        with requests.Session() as session:
            assert session.send(prepared).status_code == 204
                   ^^^^^^^^^^^^^^^^^^^^^^ SM305 DELETE /pets/78 changes a record that other tests share: it is named by '78', which is written out
    """,
    """
    import pytest
    import requests

    SHOP = "https://shop.test"


    @pytest.fixture(scope="module")
    def shelf():
        record = requests.post(f"{SHOP}/shelves", json={"width": 3, "wood": "oak"}).json()
        yield record
        requests.delete(f"{SHOP}/shelves/{record['id']}")


    def test_shelf_without_wood(shelf):
        shelf.pop("wood")
        ^^^^^^^^^^^^^^^^^ SM305 this changes a record that other tests share: the module-scoped shelf hands it to several tests
        assert "wood" not in shelf
    """,
    """
    import os
    import uuid

    import pytest
    import requests
    from elasticsearch import Elasticsearch

    FERRY = "https://ferry.test"
    line = None


    def setup_module(module):
        module.line = requests.post(f"{FERRY}/lines", json={"country": "NO"}).json()


    def teardown_module(module):
        requests.delete(f"{FERRY}/lines/{module.line['id']}")


    def test_line_is_suspended():
        assert requests.patch(f"{FERRY}/lines/{line['id']}", json={"status": "suspended"}).ok
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 PATCH /lines/… changes a record that other tests share: setup_module made it for several tests


    def test_picture_of_the_account():
        assert requests.post(f"{FERRY}/me/avatar", files={"file": (f"{uuid.uuid4()}.png", b"")}).ok
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 POST /me/avatar changes a record that other tests share: there is one for all tests


    @pytest.fixture(scope="module")
    def stops():
        search = Elasticsearch(os.environ["ELASTIC_URL"])
        name = f"stops-{uuid.uuid4()}"
        search.indices.create(index=name)
        yield search, name
        search.indices.delete(index=name)


    def test_stop_is_found(stops):
        search, name = stops
        search.index(index=name, document={"pier": "A"}, refresh=True)
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 index() changes a record that other tests share: the module-scoped stops made it for several tests
        assert search.search(index=name, query={"match": {"pier": "a"}})["hits"]["hits"]
    """,
    """
    import requests

    VAULT = "https://vault.test"


    def test_banner():
        requests.put(f"{VAULT}/settings/banner", json={"text": "Soon"})
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 PUT /settings/banner changes a record that other tests share: there is one for all tests
        assert requests.get(f"{VAULT}/settings/banner").json()["text"] == "Soon"


    def test_user_is_blocked():
        assert requests.post(f"{VAULT}/users/alice/block").json()["state"] == "blocked"
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 POST /users/alice/block changes a record that other tests share: it is named by 'alice', which is written out
    """,
    """
    from shelves import ShelfClient


    def test_a_cache_in_a_folder_keeps_no_records(tmp_path):
        ShelfClient(cache_dir=tmp_path).delete_book("Ada")
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 delete_book() changes a record that other tests share: it is named by 'Ada', which is written out
    """,
    """
    import psycopg


    def test_closing_time():
        with psycopg.connect("postgresql://db.test/zoo", autocommit=True) as conn:
            conn.execute("UPDATE cages SET open = false")
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 UPDATE cages changes a record that other tests share: it is done to all there are
            conn.execute("UPDATE cages SET open = false WHERE fed < now()")
    """,
]

SILENT = [
    """
    from selenium import webdriver
    from selenium.webdriver.common.by import By


    def test_fields_of_a_page():
        driver = webdriver.Chrome(service="http://localhost:4444")
        driver.get("https://shop.test/orders/new")
        driver.find_element(By.ID, "amount").clear()
        driver.find_elements(By.ID, "note")[0].clear()
    """,
    """
    import pytest
    import requests


    class Desk:
        def __init__(self, url):
            self.url = url

        def reset_desk(self):
            return requests.post(f"{self.url}/reset")


    @pytest.fixture
    def desk():
        desk = Desk("https://desk.test")
        yield desk
        desk.reset_desk()


    def test_what_acts_on_all_there_is(desk):
        desk.reset_desk()
        assert requests.get(f"{desk.url}/lamps").ok
    """,
    """
    import os
    from uuid import uuid4

    import requests

    SHOP = "https://shop.test"
    TENANT = os.environ["SHOP_TENANT"]


    def test_new_user_of_the_tenant_that_is_set_aside():
        user = requests.post(f"{SHOP}/users/{TENANT}/members", json={"login": uuid4().hex}).json()
        requests.delete(f"{SHOP}/users/{TENANT}/members/{user['id']}")


    def test_name_of_drawn_words(words):
        name = "_".join(words.draw(3))
        requests.post(f"{SHOP}/shelves", json={"name": name})
        assert requests.put(f"{SHOP}/shelves/{name}", json={"width": 3}).ok


    def test_own_password():
        login = uuid4().hex
        requests.post(f"{SHOP}/account", json={"login": login, "password": "first"})
        assert requests.put(f"{SHOP}/account/password", json={"login": login, "password": "second"}).ok
    """,
    """
    import requests
    from mails import Mails

    SHOP = "https://shop.test"


    def test_account_that_the_test_signs_up():
        requests.post(f"{SHOP}/account", json={"login": "anna-1", "password": "old"})
        requests.put(f"{SHOP}/account/{Mails().get_token_from_the_last_mail()}")
        changed = requests.put(f"{SHOP}/account/password", json={"login": "anna-1", "password": "new"})
        assert changed.status_code == 200


    def test_account_that_the_test_logs_in_as():
        requests.post(f"{SHOP}/account", json={"login": "anna-1", "password": "old"})
        token = requests.post(f"{SHOP}/login", json={"login": "anna-1", "password": "old"}).json()["token"]
        changed = requests.put(f"{SHOP}/account/email", json={"email": "b@x.test"}, headers={"Authorization": token})
        assert changed.status_code == 200
    """,
    """
    import pytest
    import wmi
    from shop.client import ShopClient

    shop = ShopClient("https://shop.test")
    system = wmi.WMI()


    @pytest.fixture(scope="module")
    def parameters():
        return {"switches": shop.list_switches(query="kind=lamp")}


    def test_one_for_each_test(parameters):
        switch = parameters["switches"].pop()
        switch.on = True
        switch.update(["on"])


    def test_rights_of_a_folder():
        folder = system.query('SELECT * FROM Win32_Folder WHERE Path="%s"' % "/testdir")[0]
        folder.SetRights("read")
    """,
    """
    import uuid

    import httpx

    HUB = "https://hub.test/api"


    class Hub:
        @staticmethod
        def bearer(token):
            return {} if token is None else {"Authorization": f"Bearer {token}"}

        def rename_me(self, token, name):
            return httpx.patch(f"{HUB}/users/me", json={"name": name}, headers=self.bearer(token))

        def call_api(self, path, method, path_params):
            for name, value in path_params.items():
                path = path.replace("{%s}" % name, str(value))
            return httpx.request(method, HUB + path)

        def mute(self, board):
            return self.call_api("/boards/{boardId}/mute", "PUT", path_params={"boardId": board})

        def log_out(self):
            return httpx.delete(f"{HUB}/account/login")


    def test_own_account():
        hub = Hub()
        member = httpx.post(f"{HUB}/members", json={"name": f"ada-{uuid.uuid4()}"}).json()
        token = httpx.post(f"{HUB}/login", json={"name": member["name"]}).json()["token"]
        assert hub.rename_me(token, "José").status_code == 200
        assert hub.mute(member["board"]).status_code == 200
        assert hub.log_out().status_code == 204
    """,
    """
    import pytest
    import requests

    HUB = "https://hub.test"


    @pytest.fixture(autouse=True)
    def no_flags_stay():
        yield
        requests.delete(f"{HUB}/flags")


    def test_flag():
        assert requests.patch(f"{HUB}/flags/new-checkout", json={"on": True}).ok


    def test_settings_of_an_own_board():
        requests.post(f"{HUB}/boards", json={"name": "plan"})
        assert requests.put(f"{HUB}/boards/plan/settings", json={"columns": 3}).ok
    """,
    """
    import pytest
    import requests

    SHOP = "https://shop.test"


    @pytest.fixture(scope="module")
    def project():
        made = requests.post(f"{SHOP}/projects", json={"title": "Tea"}).json()
        yield made
        requests.delete(f"{SHOP}/projects/{made['id']}")


    @pytest.fixture
    def task(project):
        made = requests.post(f"{SHOP}/projects/{project['id']}/tasks", json={"text": "x"}).json()
        yield made
        requests.delete(f"{SHOP}/projects/{project['id']}/tasks/{made['id']}")


    @pytest.fixture(scope="class")
    def label():
        made = requests.post(f"{SHOP}/labels", json={"color": "red"}).json()
        yield made
        requests.delete(f"{SHOP}/labels/{made['id']}")


    def test_own_record_below_a_shared_one(project, task):
        answer = requests.patch(f"{SHOP}/projects/{project['id']}/tasks/{task['id']}", json={"done": True})
        assert answer.json()["done"] is True


    def test_copy(project):
        copy = requests.post(f"{SHOP}/projects/{project['id']}/clone").json()
        try:
            assert copy["title"] == "Tea"
        finally:
            requests.delete(f"{SHOP}/projects/{copy['id']}")


    def test_put_back(project):
        requests.patch(f"{SHOP}/projects/{project['id']}", json={"title": "Coffee"})
        try:
            assert requests.get(f"{SHOP}/projects/{project['id']}").json()["title"] == "Coffee"
        finally:
            requests.patch(f"{SHOP}/projects/{project['id']}", json={"title": project["title"]})


    @pytest.fixture
    def dark_theme():
        before = requests.get(f"{SHOP}/settings").json()
        requests.put(f"{SHOP}/settings", json={"theme": "dark"})
        yield
        requests.put(f"{SHOP}/settings", json=before)


    def test_theme(dark_theme):
        assert requests.get(f"{SHOP}/settings").json()["theme"] == "dark"


    def test_a_copy(project):
        view = dict(project)
        view["title"] = "Preview"
        assert view != project


    def test_class_scoped_for_a_function_is_its_own(label):
        assert requests.delete(f"{SHOP}/labels/{label['id']}").status_code == 204


    def test_own_account():
        email = requests.post(f"{SHOP}/users", json={"password": "secret"}).json()["email"]
        token = requests.post(f"{SHOP}/login", json={"email": email}).json()["token"]
        answer = requests.patch(f"{SHOP}/users/me", headers={"X-Token": token}, json={"name": "Ada"})
        assert answer.json()["name"] == "Ada"


    def test_missing():
        assert requests.delete(f"{SHOP}/users/999999").status_code == 404


    def test_room_is_made_first():
        requests.delete(f"{SHOP}/flags/dark-mode")
        requests.post(f"{SHOP}/flags", json={"name": "dark-mode"})
        assert requests.get(f"{SHOP}/flags/dark-mode").ok
        requests.delete(f"{SHOP}/flags/dark-mode")
    """,
    """
    from unittest.mock import patch

    import requests


    @patch("requests.delete")
    def test_patched(delete):
        requests.delete("https://shop.test/users/12")
        delete.assert_called_once()
    """,
    """
    import pytest


    @pytest.mark.django_db
    def test_rolled_back(client):
        assert client.patch("/users/12", {"name": "Ada"}).status_code == 200
    """,
    """
    import requests
    from shop.client import ShopClient

    shop = ShopClient("https://shop.test")


    def test_remove_does_not_raise_with_non_existing_id():
        shop.remove_user(999999)


    def test_refuses_a_sentinel():
        shop.remove_user(-1)


    def test_confirmed_by_mail():
        mail = requests.get("https://mails.test/messages").json()["items"][0]
        token = mail["body"].split("/")[-1]
        assert requests.put(f"https://shop.test/accounts/{token}").ok
    """,
    """
    import pytest
    import requests

    SHOP = "https://shop.test"


    @pytest.fixture(scope="session")
    def shelf():
        made = requests.post(f"{SHOP}/shelves", json={"labels": []}).json()
        yield made
        requests.delete(f"{SHOP}/shelves/{made['id']}")


    @pytest.fixture(scope="session")
    def made():
        return []


    @pytest.fixture(scope="session", autouse=True)
    def taken_away(made):
        yield
        for path in reversed(made):
            requests.delete(SHOP + path)


    def test_collected_for_another_fixture(made):
        book = requests.post(f"{SHOP}/books", json={"pages": 3}).json()
        made.append(f"/books/{book['id']}")
        assert book["pages"] == 3


    def test_list_of_its_own(shelf):
        labels = list(shelf["labels"])
        labels.append("new")
        assert "new" in labels
    """,
    """
    import requests

    VAULT = "https://vault.test"


    def test_forgotten_password():
        assert requests.post(f"{VAULT}/users/password/reset", json={"answer": "blue"}).ok


    def test_banner_is_put_back():
        old = requests.get(f"{VAULT}/settings/banner").json()
        try:
            assert requests.put(f"{VAULT}/settings/banner", json={"text": "Soon"}).ok
        finally:
            requests.put(f"{VAULT}/settings/banner", json=old)
    """,
    """
    import requests
    from werkzeug.local import LocalProxy


    class Notes:
        def __init__(self):
            self.kept = {}

        def set_note(self, key, text):
            self.kept[key] = text


    def get_notes():
        return Notes()


    notes = LocalProxy(get_notes)


    def test_note_on_a_role():
        role = requests.get("https://shop.test/roles").json()[0]
        notes.set_note(role["id"], "seen")
    """,
    """
    import tempfile

    from shelves import ShelfClient


    def test_a_shelf_of_ones_own():
        with tempfile.TemporaryDirectory() as folder:
            ShelfClient(path=folder).delete_book("Ada")
    """,
    Example(
        """
        from uuid import uuid4

        from base.client import BaseClient


        def test_table():
            client = BaseClient(f"db-{uuid4()}")
            client.create_table("users")
            client.set_schema("users", ["name"])
        """,
        files={
            "base/__init__.py": "",
            "base/client.py": """
            import requests


            class BaseClient:
                def __init__(self, db, branch="main"):
                    self.db, self.branch = db, branch

                def get_db_branch_name(self, branch=None):
                    if branch is None:
                        branch = self.branch
                    return f"{self.db}:{branch}"

                def create_table(self, name):
                    return requests.put(f"https://base.test/db/{self.get_db_branch_name()}/tables/{name}")

                def set_schema(self, name, columns):
                    path = f"https://base.test/db/{self.get_db_branch_name()}/tables/{name}/schema"
                    return requests.put(path, json={"columns": columns})
            """,
        },
    ),
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM305", example)
