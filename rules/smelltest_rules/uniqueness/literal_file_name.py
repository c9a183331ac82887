"""SM105."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, quoted, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.remedy import Remedy
from smelltest.judge.remedies.uniqueness import in_own_folder, looked_for, own_value
from smelltest.judge.rule import finding, rule
from smelltest.link.play.writing import fixed, for_people, is_report, of_the_system, path_text
from smelltest.link.questions.claims import claim
from smelltest.link.questions.flows import Flow, fields, file_names, written
from smelltest.link.questions.named_records import below_own
from smelltest.link.questions.records import keeps_nothing, lasting
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Effect
from smelltest.link.values import Joined, Literal, Pairs, Site, Value, atoms, text_of


@rule(
    "SM105",
    needs="create change",
    fixable="safe",
    bad=[
        """
        import requests

        SHOP = "https://shop.test"


        def test_stock_list():
            with open("stock.csv", "wb") as stock:
                      ^^^^^^^^^^^ SM105 path 'stock.csv' is the same in each run: open()
                stock.write(requests.get(f"{SHOP}/stock").content)
        """,
        """
        import pandas as pd
        from openpyxl import Workbook


        def test_tables_that_are_saved(tmp_path):
            book = Workbook()
            book.save("prices.xlsx")
                      ^^^^^^^^^^^^^ SM105 path 'prices.xlsx' is the same in each run: save()
            book.save(tmp_path / "prices.xlsx")
            frame = pd.DataFrame({"sku": ["tea"]})
            frame.head().to_csv("stock.csv")
                                ^^^^^^^^^^^ SM105 path 'stock.csv' is the same in each run: to_csv()
            frame.to_csv("report.csv")
        """,
        """
        import tempfile
        from pathlib import Path

        import requests

        SHOP = "https://shop.test"


        def test_upload():
            files = {"file": ("prices.csv", b"sku;price", "text/csv")}
                              ^^^^^^^^^^^^ SM105 file name 'prices.csv' is the same in each run: POST /imports
            assert requests.post(f"{SHOP}/imports", files=files).status_code == 201


        def test_document_is_kept():
            assert requests.put(f"{SHOP}/documents/contract.pdf", data=b"%PDF").ok
                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM105 file name 'contract.pdf' is the same in each run: PUT /documents/contract.pdf


        def test_import_from_disk():
            with open("/tmp/prices.csv", "w") as target:
                      ^^^^^^^^^^^^^^^^^ SM105 path '/tmp/prices.csv' is the same in each run: open()
                target.write("sku;price")
            other = Path(tempfile.gettempdir()) / "stock.csv"
                                                  ^^^^^^^^^^^ SM105 path '…/stock.csv' is the same in each run: write_text()
            other.write_text("sku;stock")
            assert requests.post(f"{SHOP}/imports", json={"filename": "prices.csv"}).ok
                                                                      ^^^^^^^^^^^^ SM105 filename 'prices.csv' is the same in each run: POST /imports
        """,
        """
        import io

        import pytest
        import requests
        from django.core.files.uploadedfile import SimpleUploadedFile
        from shop import create_app

        SHOP = "https://shop.test"
        client = create_app().test_client()


        @pytest.fixture
        def product():
            made = requests.post(f"{SHOP}/products", json={"price": 5}).json()
            yield made
            requests.delete(f"{SHOP}/products/{made['id']}")


        def test_picture(product):
            picture = {"file": (io.BytesIO(b"PNG"), "apple.png")}
                                                    ^^^^^^^^^^^ SM105 file name 'apple.png' is the same in each run: POST /products/…/picture
            assert client.post(f"/products/{product['id']}/picture", data=picture).status_code == 201


        def test_manual(product):
            manual = SimpleUploadedFile("manual.pdf", b"%PDF")
                                        ^^^^^^^^^^^^ SM105 file name 'manual.pdf' is the same in each run: POST /products/…/manual
            assert client.post(f"/products/{product['id']}/manual", data={"manual": manual}).status_code == 201
        """,
        """
        import io

        import pytest
        from minio import Minio


        @pytest.fixture
        def store():
            return Minio("store.test:9000", secure=False)


        def test_consent_form(store):
            store.put_object("forms", "consent.pdf", io.BytesIO(b"%PDF"), length=4)
                                      ^^^^^^^^^^^^^ SM105 object name 'consent.pdf' is the same in each run: put_object()
            store.remove_object("forms", "consent.pdf")
        """,
        """
        import os
        import tempfile
        from pathlib import Path

        import boto3

        s3 = boto3.client("s3", endpoint_url=os.environ["STORE"])


        def test_download():
            target = Path(tempfile.gettempdir()) / "download.csv"
                                                   ^^^^^^^^^^^^^^ SM105 path '…/download.csv' is the same in each run: download_file()
            s3.download_file("reports", "monthly", str(target))
            assert target.stat().st_size
        """,
    ],
    good=[
        """
        import requests

        SHOP = "https://shop.test"


        def test_stock_list(tmp_path):
            stock = tmp_path / "stock.csv"
            stock.write_bytes(requests.get(f"{SHOP}/stock").content)
        """,
        """
        from uuid import uuid4

        from minio import Minio
        from minio.commonconfig import SnowballObject

        store = Minio("store.shop.test")


        def test_objects_of_an_own_bucket():
            bucket = f"prices-{uuid4()}"
            store.make_bucket(bucket_name=bucket)
            try:
                store.upload_snowball_objects(bucket_name=bucket, objects=[SnowballObject("my-prices1", b"sku")])
            finally:
                store.remove_bucket(bucket_name=bucket)
        """,
        """
        from unittest.mock import mock_open, patch


        def test_settings_are_written():
            with patch("builtins.open", mock_open()):
                open("settings.ini", "w").write("[shop]")
        """,
        """
        import os
        import tempfile
        from pathlib import Path


        def test_folders(tmpdir, tmp_path_factory):
            tmpdir.join("prices.csv").write("sku;price")
            (tmp_path_factory.mktemp("data") / "stock.csv").write_text("sku;stock")
            with open(os.path.join(tempfile.mkdtemp(), "prices.csv"), "w") as prices:
                prices.write("sku;price")
            with tempfile.NamedTemporaryFile(suffix=".csv") as stock:
                stock.write(b"sku;stock")


        def test_working_folder(tmp_path, monkeypatch):
            monkeypatch.chdir(tmp_path)
            Path("prices.csv").write_text("sku;price")
        """,
    ],
    known_as=["Identity Dodgems", "Unrepeatable Test", "Test Run War"],
    settings="fake-hosts helpers",
)
def literal_file_name(test: Test, suite: Suite) -> Iterator[Finding]:
    """A file is uploaded or written under a name that is the same in each run.

    Found are the names in `files=` of an upload, in the path of a `PUT`, in the call of a storage client
    (`put_object(bucket, "consent.pdf", …)`), in a field such as `filename`; and the paths of files that a test writes
    outside a folder made for it, in the system's temporary folder too.

    Two runs at once write into one file, so that each reads what the other wrote. On a server, the second upload
    replaces the first or is refused, and a test that checks "is it there" finds the file of an earlier run.

        def test_upload(api):
            assert api.post("/imports", files={"file": ("prices.csv", content)}).status_code == 201

    Make the name where it is used, and write into `tmp_path`:

        def test_upload(api):
            assert api.post("/imports", files={"file": (f"prices-{uuid4()}.csv", content)}).status_code == 201

    Nothing is said of reading a committed file, of reports, logs and screenshots, of files that the system expects at
    their place (`/etc/…`), of uploads that are expected to fail, of objects in a bucket of the test's own, of hosts
    that keep nothing (`fake-hosts`), of a mocked `open`, nor once the test works in a folder that was made for it
    (`monkeypatch.chdir(tmp_path)`).
    """
    for flow in _names(test):
        if _KNOWN_BY_NAME.search(_shown(flow)):
            continue
        site = _site(flow)
        yield finding(
            site.path,
            site.at,
            f"{flow.key.replace('_', ' ')} {quoted(_shown(flow))} is the same in each run: {_spelled(flow.effect)}",
            confidence=confidence(flow.effect),
            test=test.name,
            evidence=(note(f"the name goes into {_spelled(flow.effect)}", flow.effect.site), *trail(flow.effect)),
            advice=_advice(flow),
            remedy=_remedy(suite, flow),
        )


_KNOWN_BY_NAME = re.compile(
    r"(?:^|/)(?:\.(?:git\w*(?:-ci)?|env|docker\w*|travis|pre-commit-config|editorconfig|npmrc)(?:\.ya?ml)?|Dockerfile|Makefile|Jenkinsfile|LICENSE"
    r"|README\.\w+|CODEOWNERS|docker-compose\.ya?ml|Chart\.yaml|package\.json|pyproject\.toml|requirements\.txt|setup\.(?:py|cfg)|robots\.txt)$"
)
"""Files that are found by their names by those who read them."""


def _remedy(suite: Suite, flow: Flow) -> Remedy | None:
    """A name of its own for what is uploaded; a folder of the test's own for what is written."""
    if flow.effect.access.kind == "file":
        return in_own_folder(_site(flow))
    text = flow.text or text_of(flow.value)
    shared = looked_for(suite, flow)
    if shared:
        return Remedy("display", "make the name unique", (), shared)
    return own_value(flow.site, "file-name", text, flow.key) if text else None


