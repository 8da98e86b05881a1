"""Files: the one that a form brings, and those that are handed out."""

from __future__ import annotations

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal.forms import Form, must_be_sent_as


async def read_with_file(request: Request, *, fields_max: int) -> tuple[Form, bytes]:
    """The fields of a form, and the bytes of its file, none if there is none. Raises HTTPException 415 or 422."""
    must_be_sent_as("multipart/form-data", request)
    try:
        async with request.form(max_files=1, max_fields=fields_max) as form:
            file = form.get("file")
            content = await file.read() if isinstance(file, UploadFile) else b""
            values = {name: (value,) for name, value in form.items() if isinstance(value, str)}
    except HTTPException as error:
        raise HTTPException(422) from error
    return Form(values), content


def handed_out(content: bytes, name: str, media_type: str, *, is_of_a_case: bool = False) -> Response:
    """A file to be saved under a name; no search engine may list one that a private link opens."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if is_of_a_case:
        headers["X-Robots-Tag"] = "noindex"
    return Response(content, media_type=media_type, headers=headers)
