"""All sandbox adapters of one carrier, wired."""

from __future__ import annotations

from signoff.ports import Systems
from signoff.sandbox.box import Sandbox
from signoff.systems.billing.sandbox import SandboxBilling
from signoff.systems.charges.sandbox import SandboxCharges
from signoff.systems.charging.sandbox import SandboxCharging
from signoff.systems.esim.sandbox import SandboxEsim
from signoff.systems.inventory.sandbox import SandboxInventory
from signoff.systems.loyalty.sandbox import SandboxLoyalty
from signoff.systems.messages.sandbox import SandboxMessages
from signoff.systems.network.sandbox import SandboxNetwork
from signoff.systems.numbers.sandbox import SandboxNumbers
from signoff.systems.payments.sandbox import SandboxPayments
from signoff.systems.records.sandbox import SandboxRecords


def sandbox_systems(sandbox: Sandbox, carrier_id: str) -> Systems:
    """The systems of one sandbox carrier."""
    return Systems(
        records=SandboxRecords(sandbox, carrier_id),
        network=SandboxNetwork(sandbox, carrier_id),
        charging=SandboxCharging(sandbox, carrier_id),
        billing=SandboxBilling(sandbox, carrier_id),
        loyalty=SandboxLoyalty(sandbox, carrier_id),
        esim=SandboxEsim(sandbox, carrier_id),
        numbers=SandboxNumbers(sandbox, carrier_id),
        payments=SandboxPayments(sandbox, carrier_id),
        messages=SandboxMessages(sandbox, carrier_id),
        inventory=SandboxInventory(sandbox, carrier_id),
        charges=SandboxCharges(sandbox, carrier_id),
    )
