"""The page that advises: what to do with a line, why, what it costs and what follows when. Nothing is stored."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal import journey
from signoff.channels.portal.journey import JourneyForm
from signoff.channels.portal.pages import may_be_gone_back_to

ADDRESS = "/advise"


class Advising(JourneyForm):
    """The routes of the page."""

    ADDRESS = ADDRESS
    AREA = "advice"

    async def take(self, request: Request) -> Response:
        """The advice."""
        read = await self._read(request)
        if isinstance(read, Response):
            return read
        form, carrier_id, situation = read
        words = self._pages.words(request)
        view = self._guide.advise(carrier_id, situation, words.language)
        page = self._pages.page(
            "advice.html",
            words,
            form=form,
            here_form=ADDRESS,
            view=view,
            notes=journey.footnotes(self._guide, carrier_id, view.sayings, words),
            hidden=journey.hidden_values(form),
        )
        return may_be_gone_back_to(page)
