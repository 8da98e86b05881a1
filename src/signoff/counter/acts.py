"""How an act of the staff becomes one event, with its personal values by the names under which they are sealed."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from datetime import datetime

from signoff.desk import EngineDesk, Private
from signoff.domain import counter_act as act
from signoff.domain import counter_event as ce
from signoff.domain import event as e
from signoff.domain.counter_looks import Compared
from signoff.domain.limits import CODE_DIGITS
from signoff.domain.line import ICCID_DIGITS_MIN, Line
from signoff.domain.staff import By
from signoff.domain.typed_paper import Agreement, compared, compared_for
from signoff.identity.names import spelled
from signoff.ports import NeedsPerson, TryLater
from signoff.store import listed, reading
from signoff.store.vault import CLAIM_LENGTH, TenantKeys, as_printed

Plain = (
    act.SortRequests
    | act.UndoScan
    | act.ProveInPerson
    | act.TakePayment
    | act.DestroyCard
    | act.AttestStep
    | act.ReadMoney
    | act.ReleaseRefund
    | act.ReleaseNumber
    | act.HolderIsHere
    | act.ResumeLine
    | act.DecideApproval
)


def signature_digest(text_sha256: str, strokes: str) -> str:
    """What a signature on screen is known by: the strokes, bound to the text they stand under (SHA-256, hex)."""
    return hashlib.sha256(f"{text_sha256}\n{strokes}".encode()).hexdigest()


async def event_of(
    desk: EngineDesk, keys: TenantKeys, case_id: str, said: act.Act, key: str, by: By
) -> tuple[e.Event, Private]:
    """The event, and what is sealed with it."""
    id_, at = f"{case_id}/{key}", desk.clock()

    def named(field: str) -> e.Sealed:
        return e.Sealed(f"{field}/{hashlib.sha256(key.encode()).hexdigest()[:16]}")

    match said:
        case act.CheckIdentity() | act.DecideDocument() | act.CheckPaper() | act.DecidePaper():
            return await _paper_seen(desk, keys, case_id, said, (id_, at, by)), {}
        case act.ScanCard():
            return ce.CardScanned(id_, at, by, await _is_card_of(desk, keys, case_id, said.iccid)), {}
        case act.SignInPerson():
            return await _signature(desk, keys, case_id, said, key, by)
        case act.BagCard():
            return ce.CardBagged(id_, at, by, name := named("bag")), {name: said.bag}
        case act.RetryCall():
            is_waiting = await _is_waiting(desk, keys, case_id, said.key)
            return ce.CallRetried(id_, at, by, said.key, is_waiting), {}
        case act.GiveUpStep():
            value, private = _sealed(named("why"), said.why)
            return ce.StepGivenUp(id_, at, by, said.key, value, said.approval), private
        case act.CorrectPayout():
            value, private = _sealed(named("destination"), said.destination)
            return ce.PayoutCorrected(id_, at, by, said.key, said.way, value, said.approval), private
        case act.SolveFlag():
            return ce.FlagSolved(id_, at, by, said.number, name := named("flag")), {name: said.note}
        case act.AnswerObjection():
            answered = ce.ObjectionAnswered(id_, at, by, said.number, said.outcome, name := named("answer"))
            return answered, {name: said.text}
        case act.WantCallerCode():
            code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
            digest = keys.code_digest(case_id, code)
            return ce.CallerCodeWanted(id_, at, by, digest, name := named("code")), {name: code}
        case act.GiveCallerCode():
            return ce.CallerCodeGiven(id_, at, by, keys.code_digest(case_id, said.code)), {}
        case act.SayClaimCode():
            return ce.ClaimCodeSaid(id_, at, by, await _is_claim(desk, keys, case_id, said.characters)), {}
        case act.AskApproval():
            value, private = _sealed(named("approval"), said.value)
            return ce.ApprovalAsked(id_, at, by, said.what, said.key, said.way, value), private
        case act.WriteMessage():
            return ce.StaffWrote(id_, at, by, name := named("message")), {name: said.text}
        case _:
            return _plain(said, id_, at, by), {}


def _plain(said: Plain, id_: str, at: datetime, by: By) -> e.Event:
    """What holds nothing personal, and of which nothing has to be found out first."""
    match said:
        case act.SortRequests():
            return ce.RequestsSorted(id_, at, by, said.mine, said.others)
        case act.UndoScan():
            return ce.ScanUndone(id_, at, by)
        case act.ProveInPerson():
            return ce.ProvenInPerson(id_, at, by)
        case act.TakePayment():
            return ce.PaymentTaken(id_, at, by, said.amount_minor, said.currency)
        case act.DestroyCard():
            return ce.CardDestroyed(id_, at, by)
        case act.AttestStep():
            return ce.StepAttested(id_, at, by, said.key, said.approval)
        case act.ReadMoney():
            return ce.MoneyReadWanted(id_, at, by, said.key)
        case act.ReleaseRefund():
            return ce.RefundReleased(id_, at, by, said.key, said.approval)
        case act.ReleaseNumber():
            return ce.NumberReleased(id_, at, by, said.approval)
        case act.HolderIsHere():
            return ce.HolderCame(id_, at, by)
        case act.ResumeLine():
            return ce.ResumeWanted(id_, at, by)
        case act.DecideApproval():
            return ce.ApprovalDecided(id_, at, by, said.number, said.is_granted)


def _sealed(name: e.Sealed, text: str) -> tuple[e.Sealed | None, Private]:
    """A value with its name, or neither where nothing was typed."""
    return (name, {name: text}) if text else (None, {})


CLAIM_PLACES = 3
"""So many characters of a claim code are asked for: enough to know somebody by, too few to open the case with."""


def claim_places(keys: TenantKeys, case_id: str) -> tuple[int, ...]:
    """Which characters of the claim code are asked for, from 1: the same ones of a case for ever."""
    found = range(1, CLAIM_LENGTH + 1)
    chosen = sorted(found, key=lambda place: keys.index(f"claim_place/{case_id}/{place}"))[:CLAIM_PLACES]
    return tuple(sorted(chosen))


async def _is_claim(desk: EngineDesk, keys: TenantKeys, case_id: str, characters: str) -> bool:
    """Whether these are the characters at those places of the claim code that the case is reached by."""
    async with desk.database.reading(keys.tenant_id) as connection:
        found = await reading.opened(connection, keys, case_id, [])
    if found is None:
        return False
    code = keys.claim_code(found.case.answers.other_contact_asker or case_id).replace("-", "")
    wanted = "".join(code[place - 1] for place in claim_places(keys, case_id))
    given = as_printed(characters).replace("-", "")
    return hmac.compare_digest(wanted.encode(), given.encode())


async def _is_waiting(desk: EngineDesk, keys: TenantKeys, case_id: str, key: str) -> bool:
    """Whether this call of the case waits for a person."""
    async with desk.database.reading(keys.tenant_id) as connection:
        calls = await listed.stuck_calls(connection, keys.tenant_id, case_id)
    return any(one == key for one, _ in calls)


async def _paper_seen(
    desk: EngineDesk,
    keys: TenantKeys,
    case_id: str,
    said: act.CheckIdentity | act.DecideDocument | act.CheckPaper | act.DecidePaper,
    who: tuple[str, datetime, By],
) -> Compared:
    """A paper, or its picture, with what comparing it came to; what was typed goes no further."""
    of = desk, keys, case_id
    match said:
        case act.CheckIdentity():
            agreement = await _agreement(*of, said.name, said.number)
            return ce.IdentityChecked(*who, said.document, said.is_holder, agreement)
        case act.DecideDocument():
            agreement = await _agreement(*of, said.paper_name, said.paper_number)
            return ce.DocumentDecided(*who, said.number, said.is_accepted, said.doubt, agreement)
        case act.CheckPaper():
            agreement = await _agreement(*of, said.name, said.number, is_for_holder=True)
            return ce.PaperChecked(*who, said.paper, said.is_good, agreement)
        case act.DecidePaper():
            agreement = await _agreement(*of, said.paper_name, said.paper_number, is_for_holder=True)
            return ce.PaperDecided(*who, said.number, said.is_accepted, said.doubt, agreement)


async def _agreement(
    desk: EngineDesk,
    keys: TenantKeys,
    case_id: str,
    name: str,
    number: str,
    *,
    is_for_holder: bool = False,
) -> Agreement:
    """Whether what was typed is who records say the holder is; of a line that is not there, nobody can say.

    Of a paper of who acts for the holder, so is whom they said they act for.
    """
    if not (name or number):
        return Agreement.UNSAID
    async with desk.database.reading(keys.tenant_id) as connection:
        found = await reading.opened(connection, keys, case_id, ["line"])
        given = found.case.acting.holder if found is not None and is_for_holder else None
        values = await reading.personal(connection, keys, case_id, [given]) if given is not None else {}
    if found is None or not found.case.proof.is_looked_up:
        return Agreement.UNANSWERED
    line = found.values.get("line")
    if not isinstance(line, Line):
        return Agreement.UNKNOWN
    try:
        holder = await desk.systems[found.case.carrier_id].records.holder(line)
    except (TryLater, NeedsPerson, OSError):
        return Agreement.UNANSWERED
    if is_for_holder:
        named = str(values.get(given or "", ""))
        return await asyncio.to_thread(compared_for, name, number, named, holder, spelled)
    return await asyncio.to_thread(compared, name, number, holder, spelled)


async def _is_card_of(desk: EngineDesk, keys: TenantKeys, case_id: str, iccid: str) -> bool:
    """Whether this is the card of the case's line, with or without its check digit."""
    async with desk.database.reading(keys.tenant_id) as connection:
        values = await reading.personal(connection, keys, case_id, ["line"])
    line = values.get("line")
    digits = "".join(filter(str.isdigit, iccid))[:ICCID_DIGITS_MIN]
    return isinstance(line, Line) and bool(digits) and line.iccid[:ICCID_DIGITS_MIN] == digits


async def _signature(
    desk: EngineDesk, keys: TenantKeys, case_id: str, said: act.SignInPerson, key: str, by: By
) -> tuple[e.Event, Private]:
    event, private = await desk.event_of(keys, case_id, case_id, said.signed, key, by.staff_id)
    if not isinstance(event, e.AgreementSigned):
        raise TypeError("a signature became another event")
    name = e.Sealed(f"strokes/{hashlib.sha256(key.encode()).hexdigest()[:16]}")
    digest = signature_digest(said.signed.text_sha256, said.strokes)
    signed = ce.SignedInPerson(event.id, event.at, by, event, name, digest)
    return signed, {**private, name: said.strokes}
