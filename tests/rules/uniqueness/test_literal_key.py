"""SM104 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = []

SILENT = [
    """
    import os
    import uuid

    import pytest
    from elasticsearch import Elasticsearch

    search = Elasticsearch(os.environ["ELASTIC_URL"])


    @pytest.fixture(scope="module")
    def recipes():
        name = f"recipes-{uuid.uuid4()}"
        search.indices.create(index=name)
        search.index(index=name, id="1", document={"text": "Knödel"}, refresh=True)
        yield name
        search.indices.delete(index=name)


    def test_recipe_is_there(recipes):
        assert search.get(index=recipes, id="1")["found"]
    """,
    Example(
        """
        from till.client import TillClient


        class DummyTransport:
            def __init__(self):
                self.calls = []

            def perform(self, method, path):
                self.calls.append((method, path))


        def test_put():
            client = TillClient(transport_class=DummyTransport)
            client.pipelines.put(id="my_pipeline", body={"size": 5})
            assert client.transport.calls == [("PUT", "/pipelines/my_pipeline")]
        """
    ),
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM104", example)
