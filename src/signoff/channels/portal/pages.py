"""Rendering: a template, the reader's language, and the few words templates may call (`t`, `money`, `href` ...)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from signoff.channels.portal.parts import PortalParts
from signoff.channels.portal.ways import way_at, ways_of
from signoff.channels.web import language
from signoff.channels.web.forms import Form, Problem, fresh_key
from signoff.channels.web.place import addresses_of_files, templates_beside
from signoff.channels.web.words import Words, with_language
from signoff.domain.carrier import Carrier

HERE = Path(__file__).parent
_ERRORS = frozenset({403, 404, 405, 408, 413, 415, 421, 422, 429, 500, 503})


class Pages:
    """Makes HTML answers."""

    def __init__(self, parts: PortalParts) -> None:
        self._parts = parts
        self._templates = templates_beside(HERE)
        self._static = addresses_of_files()

    def words(
        self, request: Request, *, carrier: Carrier | None = None, otherwise: str | None = None
    ) -> Words:
        """The words of a request; `otherwise` is a case's own language, before what the browser asks for."""
        offered = self._parts.languages
        explicit = language.chosen(request.query_params.get("lang"), offered)
        tacit = language.chosen(otherwise, offered) or language.preferred(
            request.headers.get("accept-language"), offered
        )
        return Words(self._parts, explicit or tacit or offered[0], explicit is not None, carrier)

    def page(
        self,
        template: str,
        words: Words,
        *,
        status: int = 200,
        form: Form | None = None,
        problems: Sequence[Problem] = (),
        here: str = "/",
        here_form: str | None = None,
        **values: object,
    ) -> Response:
        """One page. Problems with a field stand at the field and in the summary, the others in the summary only.

        The language links lead to `here`, or send the page's form to `here_form` so that nothing typed is lost.
        """
        at_field: dict[str, str] = {}
        for problem in problems:
            if problem.field:
                at_field.setdefault(problem.field, words.message(problem))
        html = self._templates.get_template(template).render(
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
            here_in=lambda one: with_language(here, one),
            here_form=here_form,
            fresh_key=fresh_key,
            show_identifier=self._parts.show_identifier,
            static=self._static,
            all_ways=ways_of(self._parts),
            way_here=way_at(here_form or here, self._parts),
            is_beginning=here == "/" and here_form is None,
            is_top=here_form is None and here.count("/") == 1,
            is_sandbox=self._parts.is_sandbox,
            form=form or Form(),
            key=fresh_key(),
            errors=at_field,
            notices=[words.message(problem) for problem in problems if not problem.field],
            **values,
        )
        headers = {"Vary": "Accept-Language", "Content-Language": words.language}
        return HTMLResponse(html, status, headers)

    async def error(self, request: Request, status: int, *, word: str = "") -> Response:
        """A page for a request that leads nowhere, without any detail of what went wrong inside.

        `word` names a text that is more exact than the status.
        """
        shown = status if status in _ERRORS else (500 if status >= 500 else 404)
        return self.page(
            "error.html",
            self.words(request),
            status=status,
            number=shown,
            word=word or str(shown),
            carriers=tuple(self._parts.carriers) if shown == 404 and not word else (),
            # Under a foreign name every link of ours leads back to it.
            own_address=self._parts.address if shown == 421 else "",
        )

    def go(self, words: Words, path: str) -> Response:
        """See other: what follows a form that was taken."""
        return RedirectResponse(words.href(path), 303)


def may_be_gone_back_to(page: Response) -> Response:
    """The page that answers a form, kept by the browser itself: going back shows it again instead of a warning.

    It holds what its reader has just typed, and what the private link in the browser's history opens anyway.
    """
    page.headers["Cache-Control"] = "private, no-cache"
    return page
