"""What a case knows of somebody who acts for its holder: by which right, and what became of each paper; as values.

Names and pictures lie sealed under the names here. `authority.py` has the rules, `third_party.py` what carriers ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from signoff.domain.changing import replace
from signoff.domain.counter_case import CHECK_LIFE
from signoff.domain.event import Sealed
from signoff.domain.identity import Voucher
from signoff.domain.third_party import NAMES_HOLDER, Paper, Right, ThirdParty
from signoff.domain.typed_paper import Agreement

TOLD_MAX = 5
"""How often a case takes it that somebody acts for its holder, or does not: slips, and no more."""


class PaperStatus(StrEnum):
    """How far one paper is. Stored words."""

    WAITS = "waits"  # its picture is to be looked at by a person
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """One paper as it was shown last; `number` is that of its picture, 0 for one that lay on the table of a shop."""

    paper: Paper
    status: PaperStatus
    at: datetime
    number: int = 0
    voucher: Voucher | None = None
    doubt: str = ""
    by: str = ""  # who of the staff looked at it
    asker: str = ""  # the request by whose link its picture came
    agreement: Agreement = Agreement.UNSAID  # of the holder that it names with records

    @property
    def is_unproven(self) -> bool:
        """Whether somebody vouched for it and nobody compared its holder with records: an older release did not."""
        is_vouched = self.paper in NAMES_HOLDER and self.status is PaperStatus.ACCEPTED
        return is_vouched and self.agreement is Agreement.UNSAID

    def is_on_table(self, at: datetime) -> bool:
        """Whether it lay before a clerk just now."""
        return self.voucher is Voucher.CLERK and at - self.at <= CHECK_LIFE


@dataclass(frozen=True)
class Acting:
    """Who acts for the holder; `right` is None for the holder, or whoever says nothing of it.

    `told`: how often something was said of it. Once it was, a code to the line is never enough again on this case.
    """

    right: Right | None = None
    holder: Sealed | None = None  # the holder's name, as whoever acts gave it
    told: int = 0
    papers: tuple[ShownPaper, ...] = ()
    accepted_at: datetime | None = None  # when the last of the papers was vouched for
    seen_at: datetime | None = None  # when a clerk had the person themselves before them
    seen_by: str = ""  # which one

    def shown(self, paper: Paper) -> ShownPaper | None:
        """What became of this paper, if it was shown."""
        return next((one for one in self.papers if one.paper is paper), None)

    def status(self, paper: Paper) -> PaperStatus | None:
        """How far this paper is; None while it was not shown."""
        shown = self.shown(paper)
        return shown.status if shown is not None else None

    def waits(self) -> tuple[ShownPaper, ...]:
        """The papers whose pictures somebody has to look at."""
        return tuple(one for one in self.papers if one.status is PaperStatus.WAITS)

    def is_of_another(self, asker: str) -> bool:
        """Whether pictures that came by another link wait or count: one set of papers is of one person."""
        standing = (one for one in self.papers if one.status is not PaperStatus.REFUSED)
        return any(one.asker not in ("", asker) for one in standing)

    def missing(self, rule: ThirdParty) -> tuple[Paper, ...]:
        """What is still to be shown, in the order of the rule: not there yet, or refused."""
        settled = (PaperStatus.WAITS, PaperStatus.ACCEPTED)
        return tuple(paper for paper in rule.papers if self.status(paper) not in settled)

    def is_complete(self, rule: ThirdParty) -> bool:
        """Whether somebody vouches for every paper of the rule."""
        return all(self.status(paper) is PaperStatus.ACCEPTED for paper in rule.papers)

    def is_here(self, at: datetime) -> bool:
        """Whether whoever acts stood at the counter just now, with their own document at least."""
        return self.seen_at is not None and at - self.seen_at <= CHECK_LIFE

    def is_present(self, at: datetime) -> bool:
        """Whether they did, with papers that are all in order."""
        return self.accepted_at is not None and self.is_here(at)

    def gone(self) -> Acting:
        """The same, with nobody before whom they stand."""
        return replace(self, seen_at=None, seen_by="")

    def shown_to(self, staff_id: str, at: datetime) -> Acting:
        """With no more than what lies on the table before this one of the staff: the rest was of who knows whom."""
        is_theirs = self.seen_by == staff_id and self.is_here(at)
        gone = (
            one.paper for one in self.papers if not (is_theirs and one.by == staff_id and one.is_on_table(at))
        )
        left = self.without(tuple(gone))
        return left if is_theirs else left.gone()

    def too_old(self, since: datetime) -> tuple[Paper, ...]:
        """The papers that somebody vouched for before this instant."""
        return tuple(one.paper for one in self.accepted if one.at < since)

    def unproven(self) -> tuple[Paper, ...]:
        """The papers of which nobody has compared with records whom they name as the holder."""
        return tuple(one.paper for one in self.papers if one.is_unproven)

    @property
    def compared(self) -> str:
        """What comparing the holder that papers name with records came to: a word of the texts (area `acting`).

        Empty for papers of an older release, whose agreement said nothing of it.
        """
        said = {one.agreement for one in self.accepted if one.paper in NAMES_HOLDER}
        if not said or Agreement.UNSAID in said:
            return ""
        return "compared" if said == {Agreement.AGREES} else "uncompared"

    @property
    def accepted(self) -> tuple[ShownPaper, ...]:
        """Those that somebody vouched for."""
        return tuple(one for one in self.papers if one.status is PaperStatus.ACCEPTED)

    def of_links(self, links: tuple[str, ...]) -> tuple[Paper, ...]:
        """The papers that somebody vouched for by pictures that came by one of these links."""
        return tuple(one.paper for one in self.accepted if one.asker in links)

    def moved(self, links: tuple[str, ...], to: str) -> Acting:
        """The same with what came by these links as if it had come by that one: it is the same person's."""
        return replace(
            self, papers=tuple(replace(one, asker=to) if one.asker in links else one for one in self.papers)
        )

    def without(self, papers: tuple[Paper, ...]) -> Acting:
        """The right as it was said; these papers are asked for again."""
        kept = tuple(one for one in self.papers if one.paper not in papers)
        return replace(self, papers=kept, accepted_at=None)

    def with_paper(self, shown: ShownPaper) -> Acting:
        """The same with this paper in place of what was shown of it before."""
        others = tuple(one for one in self.papers if one.paper is not shown.paper)
        is_good = shown.status is PaperStatus.ACCEPTED
        is_here = shown.paper is Paper.OWN_IDENTITY and is_good and shown.voucher is Voucher.CLERK
        return replace(
            self,
            papers=(*others, shown),
            accepted_at=self.accepted_at if is_good else None,
            seen_at=shown.at if is_here else self.seen_at,
            seen_by=shown.by if is_here else self.seen_by,
        )


THE_HOLDER = Acting()
"""Nobody has said that they are not the holder."""
