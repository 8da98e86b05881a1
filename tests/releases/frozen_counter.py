"""The scenes of a freeze at the counter, by mail, and where a person shows who they are; part of `freeze.py`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from signoff.counter import CounterDesk
from signoff.desk import DocumentPicture
from signoff.domain import answer as a
from signoff.domain import counter_act as act
from signoff.domain.carrier import Approved, PayoutWay
from signoff.domain.case import State, StepStatus
from signoff.domain.counter_case import Document
from signoff.domain.identity import IdentityStatus
from signoff.domain.requirement import RequirementKind
from signoff.domain.staff import Role
from signoff.domain.standing import Hold
from signoff.domain.step_up import Channel
from signoff.identity.vouching import Vouching
from signoff.ports import DocumentVerdict
from signoff.testing.person import Person
from tests.engine.stage import ENDINGS
from tests.releases.ending import checked, does, staff

if TYPE_CHECKING:
    from tests.releases.freeze import Freezer

POSTPAID, REFUND, FORFEIT, DEPOSIT, ESIM, NOTHING = ENDINGS


@dataclass(frozen=True)
class Photo:
    """A picture as if it had been made anew."""

    content: bytes = b"a photo"
    sha256: str = "5" * 64
    media_type: str = "image/jpeg"


async def by_mail(freezer: Freezer) -> None:
    """A code to sign with was asked for by mail."""
    writes = await freezer.person("open_by_mail", REFUND)
    writes.desk = replace(freezer.app.desk, channel=Channel.MAIL)
    await writes.walk_to(RequirementKind.SIGN_AGREEMENT)
    await writes.say("code/2", a.WantCode())
    await freezer.leave("open_by_mail", writes, State.ENDED)


async def who_they_are(freezer: Freezer) -> None:
    """A new SIM: one is asked who they are, one waits for somebody to look at a picture, one was seen and signed."""
    asked = await _with_new_sim(freezer, "agreed_once_identified")
    await asked.walk_to(RequirementKind.PROVE_IDENTITY)
    await freezer.leave(asked.key, asked, State.ENDED, "checked")

    shown = await _with_new_sim(freezer, "agreed_once_looked_at")
    await shown.walk_to(RequirementKind.PROVE_IDENTITY)
    await _show(freezer, shown)
    await freezer.leave(shown.key, shown, State.ENDED, "picture_decided")

    seen = await _with_new_sim(freezer, "agreed_identified")
    await seen.walk_to(RequirementKind.PROVE_IDENTITY)
    await checked(freezer.app, _entry(seen))
    await freezer.until(seen, lambda case: case.state is State.AGREED)
    await freezer.leave(seen.key, seen, State.ENDED)


async def held_and_lost(freezer: Freezer) -> None:
    """A line that its holder had locked, and one whose SIM was lost: nobody ends that one from afar."""
    held = await freezer.person("open_held", REFUND)
    await freezer.stage.sandbox.hands.put_hold(held.phone.line.handle, Hold.LOCKED)  # type: ignore[attr-defined]  # the sandbox's phone
    await held.prove()
    await freezer.until(
        held, lambda case: case.standing is not None and bool(case.standing.holds), walks=False
    )
    await freezer.leave(held.key, held, State.ENDED, "let_go")
    lost = await freezer.person("open_lost", REFUND)
    await lost.walk_to(RequirementKind.GIVE_OTHER_CONTACT)
    await lost.say("loss", a.ReportLoss())
    await freezer.until(lost, lambda case: case.suspended_at is not None, walks=False)
    await freezer.leave(lost.key, lost, State.OPEN)


async def in_the_shop(freezer: Freezer) -> None:
    """Begun by a clerk, proven with the card, with a question in the help thread that was answered."""
    person = await freezer.person("open_in_the_shop", DEPOSIT)
    clerk = staff(freezer.app, Role.CLERK)
    begun = await CounterDesk(freezer.app.desk).begin(clerk, person.plan.ask, key=person.key)
    assert isinstance(begun, tuple)
    person.token = freezer.app.keys.of(begun[0]).link_token(begun[1])
    await person.say("confirm", a.ConfirmLine())
    await person.say("code/1", a.WantCode())
    await freezer.until(person, lambda case: case.proof.traits is not None, walks=False)
    iccid = person.phone.line.iccid  # type: ignore[attr-defined]  # the sandbox's phone
    for said in (
        act.CheckIdentity(Document.ID_CARD, is_holder=True),
        act.ScanCard(iccid),
        act.ProveInPerson(),
    ):
        await does(freezer.app, _entry(person), clerk, said)
    await person.say("help", a.AskHelp("When is my last day?"))
    await does(freezer.app, _entry(person), clerk, act.WriteMessage("Today."))
    await freezer.leave(person.key, person, State.ENDED)


async def by_two(freezer: Freezer) -> None:
    """Money that cannot be paid: somebody asks to give that up, somebody has; a card in its bag."""
    asked = await _stuck(freezer, "closing_approval_asked")
    await freezer.leave(asked.key, asked, State.ENDED, "approved")
    given_up = await _stuck(freezer, "ended_given_up")
    entry, counter, office = _entry(given_up), freezer.app, staff(freezer.app, Role.BACK_OFFICE)
    seen = await CounterDesk(counter.desk).look(office, entry["carrier"], entry["case"], "en")
    asked_for = seen.approvals[-1]
    supervisor, clerk = staff(counter, Role.SUPERVISOR), staff(counter, Role.CLERK)
    await does(counter, entry, supervisor, act.DecideApproval(asked_for.number, is_granted=True))
    await does(counter, entry, office, act.GiveUpStep(asked_for.key, approval=asked_for.number))
    await freezer.until(given_up, lambda case: case.state is State.ENDED)
    await does(counter, entry, clerk, act.BagCard("bag 7"))
    await does(counter, entry, clerk, act.DestroyCard())
    await freezer.leave(given_up.key, given_up, State.ENDED, "destroyed")


SCENES = (by_mail, who_they_are, held_and_lost, in_the_shop, by_two)


def _entry(person: Person) -> dict[str, str]:
    """What is known of a case that is not left yet."""
    return {
        "name": person.key,
        "key": person.key,
        "carrier": person.plan.ask.carrier_id,
        "case": person.case_id,
    }


async def _with_new_sim(freezer: Freezer, name: str) -> Person:
    person = await freezer.person(name, REFUND)
    line = await freezer.stage.sandbox.hands.swap_sim(person.phone.line)  # type: ignore[attr-defined]  # the sandbox's phone
    person.phone = replace(person.phone, line=line)  # type: ignore[type-var]  # the same
    return person


async def _show(freezer: Freezer, person: Person) -> None:
    """Give a picture that no machine can read."""

    async def take_in(*_: object) -> Photo:
        return Photo()

    async def read(*_: object) -> DocumentVerdict:
        return DocumentVerdict(is_match=False, asks_again=False, doubts=("name_differs",))

    setattr(Vouching, "read", read)  # noqa: B010 - how pictures are read is tried elsewhere
    desk, picture = replace(freezer.app.desk, take_in=take_in), DocumentPicture("passport", b"photo")
    await desk.show_document(await person.ask(), picture, key=f"{person.key}/picture")
    await freezer.until(person, lambda case: case.identity.status is IdentityStatus.WAITS, walks=False)


async def _stuck(freezer: Freezer, name: str) -> Person:
    """A case whose money cannot be credited, since the line it was to go to is gone, with an approval asked for."""
    person, other = await freezer.person(name, REFUND), await freezer.stage.line(REFUND)
    await person.walk_to(RequirementKind.CHOOSE_MONEY_WAY)
    await person.say("way/1", a.ChooseMoneyWay(PayoutWay.OTHER_LINE, other.numbers[0]))
    await freezer.stage.sandbox.hands.end(other.handle, quarantined_until_on=freezer.clock().date())
    case = await freezer.until(
        person, lambda case: any(step.status is StepStatus.NEEDS_PERSON for step in case.ending.steps)
    )
    office, entry = staff(freezer.app, Role.BACK_OFFICE), _entry(person)
    seen = await CounterDesk(freezer.app.desk).look(office, entry["carrier"], case.id, "en")
    key = seen.troubles[0].key
    said = act.AskApproval(Approved.GIVE_UP_STEP, key, value="Paid by hand last week.")
    await does(freezer.app, entry, office, said)
    return person
