"""Reads the forms of a guided case: the wish to keep it, what became of a task, and the file in an upload."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from signoff.channels.portal.guard import BODY_BYTES_MAX
from signoff.channels.portal.parts import PortalParts
from signoff.channels.web.files import not_taken
from signoff.channels.web.forms import Form, Problem, Unfit, must_be_sent_as, read_form
from signoff.channels.web.readers import read_contact, read_identifier
from signoff.domain.carrier import Carrier
from signoff.domain.case import State
from signoff.domain.guidance import CHARGES_CLOSED, DEAD_SIGNS, AskedBy, Outcome, Task, Way
from signoff.domain.guided_view import GuidedView, Say, TaskState
from signoff.domain.limits import NOTE_LENGTH_MAX
from signoff.domain.line import Contact, Identifier
from signoff.domain.requirement import SimAnswer, Tie

UPLOAD_BYTES_MAX = 20 * 1024 * 1024 + 64 * 1024
"""What the intake takes, and what a form adds to it."""

LEFT_OPEN = "unknown"
"""The choice that leaves a task open, among the answers to what became of the SIM."""

ANSWERED = "guided.problem.answered"
"""Said when a step was answered before, as on another page of the same case."""

_FIELDS_MAX = 64  # as of any form
_TYPED = ("note", "how", "outcome", "ties", "signs")

_BREAK = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class Upload:
    """The file of a form; empty where none was chosen."""

    content: bytes = b""
    name: str = ""


class _InMemory(MultiPartParser):
    """Keeps a file in memory whatever its size, which is bounded: nothing a person adds lies open on a disk."""

    spool_max_size = UPLOAD_BYTES_MAX


def read_line(parts: PortalParts, form: Form, carrier: Carrier) -> tuple[Identifier, Contact | None]:
    """The line to keep a case about, and where news goes, if anywhere. Raises Unfit with every problem at once."""
    problems: list[Problem] = []
    identifier: Identifier | None = None
    contact: Contact | None = None
    try:
        identifier = _identifier(parts, form.first("identifier"), carrier)
    except Unfit as unfit:
        problems += unfit.problems
    try:
        typed = form.first("contact").strip()
        contact = read_contact(parts, "contact", typed, carrier.country) if typed else None
    except Unfit as unfit:
        problems += unfit.problems
    if problems or identifier is None:
        raise Unfit(*problems)
    return identifier, contact


def _identifier(parts: PortalParts, text: str, carrier: Carrier) -> Identifier:
    """A number or ICCID, or the shorter number that the carrier prints on its cards. Raises Unfit."""
    try:
        return read_identifier(parts, "identifier", text, carrier)
    except Unfit:
        reader = parts.card_reader
        printed = reader.printed_on_card(text, carrier.id) if reader is not None else None
        if printed is None:
            raise
        return printed


def read_way(form: Form, offered: tuple[Way, ...]) -> Way:
    """How the line is to end. Raises Unfit."""
    way = form.first("way")
    if way not in set(offered):
        raise Unfit(Problem("way", "portal.problems.choice_missing"))
    return Way(way)


def is_answer_too_late(form: Form, view: GuidedView) -> bool:
    """Whether the case is over, so that no answer can be right; one that was given before is told as such."""
    if view.erased_at is not None or view.state in (State.WITHDRAWN, State.LAPSED):
        return True
    return view.state == State.ENDED and all(one.task != form.first("task") for one in view.tasks)


def read_say(form: Form, view: GuidedView) -> Say:
    """What became of the present task. Raises Unfit with the problem at its field."""
    named = form.first("task")
    if any(one.task == named and one.state is TaskState.DONE for one in view.tasks):
        raise Unfit(Problem("", ANSWERED))
    if view.current is None or named != view.current.task:
        raise Unfit(Problem("", "portal.notices.form_stale"))
    task, note = view.current.task, _note(form)
    if task is Task.HANDLE_SIM:
        return _sim(form, view, note)
    if task is Task.SETTLE:
        return _settled(form, view, note)
    outcome = _outcome(form, view)
    is_done = outcome is Outcome.DONE
    how = form.first("how") if task is Task.ASK_CARRIER else ""
    if task is Task.ASK_CARRIER and how not in set(AskedBy):
        raise Unfit(Problem("how", "portal.problems.choice_missing"))
    if task is Task.FINAL_BILL and is_done and form.has("how", CHARGES_CLOSED):
        how = CHARGES_CLOSED
    signs = tuple(kind for kind in DEAD_SIGNS if form.has("signs", kind.value)) if is_done else ()
    if task is Task.SEE_DEAD and is_done and not signs:
        raise Unfit(Problem("signs", "guided.problem.signs"))
    ties = tuple(tie for tie in Tie if form.has("ties", tie.value))
    return Say(task, outcome, how, ties, signs, note)


def _sim(form: Form, view: GuidedView, note: str) -> Say:
    how = form.first("how")
    if how == LEFT_OPEN:
        return Say(Task.HANDLE_SIM, Outcome.UNKNOWN, note=note)
    if how not in {answer.value for answer in view.sim_answers}:
        raise Unfit(Problem("how", "portal.problems.choice_missing"))
    return Say(Task.HANDLE_SIM, Outcome.DONE, SimAnswer(how).value, note=note)


def _settled(form: Form, view: GuidedView, note: str) -> Say:
    how = form.first("how")
    if how in set(view.settled_answers):
        return Say(Task.SETTLE, Outcome.DONE, how, note=note)
    if how not in set(view.outcomes) - {Outcome.DONE}:
        raise Unfit(Problem("how", "portal.problems.choice_missing"))
    return Say(Task.SETTLE, Outcome(how), note=note)


def _outcome(form: Form, view: GuidedView) -> Outcome:
    if len(view.outcomes) == 1:
        return view.outcomes[0]
    outcome = form.first("outcome")
    if outcome not in set(view.outcomes):
        raise Unfit(Problem("outcome", "portal.problems.choice_missing"))
    return Outcome(outcome)


def _note(form: Form) -> str:
    """A note in the person's own words: lines stay, everything invisible goes. Raises Unfit."""
    typed = _BREAK.sub("\n", form.first("note"))
    if len(typed) > NOTE_LENGTH_MAX:
        raise Unfit(Problem("note", "guided.problem.note_too_long"))
    kept = (one for one in typed if one == "\n" or unicodedata.category(one)[0] != "C")
    return "".join(kept).strip()


