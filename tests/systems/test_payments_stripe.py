"""The payment provider's adapter keeps the contract, on a stand-in with Stripe's shapes; what else it must hold."""

from __future__ import annotations

import asyncio
import threading
from typing import ClassVar

import pytest

from signoff.domain.carrier import PayoutWay
from signoff.domain.line import Line
from signoff.ports import Accepted, Done, NeedsPerson, TryLater
from signoff.systems.payments.stripe import StripePayments
from signoff.systems.payments.stripe_api import OverHttp, Request, Response, StripeApi
from signoff.testing.contracts.payments import PaymentsContract
from signoff.testing.contracts.world import Trouble
from tests.systems.provider import PAID_MINOR, ProviderWorld, StandIn, TroubledWay, now

BACK = PayoutWay.PAYING_INSTRUMENT.value


@pytest.fixture
def provider() -> StandIn:
    """A provider nobody has paid at yet."""
    return StandIn()


@pytest.fixture
def way(provider: StandIn) -> TroubledWay:
    """The way there."""
    return TroubledWay(provider)


@pytest.fixture
def adapter(way: TroubledWay) -> StripePayments:
    """The adapter under test."""
    return StripePayments(StripeApi(way), now)


class TestStripePayments(PaymentsContract):
    """All scenarios of the contract."""

    at_once: ClassVar[tuple[PayoutWay, ...]] = (PayoutWay.PAYING_INSTRUMENT,)
    later: ClassVar[tuple[PayoutWay, ...]] = ()
    credits_other_lines: ClassVar[bool] = False

    @pytest.fixture
    def adapter(self, way: TroubledWay) -> StripePayments:
        """The adapter under test."""
        return StripePayments(StripeApi(way), now)

    @pytest.fixture
    def world(self, provider: StandIn, way: TroubledWay) -> ProviderWorld:
        """The stand-in's books."""
        return ProviderWorld(
            way,
            lambda: provider.paid(PAID_MINOR),
            lambda payment: sum(one["payment_intent"] == payment for one in provider.refunds),
        )

    def account_of(self, line: Line) -> str:
        """The payment that is to be refunded."""
        return line.handle


async def refund(
    adapter: StripePayments, payment: str, key: str = "case/pay_out/1", amount: int = 700
) -> object:
    """Order a refund."""
    return await adapter.pay_out(key, amount_minor=amount, currency="MOP", way=BACK, to=payment)


async def reason_of(
    adapter: StripePayments, payment: str, key: str = "case/pay_out/1", amount: int = 700
) -> str:
    """Why a refund needs a person."""
    with pytest.raises(NeedsPerson) as refused:
        await refund(adapter, payment, key, amount)
    return refused.value.reason


async def test_a_refund_that_is_there_is_found_by_another_process(
    provider: StandIn, way: TroubledWay
) -> None:
    """The answer is lost, the process gone, and the provider has forgotten the key of the order: no second refund."""
    payment = provider.paid(5_000)
    way.plant(Trouble.ANSWER_LOST)
    with pytest.raises(TryLater):
        await refund(StripePayments(StripeApi(way), now), payment)
    provider.orders.clear()
    way.sent.clear()

    again = await refund(StripePayments(StripeApi(way), now), payment)
    known = await StripePayments(StripeApi(way), now).became("case/pay_out/1")

    assert isinstance(again, Done)
    assert known == again
    assert len(provider.refunds) == 1
    assert [request.method for request in way.sent] == ["GET", "GET"]


async def test_whoever_gives_a_call_up_does_not_end_its_order(provider: StandIn) -> None:
    """The order reaches the provider after its caller has gone, and the provider knows no keys: still one refund."""
    payment, is_ordered, may_answer = provider.paid(5_000), threading.Event(), threading.Event()

    def slowly(request: Request) -> Response:
        if request.method == "POST":
            is_ordered.set()
            may_answer.wait(10)
        provider.orders.clear()
        return provider(request)

    adapter = StripePayments(StripeApi(slowly), now)
    given_up = asyncio.ensure_future(refund(adapter, payment))
    await asyncio.to_thread(is_ordered.wait, 10)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    again = asyncio.ensure_future(refund(adapter, payment))
    await asyncio.sleep(0)
    may_answer.set()

    assert isinstance(await again, Done)
    assert len(provider.refunds) == 1


async def test_no_more_goes_back_than_was_paid(
    provider: StandIn, adapter: StripePayments, way: TroubledWay
) -> None:
    """Our own sum says so, before the provider has to; what failed is not counted."""
    payment = provider.paid(1_000)
    await refund(adapter, payment)
    way.sent.clear()

    assert await reason_of(adapter, payment, "other/pay_out/1", 301) == "payout_refused"
    assert "POST" not in {request.method for request in way.sent}
    assert isinstance(await refund(adapter, payment, "other/pay_out/2", 300), Done)


