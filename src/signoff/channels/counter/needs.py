"""How each requirement is taken at the counter: a template each, and the words that are read to the customer.

A kind that is missing here fails the contract of the channels: add its line, and its script in the texts.
"""

from __future__ import annotations

from collections.abc import Mapping

from signoff.domain.requirement import RequirementKind

NEEDS: Mapping[RequirementKind, str] = {
    RequirementKind.CONFIRM_LINE: "needs/confirm_line.html",
    RequirementKind.PROVE_POSSESSION: "needs/prove_possession.html",
    RequirementKind.PROVE_IDENTITY: "needs/prove_identity.html",
    RequirementKind.PROVE_AUTHORITY: "needs/prove_authority.html",
    RequirementKind.ACKNOWLEDGE_LOSSES: "parts/acknowledge_losses.html",
    RequirementKind.GIVE_OTHER_CONTACT: "parts/give_other_contact.html",
    RequirementKind.CHOOSE_MONEY_WAY: "parts/choose_money_way.html",
    RequirementKind.SIGN_AGREEMENT: "needs/sign_agreement.html",
    RequirementKind.HANDLE_SIM: "needs/handle_sim.html",
}
"""The template that takes each requirement."""
