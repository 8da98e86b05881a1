"""Files: the one that a form brings, those that are handed out, and why one is not there."""

from __future__ import annotations

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.web.forms import Form, Problem, Unfit, must_be_sent_as
from signoff.domain.case import State


async def read_with_file(request: Request, *, fields_max: int) -> tuple[Form, bytes]:
    """The fields of a form, and the bytes of its file, none without one. Raises Unfit or HTTPException 415, 422."""
    must_be_sent_as("multipart/form-data", request)
    try:
        async with request.form(max_files=1, max_fields=fields_max) as form:
            file = form.get("file")
            content = await file.read() if isinstance(file, UploadFile) else b""
            values = {name: (value,) for name, value in form.items() if isinstance(value, str)}
    except HTTPException as error:
        raise not_taken(error.__context__) from error
    return Form(values), content


def not_taken(error: BaseException | None) -> Unfit | HTTPException:
    """The answer to a form with a file that cannot be read, mostly for a name that is longer than a form may hold.

    Whoever sent too many files or fields filled in no form of ours: there is no page to keep them on.
    """
    is_in_writing = isinstance(error, MultiPartException) and error.__cause__ is not None
    return Unfit(Problem("file", "portal.problems.file_as_sent")) if is_in_writing else HTTPException(422)


def why_missing(kind: str, state: str, *, is_erased: bool) -> str:
    """Which page tells that a document of a case is not there: a word of `portal.error`."""
    if is_erased:
        return "erased"
    # What was asked for is acknowledged all the same; whatever comes later does not come any more.
    is_given_up = state in (State.WITHDRAWN, State.LAPSED) and kind != "acknowledgement"
    return "not_made" if is_given_up else "not_drawn"


def handed_out(content: bytes, name: str, media_type: str, *, is_of_a_case: bool = False) -> Response:
    """A file to be saved under a name; no search engine may list one that a private link opens."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if is_of_a_case:
        headers["X-Robots-Tag"] = "noindex"
    return Response(content, media_type=media_type, headers=headers)
