"""`/ingest/{source}`: the HTTP route of network servers' webhooks, over `ingest.http`."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from ingest.http import HttpReceiver

TOO_LARGE = 413


def webhooks(receiver: HttpReceiver) -> APIRouter:
    """The router; GET is for Sigfox callbacks, whose message is in the query."""

    async def receive(request: Request) -> Response:
        body = await _body(request, receiver.max_payload)
        if body is None:
            return Response(status_code=TOO_LARGE)
        headers = {name.lower(): value for name, value in request.headers.items()}
        source = request.path_params["source"]
        remote = request.client.host if request.client else ""
        # In a thread, for it waits for the disk.
        status = await run_in_threadpool(receiver.receive, source, headers, request.url.query, body, remote)
        return Response(status_code=status.value)

    router = APIRouter()
    # A plain route: the parameters are the sender's, and the API's own checks of parameters do not concern them.
    router.add_route("/ingest/{source}", receive, methods=["GET", "POST"], include_in_schema=False)
    return router


async def _body(request: Request, most: int) -> bytes | None:
    """The body, None when it is longer than `most` bytes: then no more of it is read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)