async def test_what_somebody_gave_back_by_hand_is_not_paid_another_way_by_itself(
    provider: StandIn, adapter: StripePayments
) -> None:
    """It may be this very money; where enough is left all the same, it is another's and the order goes on."""
    payment = provider.paid(1_000)
    await refund(adapter, payment, "by hand", 300)
    provider.refunds[0]["metadata"] = {}

    assert await reason_of(adapter, payment, "case/pay_out/1", 701) == "payout_unclear"
    assert isinstance(await refund(adapter, payment, "case/pay_out/1", 700), Done)


async def test_what_the_provider_refuses_goes_another_way(provider: StandIn, adapter: StripePayments) -> None:
    """It refuses for reasons that are not in what it lists."""
    payment = provider.paid(1_000, amount=500)

    assert await reason_of(adapter, payment) == "payout_refused"
    assert not provider.refunds


@pytest.mark.parametrize(
    ("charge", "currency"),
    [({"status": "failed"}, "mop"), ({"captured": False}, "mop"), ({"disputed": True}, "mop"), ({}, "usd")],
    ids=["never paid", "only held", "in dispute", "another currency"],
)
async def test_what_did_not_come_in_does_not_go_back(
    provider: StandIn, adapter: StripePayments, charge: dict[str, object], currency: str
) -> None:
    """A payment in dispute is being given back already."""
    assert await reason_of(adapter, provider.paid(5_000, currency, **charge)) == "payout_refused"
    assert not provider.refunds


@pytest.mark.parametrize("status", ["pending", "requires_action"])
async def test_a_refund_under_way_is_asked_about_until_it_is_made(
    provider: StandIn, adapter: StripePayments, status: str
) -> None:
    """Accepted, with the provider's own name for it; then done, or refused for certain."""
    provider.becomes = status
    payment = provider.paid(5_000)

    ordered = await refund(adapter, payment)
    assert isinstance(ordered, Accepted)
    assert ordered.reference == provider.refunds[0]["id"]
    assert isinstance(await adapter.became("case/pay_out/1"), Accepted)
    provider.refunds[0]["status"] = "succeeded"
    assert isinstance(await adapter.became("case/pay_out/1"), Done)


@pytest.mark.parametrize(
    ("status", "reason"),
    [("failed", "payout_refused"), ("canceled", "payout_refused"), ("lost_in_the_post", "payout_unclear")],
)
async def test_a_refund_that_comes_to_nothing_needs_a_person(
    provider: StandIn, adapter: StripePayments, status: str, reason: str
) -> None:
    """Only what is certain not to be paid may be paid another way; the amount is free again then."""
    provider.becomes = "pending"
    payment = provider.paid(700)
    await refund(adapter, payment)
    provider.refunds[0]["status"] = status

    with pytest.raises(NeedsPerson) as stuck:
        await adapter.became("case/pay_out/1")
    assert stuck.value.reason == reason
    assert await reason_of(adapter, payment) == reason
    assert len(provider.refunds) == 1
    provider.becomes = "succeeded"
    if reason == "payout_refused":
        assert isinstance(await refund(adapter, payment, "case/pay_out/2"), Done)
    else:
        assert await reason_of(adapter, payment, "case/pay_out/2") == "payout_refused"


@pytest.mark.parametrize("to", ["", "pi_none", "pi_1/../../v1/charges", "+85366000000", "re_000001"])
async def test_a_payment_that_is_not_there_is_unknown(adapter: StripePayments, to: str) -> None:
    """What is no payment's name never becomes part of an address."""
    assert await reason_of(adapter, to) == "destination_unknown"


@pytest.mark.parametrize(
    ("status", "body", "raised"),
    [
        (401, b"{}", NeedsPerson),
        (403, b"{}", NeedsPerson),
        (409, b'{"error": {}}', TryLater),
        (429, b'{"error": {"code": "rate_limit"}}', TryLater),
        (500, b'{"error": {"code": "x"}}', TryLater),
        (400, b"<html>", TryLater),
        (200, b"<html>", TryLater),
        (302, b"", TryLater),
    ],
)
async def test_what_no_provider_says_is_no_answer(status: int, body: bytes, raised: type[Exception]) -> None:
    """A proxy's page, a limit, a fault: nothing is concluded from it. A key that is none needs a person."""
    with pytest.raises(raised):
        await StripeApi(lambda _: Response(status, body)).get("/v1/refunds")


def test_the_secret_is_in_no_words_about_it() -> None:
    """What is printed of the adapter's parts may end in a log."""
    sender = OverHttp("https://provider.example", "sk_test_secret")
    adapter = StripePayments(StripeApi(sender), now)
    request = Request("POST", "/v1/refunds", "amount=700", "case/pay_out/1")

    assert "sk_test" not in repr((sender, adapter))
    assert "700" not in repr(request)


@pytest.mark.parametrize("address", ["http://provider.example", "ftp://127.0.0.1", "provider.example"])
def test_the_secret_goes_nowhere_unsealed(address: str) -> None:
    """Plain HTTP is for this machine alone."""
    with pytest.raises(ValueError, match="https"):
        OverHttp(address, "sk_test_secret")
