"""SM105 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    Example(
        """
        from shop.exports import checked


        def test_who_takes_the_name_is_not_known():
            with open("prices.csv", "w") as prices:
                      ^^^^^^^^^^^^ SM105 path 'prices.csv' is the same in each run: open()
                prices.write("sku;price")
            assert checked("prices.csv", 1)
        """,
        fixed="""
        from shop.exports import checked


        def test_who_takes_the_name_is_not_known():
            with open("prices.csv", "w") as prices:
                prices.write("sku;price")
            assert checked("prices.csv", 1)
        """,
    ),
    Example(
        """
        from minio import Minio


        def test_the_key_is_the_name():
            name = "empty.txt"
                   ^^^^^^^^^^^ SM105 path 'empty.txt' is the same in each run: open()
            with open(name, "wb"):
                pass
            Minio("store.test").fput_object(Bucket="exports", Key=name, LocalFilePath=name)
        """,
        fixed="""
        from minio import Minio


        def test_the_key_is_the_name():
            name = "empty.txt"
            with open(name, "wb"):
                pass
            Minio("store.test").fput_object(Bucket="exports", Key=name, LocalFilePath=name)
        """,
    ),
    Example(
        """
        def test_the_page_shows_the_name(page):
            with open("prices.csv", "w") as prices:
                      ^^^^^^^^^^^^ SM105 path 'prices.csv' is the same in each run: open()
                prices.write("sku;price")
            page.upload("prices.csv")
            page.expect(page.row).to_contain_text("prices.csv")
        """,
        fixed="""
        def test_the_page_shows_the_name(page):
            with open("prices.csv", "w") as prices:
                prices.write("sku;price")
            page.upload("prices.csv")
            page.expect(page.row).to_contain_text("prices.csv")
        """,
    ),
    Example(
        """
        import os
        import tempfile
        from pathlib import Path

        import requests

        SHOP = "https://shop.test"
        EXPORT = "export.csv"
                 ^^^^^^^^^^^^ SM105 path 'export.csv' is the same in each run: open()


        def test_prices():
            path = "/tmp/prices.csv"
                   ^^^^^^^^^^^^^^^^^ SM105 path '/tmp/prices.csv' is the same in each run: open()
            with open(path, "w") as target:
                target.write("sku;price")
            assert os.path.getsize(path)


        def test_stock(user):
            stock = Path(tempfile.gettempdir()) / "stock.csv"
                                                  ^^^^^^^^^^^ SM105 path '…/stock.csv' is the same in each run: write_text()
            stock.write_text("sku;stock")
            assert stock.read_text()


        def test_upload():
            Path("upload.csv").write_text("sku")
                 ^^^^^^^^^^^^ SM105 path 'upload.csv' is the same in each run: write_text()
            with open("upload.csv", "rb") as source:
                assert requests.put(f"{SHOP}/prices", data=source).ok


        def test_export():
            with open(EXPORT, "w") as target:
                target.write(requests.get(f"{SHOP}/prices").text)
            assert os.path.exists(EXPORT)
        """,
        fixed="""
        import os

        import requests

        SHOP = "https://shop.test"


        def test_prices(tmp_path):
            path = tmp_path / "prices.csv"
            with open(path, "w") as target:
                target.write("sku;price")
            assert os.path.getsize(path)


        def test_stock(user, tmp_path):
            stock = tmp_path / "stock.csv"
            stock.write_text("sku;stock")
            assert stock.read_text()


        def test_upload(tmp_path):
            (tmp_path / "upload.csv").write_text("sku")
            with open(tmp_path / "upload.csv", "rb") as source:
                assert requests.put(f"{SHOP}/prices", data=source).ok


        def test_export(tmp_path):
            export = tmp_path / "export.csv"
            with open(export, "w") as target:
                target.write(requests.get(f"{SHOP}/prices").text)
            assert os.path.exists(export)
        """,
    ),
    """
    import os

    from azure.storage.blob import BlobServiceClient

    service = BlobServiceClient.from_connection_string(os.environ["STORAGE"])


    def test_figures_are_kept():
        archive = service.get_container_client(os.environ["ARCHIVE"])
        archive.upload_blob("january.csv", b"1;2", overwrite=True)
                            ^^^^^^^^^^^^^ SM105 object name 'january.csv' is the same in each run: upload_blob()
        assert archive.download_blob("january.csv").readall() == b"1;2"
    """,
    r"""
    import os

    import pytest
    from playwright.sync_api import Playwright


    @pytest.fixture
    def florist(playwright: Playwright):
        context = playwright.request.new_context(base_url=os.environ["FLORIST_URL"])
        yield context
        context.dispose()


    def test_photo(florist):
        photo = {"name": "roses.png", "mimeType": "image/png", "buffer": b"\x89PNG"}
                         ^^^^^^^^^^^ SM105 file name 'roses.png' is the same in each run: POST /photos
        assert florist.post("/photos", multipart={"photo": photo}).ok
    """,
    """
    import io
    import os

    import boto3

    bucket = boto3.resource("s3", endpoint_url=os.environ["S3_URL"]).Bucket("pictures")


    def test_thumbnail():
        bucket.upload_fileobj(io.BytesIO(b"PNG"), "thumbnails/latest.png")
                                                  ^^^^^^^^^^^^^^^^^^^^^^^ SM105 object name 'thumbnails/latest.png' is the same in each run: upload_fileobj()
        try:
            assert bucket.Object("thumbnails/latest.png").content_length == 3
        finally:
            bucket.Object("thumbnails/latest.png").delete()
    """,
]

SILENT = [
    Example(
        """
        from support import save_results


        def test_speed_of_all_sites():
            save_results({"north": 3}, "sites.json")
        """,
        files={
            "tests/support.py": """
            import json


            def save_results(results, name):
                with open(name, "w") as file:
                    json.dump(results, file)
            """
        },
    ),
    """
    def test_what_is_noted_for_people():
        with open("reports_of_the_day/logfile.txt", "a") as noted, open("notes/log_file.md", "a") as also:
            noted.write("begun")
            also.write("begun")
    """,
    """
    import tempfile
    from pathlib import Path
    from uuid import uuid4

    import requests

    SHOP = "https://shop.test"
    HERE = Path(__file__).parent


    def test_own_name():
        files = {"file": (f"prices-{uuid4()}.csv", b"sku;price", "text/csv")}
        assert requests.post(f"{SHOP}/imports", files=files).status_code == 201


    def test_committed_file():
        with open(HERE / "data" / "prices.csv", "rb") as prices:
            assert requests.post(f"{SHOP}/imports", files={"file": prices}).ok


    def send(path):
        with open(HERE / path, "rb") as content:
            return requests.post(f"{SHOP}/imports", files={"file": (path.split("/")[-1], content, "image/png")})


    def test_committed_file_under_its_own_name():
        assert send("data/logo.png").ok


    def test_own_folder(tmp_path):
        (tmp_path / "prices.csv").write_text("sku;price")
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "stock.csv").write_text("sku;stock")


    def test_report_for_people():
        answer = requests.get(f"{SHOP}/health")
        Path("reports/health.json").write_text(answer.text)
        Path("/etc/shop/settings.ini").write_text("[shop]")
        with open("health.log", "a") as log:
            log.write(answer.text)


    def test_works_in_own_folder(tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        Path("prices.csv").write_text("sku;price")


    def test_type_is_refused():
        files = {"file": ("virus.exe", b"MZ")}
        assert requests.post(f"{SHOP}/imports", files=files).status_code == 415
    """,
    """
    from gitlab import Gitlab

    gl = Gitlab("https://git.shop.test")


    def test_pipeline(project_id):
        project = gl.projects.get(project_id)
        project.files.create({"file_path": ".gitlab-ci.yml", "branch": "main", "content": "test: {}"})
    """,
    """
    import requests

    NOTES = "https://shop.test/notes"


    def test_attached_is_what_is_stored_already():
        plan = {"file_name": "plan.pdf", "size": 12, "download_url": "https://files.shop.test/plan.pdf"}
        assert requests.post(NOTES, json={"text": "see there", "attachments": [plan]}).status_code == 201
    """,
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM105", example)
