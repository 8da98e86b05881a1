"""Money as credit on another line, over the whole product: looked at before anything can be signed."""

from __future__ import annotations

import asyncio

from signoff.app import App
from signoff.domain import answer as a
from signoff.domain.carrier import PayoutWay
from signoff.domain.refusal import Reason, Refusal
from signoff.domain.requirement import RequirementKind
from signoff.sandbox.faults import FaultKind
from signoff.store import due
from signoff.testing.person import Person
from tests.engine.stage import ENDINGS, PATIENCE_SECONDS, Stage

CASH_OR_CREDIT = ENDINGS[1]


async def test_credit_goes_to_a_live_line_of_the_carrier_and_to_no_other(app: App, stage: Stage) -> None:
    """Not to the line that ends, by number or card, not to nobody's, an ended one or another carrier's."""
    line = await stage.line()
    other, foreign, gone = await stage.line(), await stage.line(ENDINGS[0]), await stage.line()
    await stage.sandbox.hands.end(gone.handle, quarantined_until_on=app.clock().date())
    person = stage.person(app.desk, line)
    await person.walk_to(RequirementKind.CHOOSE_MONEY_WAY)
    wrong = {
        line.numbers[0]: Reason.DESTINATION_IS_THE_LINE,
        line.iccid: Reason.DESTINATION_IS_THE_LINE,
        f"{line.iccid}5": Reason.DESTINATION_IS_THE_LINE,
        foreign.numbers[0]: Reason.DESTINATION_UNKNOWN,
        gone.numbers[0]: Reason.DESTINATION_UNKNOWN,
        "+85362599998": Reason.DESTINATION_UNKNOWN,
    }

    for to, reason in wrong.items():
        said = await person.say(f"to {to}", a.ChooseMoneyWay(PayoutWay.OTHER_LINE, to))
        assert said == Refusal(reason), to
    assert (await person.view()).requirement is RequirementKind.CHOOSE_MONEY_WAY
    right = a.ChooseMoneyWay(PayoutWay.OTHER_LINE, other.numbers[0])
    assert await person.say("right", right) is None
    assert (await person.view()).money_way == "other_line"
    await stage.expect_sound()


async def test_nobody_learns_of_other_numbers_before_they_are_asked_where_money_goes(
    app: App, stage: Stage
) -> None:
    """Whoever has not proven the line is told the same for every number, and nothing is looked at for them."""
    line, other = await stage.line(), await stage.line()
    person = stage.person(app.desk, line)
    await person.ask()
    # Were payments asked, they would not answer, and that would be told.
    await stage.sandbox.faults.plant("smartone_mo", "payments", "takes_credit", FaultKind.OUTAGE)

    for to in (line.numbers[0], other.numbers[0], "+85362599998"):
        said = await person.say(f"to {to}", a.ChooseMoneyWay(PayoutWay.OTHER_LINE, to))
        assert said == Refusal(Reason.NOT_NOW)

    await person.walk_to(RequirementKind.CHOOSE_MONEY_WAY)
    right = a.ChooseMoneyWay(PayoutWay.OTHER_LINE, other.numbers[0])
    twice = [await app.desk.answer(await person.ask(), right, key="down", source="s") for _ in range(2)]
    assert twice == [Refusal(Reason.DESTINATION_UNSEEN), None]


async def test_credit_waits_while_the_other_line_s_own_ending_holds_it(app: App, stage: Stage) -> None:
    """Its holder changes their mind: the credit comes, and both endings are as they should be."""
    line, other = await stage.line(), await stage.line()
    person, neighbour = stage.person(app.desk, line), stage.person(app.desk, other)
    await person.walk_to(RequirementKind.CHOOSE_MONEY_WAY)
    credit = a.ChooseMoneyWay(PayoutWay.OTHER_LINE, other.numbers[0])
    assert await person.say("right", credit) is None
    await person.walk_to(RequirementKind.SIGN_AGREEMENT)
    before = await stage.sandbox.books.line_state(other.handle)
    await neighbour.walk_to(RequirementKind.SIGN_AGREEMENT)

    ending = asyncio.create_task(person.walk())
    await _payout_tried(stage, person)
    meanwhile = {step.kind: step.state.value for step in (await person.view()).steps}["pay_out"]
    assert meanwhile != "needs_person"
    assert await neighbour.say("withdraw", a.Withdraw()) is None
    ended = await ending
    await stage.at_rest()

    assert ended.state == "ended"
    after = await stage.sandbox.books.line_state(other.handle)
    (paid,) = await stage.sandbox.books.payouts(other.numbers[0])
    assert after.balance_minor - before.balance_minor == paid.amount_minor > 0
    await stage.expect_sound()


async def _payout_tried(stage: Stage, person: Person) -> None:
    """Wait until the payout of the person's case was tried."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            async with stage.database.reading(CASH_OR_CREDIT.carrier_id) as connection:
                intents = await due.of_case(connection, CASH_OR_CREDIT.carrier_id, str(person.case_id))
            if any(act == "payments.pay_out" and (tries or note) for _, act, _, tries, note in intents):
                return
            await asyncio.sleep(0.01)  # the database tells nobody