async def read_upload(request: Request) -> tuple[Form, Upload]:
    """The fields of the form, and its file. Raises Unfit or HTTPException 415, 422."""
    must_be_sent_as("multipart/form-data", request)
    try:
        parser = _InMemory(request.headers, request.stream(), max_files=1, max_fields=_FIELDS_MAX)
        parsed = await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise not_taken(error) from error
    try:
        fields: dict[str, tuple[str, ...]] = {}
        for field, value in parsed.multi_items():
            if isinstance(value, str):
                fields[field] = (*fields.get(field, ()), value)
        file = parsed.get("file")
        content = await file.read() if isinstance(file, UploadFile) else b""
        name = (file.filename or "") if isinstance(file, UploadFile) else ""
        return Form(fields), Upload(content, name)
    finally:
        await parsed.close()


async def read_answer(request: Request) -> tuple[Form, Upload]:
    """What is said of a task, and the file chosen beside it. Raises Unfit or HTTPException 413, 415, 422."""
    if request.headers.get("content-type", "").startswith("multipart/"):
        return await read_upload(request)
    if len(await request.body()) > BODY_BYTES_MAX:
        raise HTTPException(413)  # only a file may be as large as this address takes
    return await read_form(request), Upload()


def key_of_file(form: Form) -> str:
    """The Idempotency-Key of the file, which is another than the answer's. Raises Unfit."""
    return Form({"key": (form.first("file_key") or form.first("key"),)}).key


def has_typed(form: Form) -> bool:
    """Whether something was answered or noted that is not sent yet."""
    return any(value.strip() for name in _TYPED for value in form.values.get(name, ()))


def is_too_large(form: Form) -> bool:
    """Whether the page held a file back because of its size, so that what was typed beside it is not lost."""
    return bool(form.first("file_too_large"))
