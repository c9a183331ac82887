"""The shop as an application that runs in the process of its tests, over the database of the environment."""

import os

from shop.server import respond
from shop.store import Store
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

store = Store(os.environ.get("SHOP_DATABASE", "shop.db"))


async def answer(request):
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    response = respond(store, request.method, target, await request.body())
    if response.status == 204:
        return Response(status_code=204)
    return JSONResponse(response.content, status_code=response.status)


app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])])
