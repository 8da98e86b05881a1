"""The page that tells whose line or card it is, from one thing somebody knows or from several. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from signoff.channels.portal.pages import Pages, may_be_gone_back_to
from signoff.channels.portal.parts import PortalParts
from signoff.channels.web.forms import Form, Problem, read_form
from signoff.domain.identify import Cited, Identification, Reason, Sureness
from signoff.traveller.card_reader import CardReader
from signoff.traveller.identify import NotUnderstood, Signs
from signoff.traveller.telling import GeneralPlan, Telling, Way

ADDRESS = "/identify"
QUESTIONS = ("iccid", "imsi", "number", "printed", "shown", "dialled")
_TITLE = "\N{OBJECT REPLACEMENT CHARACTER}"  # where a link stands in a sentence
_RULES = {Sureness.HIGH: "done", Sureness.MEDIUM: "recorded", Sureness.LOW: "recorded"}


class Identifying:
    """The routes of the page."""

    def __init__(self, parts: PortalParts, pages: Pages, reader: CardReader) -> None:
        self._parts = parts
        self._pages = pages
        self._reader = reader

    async def show(self, request: Request) -> Response:
        """The form."""
        return self._page(request, Form())

    async def take(self, request: Request) -> Response:
        """The answer, with the form as it was typed, so that something can be added."""
        form = await read_form(request)
        typed = {name: form.first(name) for name in ("value", *QUESTIONS, "country")}
        try:
            found = self._reader.read(Signs(**typed))
        except NotUnderstood as problem:
            wrong = Problem(problem.field, f"identify.problem.{problem.word}")
            return may_be_gone_back_to(self._page(request, form, wrong))
        return may_be_gone_back_to(self._page(request, form, found=found))

    def _page(
        self, request: Request, form: Form, *problems: Problem, found: Identification | None = None
    ) -> Response:
        words = self._pages.words(request)
        telling = self._reader.telling(words.language)
        is_open = any(form.first(name).strip() for name in (*QUESTIONS, "country"))
        return self._pages.page(
            "identify.html",
            words,
            status=422 if problems else 200,
            form=form,
            problems=problems,
            here=ADDRESS,
            here_form=ADDRESS if request.method == "POST" else None,
            countries=self._reader.countries,
            questions=QUESTIONS,
            is_open=is_open or bool(problems),
            found=self._answer(telling, found) if found is not None else None,
        )

    def _answer(self, telling: Telling, found: Identification) -> Mapping[str, object]:
        """What the template shows, in words."""
        carrier = found.carrier
        plan = self._reader.plan(found)
        return {
            "title": telling.answer(found),
            "rule": _RULES[found.sureness] if carrier else "",
            "besides": telling.besides(found),
            "sureness": telling.t(f"sure.{found.sureness}") if carrier else "",
            "surer": self._surer(telling, found),
            "carrier": carrier,
            "carrier_name": telling.carrier(carrier) if carrier else "",
            "leaving": found.original
            if carrier and self._parts.guide
            else None,  # the line's own carrier, also one that is gone
            "is_likely": found.sureness is not Sureness.LOW,
            "is_hosted": carrier in self._parts.carriers,
            "reasons": tuple(reasons_shown(telling, found.reasons)),
            "cautions": tuple(telling.caution(caution) for caution in found.cautions),
            "plan": _plan(telling, plan, self._parts) if plan is not None else None,
        }

    def _surer(self, telling: Telling, found: Identification) -> str:
        """What would make sure; empty where it is."""
        if found.carrier is None or found.sureness is Sureness.HIGH:
            return ""
        if self._reader.is_confirmed_by_card(found.carrier):
            return telling.t("surer_card")
        return telling.t("surer_imsi", carrier=telling.carrier(found.carrier))


def reasons_shown(telling: Telling, reasons: Iterable[Reason]) -> Iterator[Mapping[str, object]]:
    """Each sign with what it tells, and its source with its title as a link."""
    for reason in reasons:
        value = reason.value
        if reason.sign == "country":
            value = telling.country(value)
        elif reason.sign == "succession":
            value = telling.carrier(value)
        yield {
            "sign": telling.t(f"sign.{reason.sign}"),
            "value": value,
            "text": telling.reason(reason.said),
            "source": _source(telling, reason.source),
        }


def _source(telling: Telling, source: Cited) -> Mapping[str, str]:
    """The sentence about a source in two halves, between which its title stands as a link."""
    said = telling.source(replace(source, title=_TITLE))
    before, _, after = telling.t("signed", sign=telling.t("source_label"), value=said).partition(_TITLE)
    return {"before": before, "title": source.title, "url": source.url, "after": after}


def _plan(telling: Telling, plan: GeneralPlan, parts: PortalParts) -> Mapping[str, object]:
    def shown(ways: tuple[Way, ...]) -> list[Mapping[str, str]]:
        return [{"value": parts.show_identifier(way.value), "purpose": way.purpose} for way in ways]

    return {
        "title": telling.t("plan.title", country=telling.country(plan.country)),
        "codes": shown(plan.codes),
        "codes_source": _source(telling, plan.codes[0].source) if plan.codes else None,
        "regulator": shown(plan.regulator),
        "regulator_source": _source(telling, plan.regulator[0].source) if plan.regulator else None,
    }