def _names(test: Test) -> Iterator[Flow]:
    for effect in lasting(test, "create", "change"):
        if keeps_nothing(test, effect):
            continue
        for flow in file_names(effect):
            if effect.access.kind == "file":
                told = for_people(flow.value) or is_report(effect)
                if fixed(flow.value) and not of_the_system(flow.value) and not told:
                    yield flow
            elif effect.access.kind == "http" or not below_own(test, flow):
                yield from written([flow])
    for flow in fields(test, "create", "change"):
        own = flow.effect.access.kind != "http" and (below_own(test, flow) or flow.key == _TO_READ)
        named = any(flow.value is each.value for each in file_names(flow.effect))
        if claim(test, flow) == "file" and not named and not own and not _is_stored_already(flow):
            yield flow


def _is_stored_already(flow: Flow) -> bool:
    """Whether beside a name stands where the file is: `{"file_name": "plan.pdf", "download_url": "https://…"}`."""
    return any(
        any(value is flow.value for _, value in part.entries) and any(_WHERE.search(key) for key, _ in part.entries)
        for part in _parts(flow.effect.fields)
    )


_TO_READ = "file_path"
"""What a method is told by is where a file stands that it reads; what the file is called there, others say."""
_WHERE = re.compile(r"^(?:(?:download|file|attachment|storage|public|source|media)_?)?(?:ur[il]|href)$", re.IGNORECASE)


def _parts(value: Value) -> Iterator[Pairs]:
    """A payload and the records in it."""
    if isinstance(value, Pairs):
        yield value
    inner = (each for _, each in value.entries) if isinstance(value, Pairs) else getattr(value, "values", ())
    for each in inner:
        yield from _parts(each)


def _shown(flow: Flow) -> str:
    return flow.text or text_of(flow.value) or path_text(flow.value)


def _site(flow: Flow) -> Site:
    """The literal; of a path, the last part that is written out."""
    if flow.effect.access.kind != "file":
        return flow.site
    parts = [atom.site for atom in atoms(flow.value) if isinstance(atom, (Literal, Joined)) and atom.site is not None]
    return parts[-1] if parts else flow.site


def _spelled(effect: Effect) -> str:
    return f"{effect.verb}()" if effect.access.kind == "file" else spelled(effect)


def _advice(flow: Flow) -> str:
    if flow.effect.access.kind == "file":
        return "Write it into tmp_path."
    stem, dot, extension = _shown(flow).rpartition(".")
    return f'Make the name where it is used: f"{stem or "file"}-{{uuid4()}}{dot}{extension}".'
