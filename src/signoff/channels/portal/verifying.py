"""The page that tells whether a file is a genuine document of ours: looked at in memory, and never kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal.pages import Pages
from signoff.channels.portal.parts import Checked, PortalParts
from signoff.channels.web.files import read_with_file
from signoff.channels.web.forms import Problem, Unfit
from signoff.channels.web.words import Words

ADDRESS = "/verify"

# Ten times the largest document, in sum with what a form adds. A file below it is never written to disk on its way:
# the reader of forms does that from one mebibyte on.
UPLOAD_BYTES_MAX = 1024 * 1024

TOO_LARGE = "too_large"
"""The verdict on a file that was not read, as `signoff verify` words it."""

Row = tuple[str, str]


class Verifying:
    """The routes of the page."""

    def __init__(self, parts: PortalParts, pages: Pages) -> None:
        self._parts = parts
        self._pages = pages

    async def show(self, request: Request) -> Response:
        """The form for one file."""
        return self._page(request)

    async def take(self, request: Request) -> Response:
        """The verdict on the file of the form, with its content if it is genuine."""
        try:
            _, file = await read_with_file(request, fields_max=1)
        except Unfit as unfit:
            return self._page(request, problem=unfit.problems[0], status=422)
        if not file:
            return self._page(request, problem=Problem("file", "portal.verify.file_missing"), status=422)
        return self._page(request, checked=await asyncio.to_thread(self._parts.check, file))

    async def refuse(self, request: Request) -> Response:
        """The verdict on a file that is too large to be read."""
        return self._page(request, checked=Checked(problems=(TOO_LARGE,)), status=413)

    def _page(
        self,
        request: Request,
        *,
        checked: Checked | None = None,
        problem: Problem | None = None,
        status: int = 200,
    ) -> Response:
        words = self._pages.words(request)
        return self._pages.page(
            "verify.html",
            words,
            status=status,
            problems=() if problem is None else (problem,),
            here=ADDRESS,
            checked=checked,
            word=_word(checked),
            rows=tuple(self._rows(words, checked)) if checked is not None and checked.is_genuine else (),
            claims=self._claims(words, checked.content) if checked is not None else (),
            bytes_max=UPLOAD_BYTES_MAX,
        )

    def _rows(self, words: Words, checked: Checked) -> Iterator[Row]:
        """What a genuine document says, as labels and values; it is genuine, so its members are as we write them."""
        content, show = checked.content, self._parts.show_identifier
        yield words.t("portal.case.code"), content["case"]["code"]
        yield words.t("portal.start.carrier"), content["carrier"]["name"]
        if checked.kind == "certificate":
            if numbers := content["line"]["numbers"]:
                yield words.t("documents.certificate.numbers"), words.listed([*map(show, numbers)])
            if iccid := content["line"]["iccid"]:
                yield words.t("documents.certificate.iccid"), show(iccid)
            if holder := content.get("holder_name"):
                acting = content.get("acting")
                yield words.t("acting.for_holder" if acting else "documents.certificate.holder"), holder
                if acting:
                    right = words.t(f"acting.signs_as.{acting['right']}")
                    yield (
                        words.t("acting.by_whom"),
                        words.t("acting.signed_by", name=acting["name"], right=right),
                    )
            if "guided" in content:
                yield words.t("documents.guided.proves"), words.t("documents.guided.not_confirmed")
        if content.get("signed_name"):
            yield words.t("documents.agreement.signed_name"), content["signed_name"]
        for member in ("requested_at", "signed_at", "ended_at"):
            if content.get(member):
                is_said = member == "ended_at" and "guided" in content
                label = "documents.guided.reported" if is_said else f"portal.verify.{member}"
                yield words.t(label), self._instant(words, content, content[member])
        for member in ("restore_until_on", "quarantine_until_on"):
            if content.get(member):
                yield words.t(f"portal.verify.{member}"), words.day(date.fromisoformat(content[member]))
        if log := content.get("log"):
            place, size = words.amount(log["index"] + 1), words.amount(log["size"])
            said = words.t("portal.verify.logged", place=place, size=size, log=log["origin"])
            yield words.t("portal.verify.log"), said
        if checked.witnesses:
            yield words.t("portal.verify.witnesses"), words.listed(checked.witnesses)

    def _claims(self, words: Words, content: Mapping[str, Any]) -> tuple[Mapping[str, str], ...]:
        return tuple(
            {
                "kind": claim["claim"],
                "by": claim["by"],
                "at": self._instant(words, content, claim["at"]) if claim["at"] else "",
            }
            for claim in content.get("claims", ())
        )

    def _instant(self, words: Words, content: Mapping[str, Any], written: str) -> str:
        return self._parts.instant(datetime.fromisoformat(written), words.language, content["time_zone"])


def _word(checked: Checked | None) -> str:
    """Which of the page's headings fits."""
    if checked is None:
        return "title"
    if checked.is_genuine:
        return "is_genuine"
    return "is_not_genuine" if checked.kind else "is_not_ours"
