"""The pages of a guided case: kept from a plan, one task at a time, evidence, and everything handed out or erased."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal import journey
from signoff.channels.portal.after import address_after
from signoff.channels.portal.asking import source_of
from signoff.channels.portal.cases import TOKEN_LENGTH_MAX, token_of
from signoff.channels.portal.documents import is_picture
from signoff.channels.portal.guided_answers import (
    ANSWERED,
    LEFT_OPEN,
    UPLOAD_BYTES_MAX,
    Upload,
    has_typed,
    is_answer_too_late,
    is_too_large,
    key_of_file,
    read_answer,
    read_line,
    read_say,
    read_upload,
    read_way,
)
from signoff.channels.portal.other_line import must_have_looked, other_line_shown
from signoff.channels.portal.pages import Pages, may_be_gone_back_to
from signoff.channels.portal.parts import PortalParts
from signoff.channels.web.files import handed_out, why_missing
from signoff.channels.web.forms import Form, Problem, Unfit, read_form
from signoff.channels.web.refusals import problem_of, status_of
from signoff.channels.web.words import Words
from signoff.desk import NoSuchCase
from signoff.domain.guidance import AskedBy, Way
from signoff.domain.guided_view import GuidedView, Keep
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.situation import Situation
from signoff.guided import GuidedDesk, NotTaken
from signoff.traveller import keeping
from signoff.traveller.guide import Guide
from signoff.traveller.plan import PlanView

ADDRESS = "/guided"
_OVER = Refusal(Reason.ALREADY_OVER)
_RELOAD_SECONDS = 5
_TOO_LARGE = "guided.evidence.too_large"

Route = Callable[[Request], Awaitable[Response]]


class Guided:
    """The routes of guided cases. What they say of carriers comes from the plan, with its sources."""

    def __init__(self, parts: PortalParts, pages: Pages, desk: GuidedDesk, guide: Guide) -> None:
        self._parts = parts
        self._pages = pages
        self._desk = desk
        self._guide = guide

    # ------------------------------------------------------------ before there is a case

    async def start(self, request: Request) -> Response:
        """What it is, and the way to it: a plan."""
        return self._pages.page("guided_start.html", self._pages.words(request), here=ADDRESS)

    async def begin(self, request: Request) -> Response:
        """The form that follows a plan: which line, how it is to end, where news goes."""
        return self._begin(request, await read_form(request), status=200)

    async def keep(self, request: Request) -> Response:
        """Begin the case, then show it."""
        form = await read_form(request)
        try:
            carrier_id, situation = journey.read_journey(self._guide, form)
        except Unfit:
            return self._pages.go(self._pages.words(request), "/plan")
        words = self._pages.words(request)
        plan = self._guide.plan(carrier_id, situation, words.language)
        try:
            key = form.key
            way = read_way(form, _ways(situation))
            identifier, contact = read_line(self._parts, form, self._parts.carriers[carrier_id])
            must_have_looked(self._parts, form, identifier, carrier_id)
        except Unfit as unfit:
            return self._begin(request, form, *unfit.problems, status=422)
        guidance = keeping.guidance_of(way, situation, plan)
        keep = Keep(carrier_id, identifier, contact, guidance, words.language, situation)
        asked = await self._desk.keep(keep, key=key, source=source_of(self._parts, request))
        if isinstance(asked, Refusal):
            return self._begin(request, form, problem_of(asked), status=status_of(asked))
        return self._pages.go(words, f"{ADDRESS}/{asked.token}")

    def _begin(self, request: Request, form: Form, *problems: Problem, status: int) -> Response:
        words = self._pages.words(request)
        try:
            carrier_id, situation = journey.read_journey(self._guide, form)
        except Unfit:
            return self._pages.go(words, "/plan")
        plan = self._guide.plan(carrier_id, situation, words.language)
        if "way" not in form.values:
            form = Form({**form.values, "way": (keeping.way_of(plan).value,)})
        page = self._pages.page(
            "guided_begin.html",
            self._pages.words(request, carrier=self._parts.carriers.get(carrier_id)),
            status=status,
            form=form,
            problems=problems,
            here_form=f"{ADDRESS}/begin",
            view=plan,
            hosted_id=carrier_id if carrier_id in self._parts.carriers else "",
            ways=_ways(situation),
            hidden=journey.hidden_values(form),
            carrier_id=carrier_id,
            other=other_line_shown(self._parts, form.first("identifier"), carrier_id, words.language),
        )
        return may_be_gone_back_to(page)

    # ------------------------------------------------------------ the case

    async def show(self, request: Request) -> Response:
        """The one page of a guided case."""
        return self._page(request, await self._desk.drawn(token_of(request)))

    async def back(self, request: Request) -> Response:
        """A page that only a form leads to, opened by its address: the case."""
        return self._pages.go(self._pages.words(request), _address(request))

    async def say(self, request: Request) -> Response:
        """What became of the present task."""
        token = token_of(request)
        try:
            form, upload = await read_answer(request)
        except Unfit as unfit:
            return self._page(request, await self._desk.view(token), None, unfit.problems, status=422)
        if (upload.content or is_too_large(form)) and (refused := await self._added(request, form, upload)):
            return refused
        view = await self._desk.view(token)
        if is_answer_too_late(form, view):
            return self._page(request, view, None, (problem_of(_OVER),), status=status_of(_OVER))
        try:
            key, say = form.content_key, read_say(form, view)
        except Unfit as unfit:
            return self._page(request, view, form, unfit.problems, status=422)
        refusal = await self._desk.say(token, say, key=key)
        if refusal is not None and refusal.reason is Reason.NOT_NOW:  # it was its turn a moment ago
            view = await self._desk.view(token)
            return self._page(request, view, form, (Problem("", ANSWERED),), status=status_of(refusal))
        return await self._answered(request, form, refusal)

    async def add(self, request: Request) -> Response:
        """A file for the case; refused with its reason, or kept."""
        try:
            form, upload = await read_upload(request)
        except Unfit as unfit:
            view = await self._desk.view(token_of(request))
            return self._page(request, view, Form(), unfit.problems, status=422)
        if (refused := await self._added(request, form, upload)) is not None:
            return refused
        view = await self._desk.view(token_of(request))
        if has_typed(form):  # it is not said yet, and stays in its fields
            return self._page(request, view, form)
        return await self._answered(request, form, None)

    async def _added(self, request: Request, form: Form, upload: Upload) -> Response | None:
        """Keep a file; the page that says why not, with what was typed, or None."""
        token = token_of(request)
        view = await self._desk.view(token)
        if is_too_large(form):
            return self._page(request, view, form, (Problem("file", _TOO_LARGE),), status=413)
        if not upload.content:
            problem = Problem("file", "portal.verify.file_missing")
            return self._page(request, view, form, (problem,), status=422)
        try:
            key = key_of_file(form)
        except Unfit as unfit:
            return self._page(request, view, form, unfit.problems, status=422)
        kept = await self._desk.add(token, upload.content, upload.name, key=key)
        if isinstance(kept, NotTaken):
            return self._page(request, view, form, (Problem("file", kept.key, kept.values),), status=422)
        if isinstance(kept, Refusal) and not kept.may_pass:
            problem = Problem("file", problem_of(kept).key)
            return self._page(request, view, form, (problem,), status=status_of(kept))
        return None if kept is None else await self._answered(request, form, kept)

    async def too_large(self, request: Request) -> Response:
        """A file that was not read because of its size."""
        try:
            view = await self._desk.view(_token_in(request.url.path))
        except NoSuchCase:
            return await self._pages.error(request, 413)
        return self._page(request, view, None, (Problem("file", _TOO_LARGE),), status=413)

    def asker(self, what: str) -> Route:
        """The question before leaving off (`withdraw`) or erasing (`erase`); the answer is a form."""

        async def ask(request: Request) -> Response:
            view = await self._desk.view(token_of(request))
            is_offered = view.may_withdraw if what == "withdraw" else view.erased_at is None
            if not is_offered:
                return self._pages.go(self._words(request, view), _address(request))
            here = f"{_address(request)}/{what}"
            words = self._words(request, view)
            return self._pages.page(
                "guided_ask.html",
                words,
                here=here,
                view=view,
                asked_id=self._guide.answering(view.carrier_id),
                what=what,
                address=_address(request),
            )

        return ask

    def doer(self, what: str) -> Route:
        """The answer to that question."""

        async def do(request: Request) -> Response:
            form, token = await read_form(request), token_of(request)
            done = self._desk.withdraw if what == "withdraw" else self._desk.erase
            try:
                refusal = await done(token, key=form.key)
            except Unfit as unfit:
                view = await self._desk.view(token)
                return self._page(request, view, form, unfit.problems, status=422)
            return await self._answered(request, form, refusal)

        return do

    def document(self, kind: str) -> Route:
        """The route that hands out a PDF."""

        async def fetch(request: Request) -> Response:
            pdf = await self._desk.document(token_of(request), kind)
            if pdf is None:
                return await self._missing(request, kind)
            return handed_out(pdf, f"{kind}.pdf", "application/pdf", is_of_a_case=True)

        return fetch

    async def file(self, request: Request) -> Response:
        """One piece of evidence, always to be saved and never to be shown here."""
        number: int = request.path_params["number"]
        found = await self._desk.evidence(token_of(request), number)
        if found is None:
            raise HTTPException(404)
        return handed_out(found.content, found.name, found.media_type, is_of_a_case=True)

    async def everything(self, request: Request) -> Response:
        """All that is kept, as one archive."""
        found = await self._desk.everything(token_of(request))
        if found is None or self._parts.pack_everything is None:
            return await self._missing(request, "everything")
        words = self._words(request, found.view)
        plan = self._plan(found.view, words.language)
        packed = await asyncio.to_thread(self._parts.pack_everything, found, plan, words.language)
        return handed_out(packed, "case.zip", "application/zip", is_of_a_case=True)

    # ------------------------------------------------------------ inside

    async def _missing(self, request: Request, kind: str) -> Response:
        view = await self._desk.view(token_of(request))
        word = why_missing(kind, view.state, is_erased=view.erased_at is not None)
        return await self._pages.error(request, 404, word=word)

    async def _answered(self, request: Request, form: Form, refusal: Refusal | None) -> Response:
        view = await self._desk.view(token_of(request))
        if refusal is None:
            return self._pages.go(self._words(request, view), _address(request))
        return self._page(request, view, form, (problem_of(refusal),), status=status_of(refusal))

    def _words(self, request: Request, view: GuidedView) -> Words:
        carrier = self._parts.carriers.get(view.carrier_id)
        return self._pages.words(request, carrier=carrier, otherwise=view.language)

    def _plan(self, view: GuidedView, language: str) -> PlanView | None:
        """The plan as it is today, from what was said when the case began; None once that is erased."""
        if view.situation is None:
            return None
        today = self._guide.today(view.carrier_id)
        return self._guide.plan(view.carrier_id, keeping.as_of(view.situation, today), language)

    def _page(
        self,
        request: Request,
        view: GuidedView,
        form: Form | None = None,
        problems: Sequence[Problem] = (),
        *,
        status: int = 200,
    ) -> Response:
        if (
            form is not None
            and form.first("task")
            and (not view.current or form.first("task") != view.current.task)
        ):
            form = None  # what was typed to one step, its note too, is no answer to another
        words, address = self._words(request, view), f"{ADDRESS}/{_token_in(request.url.path)}"
        response = self._pages.page(
            "guided.html",
            words,
            status=status,
            form=form,
            problems=problems,
            here=address,
            view=view,
            asked_id=self._guide.answering(view.carrier_id),
            address=address,
            after=address_after(view.carrier_id, view.ended_at, view.time_zone),
            number=sum(task.state == "done" for task in view.tasks) + 1,
            hows=(*(answer.value for answer in view.sim_answers), LEFT_OPEN),
            asked_by=tuple(AskedBy),
            reload_seconds=_RELOAD_SECONDS if view.is_waiting else None,
            bytes_max=UPLOAD_BYTES_MAX,
            help=self._help(view, words),
            other=other_line_shown(self._parts, view.identifier, view.carrier_id, words.language),
        )
        response.headers["X-Robots-Tag"] = "noindex"
        return may_be_gone_back_to(response) if request.method == "POST" else response

    def _help(self, view: GuidedView, words: Words) -> Mapping[str, object]:
        """What the plan says to the present task, with its sources."""
        plan = self._plan(view, words.language)
        if plan is None or view.current is None:
            return {"tasks": (), "contacts": (), "offices": (), "notes": None}
        tasks = keeping.help_with(view.current.task, plan)
        contacts, offices = keeping.contacts_for(view.current.task, plan)
        said = [said for task in tasks for said in task.items]
        named = (one for task in tasks for one in (*task.contacts, *task.offices))
        said += [one.said for one in (*named, *contacts, *offices)]
        notes = journey.footnotes(self._guide, view.carrier_id, said, words)
        return {"tasks": tasks, "contacts": contacts, "offices": offices, "notes": notes}


class UploadsOf:
    """How many bytes the paths of uploads take; a made-up link takes no more than any form."""

    def __init__(self, fixed: Mapping[str, int], desk: GuidedDesk | None) -> None:
        self._fixed = fixed
        self._desk = desk

    def get(self, path: str, /) -> int | None:
        """So many bytes; None for a path that takes no files."""
        if is_picture(path):
            return UPLOAD_BYTES_MAX
        if self._desk is not None and is_upload(path) and self._desk.is_link(_token_in(path)):
            return UPLOAD_BYTES_MAX
        return self._fixed.get(path)


def is_upload(path: str) -> bool:
    """Whether files of guided cases are sent here."""
    return path.startswith(f"{ADDRESS}/") and path.endswith(("/evidence", "/say")) and path.count("/") == 3


def _ways(situation: Situation) -> tuple[Way, ...]:
    return (Way.ASK, Way.LAPSE) if keeping.may_lapse(situation) else (Way.ASK,)


def _token_in(path: str) -> str:
    return path.removeprefix(f"{ADDRESS}/").partition("/")[0][:TOKEN_LENGTH_MAX]


def _address(request: Request) -> str:
    return f"{ADDRESS}/{token_of(request)}"
