"""Takes the picture of a document of identity, or of a paper of who acts for the holder; the case page asks for it.

The forms are in `parts/prove_identity.html` and `parts/prove_authority.html`.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal.cases import TOKEN_LENGTH_MAX, Cases, token_of
from signoff.channels.portal.guided_answers import read_upload
from signoff.channels.portal.parts import PortalParts
from signoff.channels.web.forms import Form, Problem, Unfit
from signoff.channels.web.refusals import problem_of, status_of
from signoff.desk import DocumentPicture, NotTaken
from signoff.domain.identity_document import DocumentKind
from signoff.domain.third_party import Paper

PATH = "identity"


class Documents:
    """The route of the form with a picture."""

    def __init__(self, parts: PortalParts, cases: Cases) -> None:
        self._parts = parts
        self._cases = cases

    async def take(self, request: Request) -> Response:
        """A picture; kept, or refused with its reason where the person is."""
        token = token_of(request)
        view = await self._parts.desk.view(token)
        form, upload = await read_upload(request)
        if view.is_passed_on:
            return await self._cases.refuse_closed(request, form)
        try:
            picture = DocumentPicture(_kind(form), upload.content, upload.name)
            if not upload.content:
                raise Unfit(Problem("file", "portal.verify.file_missing"))
            refusal = await self._parts.desk.show_document(token, picture, key=form.key)
        except Unfit as unfit:
            return await self._cases.refuse(request, form, unfit.problems, status=422)
        if isinstance(refusal, NotTaken):
            problem = Problem("file", refusal.key, refusal.values)
            return await self._cases.refuse(request, form, (problem,), status=422)
        if refusal is not None:
            return await self._cases.refuse(request, form, (problem_of(refusal),), status=status_of(refusal))
        return await self._cases.back(request)

    async def too_large(self, request: Request) -> Response:
        """A picture that was not read because of its size. Raises NoSuchCase."""
        request.path_params["token"] = token_in(request.url.path)
        problem = Problem("file", "guided.evidence.too_large")
        return await self._cases.refuse(request, None, (problem,), status=413)


def _kind(form: Form) -> str:
    """What the person says that it is. Raises Unfit."""
    kind = form.first("document_kind")
    if kind not in {*DocumentKind, *Paper}:
        raise Unfit(Problem("document_kind", "portal.problems.choice_missing"))
    return kind


def is_picture(path: str) -> bool:
    """Whether pictures of documents are sent here."""
    return path.startswith("/case/") and path.endswith(f"/{PATH}") and path.count("/") == 3


def token_in(path: str) -> str:
    """The token of such a path."""
    return path.removeprefix("/case/").partition("/")[0][:TOKEN_LENGTH_MAX]
