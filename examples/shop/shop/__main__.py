"""Start the shop: ``python -m shop --port 8000 --database shop.db --seed``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import closing, suppress

from shop.server import ShopServer
from shop.store import Store


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted; the first line of output ends with the URL."""
    parser = argparse.ArgumentParser(prog="python -m shop", description="A small shop: HTTP over SQLite.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--database", default=":memory:", help="where rows are kept (default: %(default)s)")
    parser.add_argument("--seed", action="store_true", help="fill a database that holds no user yet")
    options = parser.parse_args(arguments)

    with (
        closing(Store(options.database, seed=options.seed)) as store,
        ShopServer(store, options.host, options.port) as server,
        suppress(KeyboardInterrupt),
    ):
        print(f"The shop is open at {server.url}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
