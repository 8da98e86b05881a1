"""Rendering at the counter: a template, the reader's language, and who is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from signoff.channels.counter.parts import CounterParts
from signoff.channels.counter.visit import Visit
from signoff.channels.web import language
from signoff.channels.web.forms import Form, Problem, fresh_key
from signoff.channels.web.place import addresses_of_files, templates_beside
from signoff.channels.web.words import Words, with_language
from signoff.domain.carrier import Carrier
from signoff.domain.staff import May

HERE = Path(__file__).parent
ROOT = "/counter"
_ERRORS = frozenset({401, 403, 404, 405, 422, 429})


class CounterPages:
    """Makes HTML answers."""

    def __init__(self, parts: CounterParts) -> None:
        self._parts = parts
        self._static = addresses_of_files()

    def words(self, request: Request, carrier: Carrier | None = None) -> Words:
        """The words of a request: the language in the address, else what the browser likes best."""
        offered = self._parts.languages
        explicit = language.chosen(request.query_params.get("lang"), offered)
        tacit = language.preferred(request.headers.get("accept-language"), offered)
        return Words(self._parts, explicit or tacit or offered[0], explicit is not None, carrier)

    def page(
        self,
        template: str,
        words: Words,
        visit: Visit | None,
        *,
        here: str,
        status: int = 200,
        form: Form | None = None,
        problems: Sequence[Problem] = (),
        **values: object,
    ) -> Response:
        """One page. Problems with a field stand at the field and in the summary, the others in the summary only."""
        at_field: dict[str, str] = {}
        for problem in problems:
            if problem.field:
                at_field.setdefault(problem.field, words.message(problem))
        new_key = visit.fresh_key if visit is not None else fresh_key
        html = (
            templates_beside(HERE)
            .get_template(template)
            .render(
                words=words,
                t=words.t,
                money=words.money,
                amount=words.amount,
                day=words.day,
                instant=words.instant,
                href=words.href,
                carrier_name=words.carrier_name,
                lang=words.language,
                languages=self._parts.languages,
                language_name=lambda one: self._parts.say("portal.page.language_name", one),
                here=here,
                here_in=lambda one: with_language(here, one),
                static=self._static,
                is_sandbox=self._parts.is_sandbox,
                root=ROOT,
                staff=visit.staff if visit is not None else None,
                may=lambda what: visit is not None and visit.staff.by.may(May(what)),
                form=form or Form(),
                key=new_key(),
                fresh_key=new_key,
                errors=at_field,
                notices=[words.message(problem) for problem in problems if not problem.field],
                **values,
            )
        )
        return HTMLResponse(html, status, {"Content-Language": words.language})

    def error(self, request: Request, status: int, visit: Visit | None = None) -> Response:
        """A page for what may not be, or is not there."""
        shown = status if status in _ERRORS else 404
        return self.page(
            "counter_error.html", self.words(request), visit, here=ROOT, status=status, number=shown
        )

    def go(self, words: Words, path: str) -> Response:
        """See other: what follows a form that was taken."""
        return RedirectResponse(words.href(path), 303)
