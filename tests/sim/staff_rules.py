"""The right answers about staff and about who a person is, in small: from the documents and the packs' files.

Like `rules.py`: nothing here comes from the product's domain.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

VISIT = timedelta(hours=1)
"""How long a paper that was looked at, a card that was scanned, or a code read aloud tells who stands there."""

PICTURES_KEPT = timedelta(days=7)

ROLES = {
    "clerk": {"look", "begin", "answer", "present", "write", "ask"},
    "agent": {"look", "begin", "answer", "write"},
    "supervisor": {"look", "begin", "answer", "present", "write", "solve", "ask", "approve"},
    "back_office": {"look", "write", "solve", "ask"},
    "auditor": {"look"},
}
"""Who may do what (the table of docs/counter.md)."""

NEEDS = {
    "CheckIdentity": "present",
    "CheckPaper": "present",
    "HolderIsHere": "present",
    "SortRequests": "answer",
    "ScanCard": "present",
    "UndoScan": "present",
    "ProveInPerson": "present",
    "SignInPerson": "present",
    "TakePayment": "present",
    "BagCard": "present",
    "DestroyCard": "present",
    "DecideDocument": "solve",
    "DecidePaper": "solve",
    "RetryCall": "solve",
    "AttestStep": "solve",
    "GiveUpStep": "solve",
    "CorrectPayout": "solve",
    "AskApproval": "ask",
    "DecideApproval": "approve",
    "WriteMessage": "write",
}
"""What an act needs of a role."""

WRITTEN_AS = {
    "CheckIdentity": "IdentityChecked",
    "CheckPaper": "PaperChecked",
    "DecidePaper": "PaperDecided",
    "HolderIsHere": "HolderCame",
    "ActFor": "ActingSaid",
    "SortRequests": "RequestsSorted",
    "ScanCard": "CardScanned",
    "UndoScan": "ScanUndone",
    "ProveInPerson": "ProvenInPerson",
    "SignInPerson": "SignedInPerson",
    "TakePayment": "PaymentTaken",
    "BagCard": "CardBagged",
    "DestroyCard": "CardDestroyed",
    "DecideDocument": "DocumentDecided",
    "RetryCall": "CallRetried",
    "AttestStep": "StepAttested",
    "GiveUpStep": "StepGivenUp",
    "CorrectPayout": "PayoutCorrected",
    "AskApproval": "ApprovalAsked",
    "DecideApproval": "ApprovalDecided",
    "WriteMessage": "StaffWrote",
    "ConfirmLine": "LineConfirmed",
    "WantCode": "CodeWanted",
    "GiveCode": "CodeGiven",
    "AcknowledgeLosses": "LossesAcknowledged",
    "GiveOtherContact": "OtherContactGiven",
    "ChooseMoneyWay": "MoneyWayChosen",
    "SignAgreement": "AgreementSigned",
    "HandleSim": "SimAnswered",
    "Withdraw": "WithdrawalWanted",
    "ReportLoss": "LossReported",
    "Begin": "Requested",
    "OpenPicture": "PictureOpened",
}
"""The word by which an act stands in the journal, beside who did it."""

TAKEN_FROM_ANYBODY = ("WantCode", "GiveCode")
"""What staff take down from a caller they do not know, of a line that is proven."""


@cache
def pack(carrier_id: str) -> dict[str, Any]:
    """The file of a carrier."""
    return tomllib.loads((files("signoff") / "packs" / carrier_id / "pack.toml").read_text(encoding="utf-8"))


def _value(table: dict[str, Any], key: str, default: Any) -> Any:
    found = table.get(key, default)
    return found["value"] if isinstance(found, dict) and "value" in found else found


def needed(carrier_id: str, risk: str, channel: str) -> str:
    """How sure one must be of a person: `possessed` or `identified`; what the file leaves out needs the latter."""
    return str(_value(pack(carrier_id).get("assurance", {}).get(risk, {}), channel, "identified"))


def stop_time(carrier_id: str, risk: str) -> timedelta:
    """How long others can stop a signed ending."""
    return timedelta(hours=int(_value(pack(carrier_id).get("assurance", {}).get(risk, {}), "stop_hours", 0)))


def new_for(carrier_id: str) -> timedelta:
    """How long a new SIM is no proof."""
    return timedelta(hours=int(_value(pack(carrier_id).get("assurance", {}), "sim_change_hours", 72)))


def large_sum(carrier_id: str) -> int:
    """Above which sum more is asked; 0 for none."""
    return int(_value(pack(carrier_id).get("assurance", {}), "large_sum_minor", 0))


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """What a carrier asks of who acts by one right."""

    papers: tuple[str, ...]
    channels: tuple[str, ...]
    life: timedelta
    stop_time: timedelta


@cache
def third_party(carrier_id: str, right: str) -> ThirdParty:
    """As its own file says, or the one for all; others have no less time to stop it than at elevated risk."""
    path = files("signoff") / "packs" / "common" / "third_parties.toml"
    common = tomllib.loads(path.read_text(encoding="utf-8"))["third_parties"][str(right)]
    own = pack(carrier_id).get("third_parties", {}).get(str(right), {})
    found = {key: _value(own, key, _value(common, key, None)) for key in common}
    hours = max(timedelta(hours=found["stop_hours"]), stop_time(carrier_id, "elevated"))
    return ThirdParty(
        tuple(found["papers"]), tuple(found["channels"]), timedelta(days=found["papers_days"]), hours
    )


def takes_two(carrier_id: str) -> list[str]:
    """What needs a second person."""
    return list(_value(pack(carrier_id)["policy"], "approvals", []))
