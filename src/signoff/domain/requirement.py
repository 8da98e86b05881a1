"""The kinds of things a case still needs from a person, in the order they are asked for.

`outstanding.py` says which of them a case needs now; a channel renders the first one.
"""

from __future__ import annotations

from enum import StrEnum


class RequirementKind(StrEnum):
    """One thing a case needs from a person. The stored words are promises; the order is the order of asking."""

    CONFIRM_LINE = "confirm_line"
    PROVE_POSSESSION = "prove_possession"
    PROVE_IDENTITY = "prove_identity"
    PROVE_AUTHORITY = "prove_authority"  # of who acts for the holder: their papers
    ACKNOWLEDGE_LOSSES = "acknowledge_losses"
    GIVE_OTHER_CONTACT = "give_other_contact"
    CHOOSE_MONEY_WAY = "choose_money_way"
    SIGN_AGREEMENT = "sign_agreement"
    HANDLE_SIM = "handle_sim"


WHO_ASKS = (RequirementKind.PROVE_IDENTITY, RequirementKind.PROVE_AUTHORITY)
"""What only some cases are asked, and at any time before the signature."""

ORDINARY = tuple(kind for kind in RequirementKind if kind not in WHO_ASKS)
"""What every case is asked for, in order: the steps that are counted for a person. The others come between them."""


class CodePurpose(StrEnum):
    """What a code to the line is for. Stored words."""

    POSSESSION = "possession"
    SIGNATURE = "signature"


class Tie(StrEnum):
    """What may still hang on a number: each is named to the leaver before the losses are acknowledged."""

    BANK_CODES = "bank_codes"
    ACCOUNTS = "accounts"
    WALLETS = "wallets"
    MESSENGERS = "messengers"
    SIBLING_NUMBERS = "sibling_numbers"
    SIM_CONTACTS = "sim_contacts"
    NEXT_HOLDER = "next_holder"


class SimAnswer(StrEnum):
    """What the holder says of the SIM or the eSIM profile."""

    DESTROYED = "destroyed"
    RETURNED = "returned"
    LOST = "lost"
    DELETED_ON_DEVICE = "deleted_on_device"
    LATER = "later"
