"""The payment provider's adapter keeps the contract at a provider of somebody else's making: localstripe, over HTTP.

It runs as a process of its own on this machine, is never imported, and knows no keys of orders: what makes a second
order harmless here is that the adapter asks first.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode

import pytest

from signoff.domain.carrier import PayoutWay
from signoff.domain.line import Line
from signoff.ports import NeedsPerson
from signoff.systems.payments.stripe import StripePayments
from signoff.systems.payments.stripe_api import Json, OverHttp, Request, StripeApi
from signoff.testing.contracts.payments import PaymentsContract
from tests.systems.provider import PAID_MINOR, ProviderWorld, TroubledWay, now

pytestmark = pytest.mark.slow

PYTHON = Path(__file__).parents[2] / ".tools" / "foreign" / "bin" / "python"

# The program listens on all addresses of a machine: it is begun with a socket that binds to this machine alone.
ON_THIS_MACHINE = """
import runpy, socket, sys
class Loopback(socket.socket):
    def bind(self, address):
        super().bind(("::ffff:127.0.0.1", address[1]) if self.family == socket.AF_INET6 else address)
socket.socket = Loopback
sys.argv = ["localstripe", "--from-scratch", "--port", "0"]
runpy.run_module("localstripe", run_name="__main__")
"""


@pytest.fixture(scope="module")
def foreign() -> Iterator[OverHttp]:
    """The provider, running, and a way to it."""
    assert PYTHON.exists(), "`make test` brings the programs of others that tests run (tests/foreign)"
    command = [str(PYTHON), "-u", "-c", ON_THIS_MACHINE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            said = next(line for line in process.stdout if "Running on" in line)
            port = said.rsplit(":", 1)[-1].split()[0].strip("/")
            yield OverHttp(f"http://127.0.0.1:{port}", "sk_test_12345")
        finally:
            process.terminate()
            process.wait()
            # It writes all it has there, and is always begun without reading it.
            Path(tempfile.gettempdir(), "localstripe.pickle").unlink(missing_ok=True)


def order(foreign: OverHttp, path: str, **form: str) -> Json:
    """Make something there by hand."""
    answer = foreign(Request("POST", path, urlencode(form)))
    content: Json = json.loads(answer.body)
    assert answer.status == 200, content
    return content


def paid(foreign: OverHttp) -> str:
    """A payment by card that came in."""
    card = {
        "card[number]": "4242424242424242",
        "card[exp_month]": "12",
        "card[exp_year]": "2090",
        "card[cvc]": "123",
    }
    method = order(foreign, "/v1/payment_methods", type="card", **card)["id"]
    intent = order(
        foreign,
        "/v1/payment_intents",
        amount=str(PAID_MINOR),
        currency="mop",
        payment_method=method,
        confirm="true",
    )
    return str(intent["id"])


def refunds(foreign: OverHttp, payment: str) -> list[Json]:
    """What that provider has given back of a payment."""
    answer = foreign(Request("GET", "/v1/refunds", urlencode({"payment_intent": payment, "limit": "100"})))
    listed: list[Json] = json.loads(answer.body)["data"]
    return listed


@pytest.fixture
def way(foreign: OverHttp) -> TroubledWay:
    """The way there."""
    return TroubledWay(foreign)


class TestForeignProvider(PaymentsContract):
    """All scenarios of the contract."""

    at_once: ClassVar[tuple[PayoutWay, ...]] = (PayoutWay.PAYING_INSTRUMENT,)
    later: ClassVar[tuple[PayoutWay, ...]] = ()
    credits_other_lines: ClassVar[bool] = False

    @pytest.fixture
    def adapter(self, way: TroubledWay) -> StripePayments:
        """The adapter under test."""
        return StripePayments(StripeApi(way), now)

    @pytest.fixture
    def world(self, foreign: OverHttp, way: TroubledWay) -> ProviderWorld:
        """That provider's books."""
        return ProviderWorld(way, lambda: paid(foreign), lambda payment: len(refunds(foreign, payment)))

    def account_of(self, line: Line) -> str:
        """The payment that is to be refunded."""
        return line.handle


async def test_no_more_goes_back_than_was_paid_though_the_provider_would(foreign: OverHttp) -> None:
    """That one refunds whatever it is asked for: the adapter's own sum is all there is."""
    adapter, payment = StripePayments(StripeApi(foreign), now), paid(foreign)
    back = PayoutWay.PAYING_INSTRUMENT.value
    await adapter.pay_out("one/pay_out/1", amount_minor=PAID_MINOR - 1, currency="MOP", way=back, to=payment)

    with pytest.raises(NeedsPerson, match="payout_refused"):
        await adapter.pay_out("two/pay_out/1", amount_minor=2, currency="MOP", way=back, to=payment)

    assert sum(one["amount"] for one in refunds(foreign, payment)) == PAID_MINOR - 1


async def test_a_key_that_is_none_there_needs_a_person(foreign: OverHttp) -> None:
    """Trying again cannot help: somebody has to put the configuration right."""
    adapter = StripePayments(StripeApi(OverHttp(foreign.address, "nonsense")), now)

    with pytest.raises(NeedsPerson, match="not_allowed"):
        await adapter.became("any/pay_out/1")
