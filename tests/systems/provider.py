"""A payment provider for tests: what adapter tests need of any that has Stripe's shapes, and a stand-in of our own.

The foreign one is `localstripe.py`. The stand-in can what that one cannot: slow, failed and canceled refunds, refusals.
"""

from __future__ import annotations

import http.client
import itertools
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl

from signoff.domain.carrier import TariffKind
from signoff.domain.line import Line, SimKind
from signoff.systems.payments.stripe_api import Json, Request, Response, Send, StripeApi
from signoff.testing.contracts.world import Trouble

PAID_MINOR = 100_000
BORN = 1_790_000_000

_NUMBERS = itertools.count(1)


class ProviderCrash(Exception):
    """What the adapter itself breaks with."""


class TroubledWay:
    """A way to a provider on which one request can go wrong."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._next: Trouble | None = None
        self.has_struck = True
        self.sent: list[Request] = []

    def plant(self, trouble: Trouble) -> None:
        """Let it befall the next request, or the next order where it is about an effect."""
        self._next, self.has_struck = trouble, False

    def __call__(self, request: Request) -> Response:
        """Send, or fail as planted."""
        self.sent.append(request)
        trouble = self._next
        if trouble in (None, Trouble.LIE):
            return self._send(request)
        if trouble in (Trouble.ANSWER_LOST, Trouble.ANSWER_LATE) and request.method != "POST":
            return self._send(request)
        self._next, self.has_struck = None, True
        if trouble is Trouble.CRASH:
            raise ProviderCrash
        if trouble in (Trouble.ANSWER_LOST, Trouble.ANSWER_LATE):
            self._send(request)
        if trouble in (Trouble.SLOW, Trouble.ANSWER_LATE):
            threading.Event().wait(0.02)  # the time limit of a connection, much shortened
            raise TimeoutError
        raise http.client.RemoteDisconnected("the answer is lost")


@dataclass
class StandIn:
    """Refunds and payments in memory, with the shapes, statuses and refusals of Stripe's documents."""

    becomes: str = "succeeded"
    """The status of the next refunds."""
    payments: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: list[dict[str, Any]] = field(default_factory=list)
    orders: dict[str, tuple[str, Response]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def paid(self, amount_minor: int, currency: str = "mop", **charge: Any) -> str:
        """A payment that came in."""
        name = f"pi_{len(self.payments) + 1:06}"
        self.payments[name] = {
            "status": "succeeded",
            "captured": True,
            "amount": amount_minor,
            "amount_captured": amount_minor,
            "currency": currency,
            "disputed": False,
        } | charge
        return name

    def __call__(self, request: Request) -> Response:
        """Answer one request."""
        with self._lock:
            if request.method == "GET":
                return self._told(request.path, dict(parse_qsl(request.form)))
            if request.key in self.orders:
                form, answer = self.orders[request.key]
                return answer if form == request.form else _refusal(400, "idempotency_error", "")
            answer = self._refund(dict(parse_qsl(request.form)))
            self.orders[request.key] = request.form, answer
            return answer

    def _told(self, path: str, query: dict[str, str]) -> Response:
        if path == "/v1/refunds":
            found = [
                one
                for one in reversed(self.refunds)
                if query.get("payment_intent") in (None, one["payment_intent"])
            ]
            after, most = query.get("starting_after"), int(query["limit"])
            start = next((place for place, one in enumerate(found, 1) if one["id"] == after), 0)
            return _good({"data": found[start : start + most], "has_more": len(found) > start + most})
        name = path.rsplit("/", 1)[-1]
        if path.startswith("/v1/refunds/"):
            return _good(next(one for one in self.refunds if one["id"] == name))
        if name not in self.payments:
            return _refusal(404, "invalid_request_error", "resource_missing")
        return _good({"id": name, "latest_charge": self.payments[name]})

    def _refund(self, form: dict[str, str]) -> Response:
        payment, amount = form["payment_intent"], int(form["amount"])
        returned = sum(
            one["amount"]
            for one in self.refunds
            if one["payment_intent"] == payment and one["status"] not in ("failed", "canceled")
        )
        if payment not in self.payments:
            return _refusal(404, "invalid_request_error", "resource_missing")
        if returned + amount > self.payments[payment]["amount"]:
            return _refusal(400, "invalid_request_error", "charge_already_refunded")
        made = {
            "id": f"re_{len(self.refunds) + 1:06}",
            "amount": amount,
            "currency": self.payments[payment]["currency"],
            "payment_intent": payment,
            "status": self.becomes,
            "created": BORN + len(self.refunds),
            "metadata": {"signoff_key": form["metadata[signoff_key]"]},
        }
        self.refunds.append(made)
        return _good(made)


def _good(content: Json) -> Response:
    return Response(200, json.dumps(content).encode())


def _refusal(status: int, kind: str, code: str) -> Response:
    return Response(status, json.dumps({"error": {"type": kind, "code": code}}).encode())


class ProviderWorld:
    """`World` of the contract, as far as a provider has one: lines that were paid for there, and no balances."""

    crash: type[Exception] = ProviderCrash

    def __init__(self, way: TroubledWay, pay: Callable[[], str], payouts: Callable[[str], int]) -> None:
        self._way = way
        self._pay = pay
        self._payouts = payouts

    async def new_line(self, **_: Any) -> Line:
        """A line with a payment of its own, which is its handle."""
        number = f"+999{next(_NUMBERS):010}"
        return Line(self._pay(), (number,), "", "", "", SimKind.PLASTIC, "any", TariffKind.PREPAID)

    async def plant(self, trouble: Trouble, port: str, act: str) -> None:
        """Let it befall the next call."""
        del port, act
        self._way.plant(trouble)

    async def has_struck(self) -> bool:
        """Whether it has."""
        return self._way.has_struck

    async def payouts(self, destination: str) -> int:
        """How many refunds of this payment the provider has."""
        return self._payouts(destination) if destination.startswith("pi_") else 0

    async def end(self, line: Line, *, quarantined_until_on: date) -> None:
        """Nothing of the provider's."""

    async def move_number(self, line: Line, *, to: Line) -> None:
        """Nothing of the provider's."""

    async def spend(self, line: Line, amount_minor: int) -> bool:
        """Nobody has a balance there."""
        del line, amount_minor
        return False

    def pass_time(self, seconds: float) -> None:
        """Time does nothing there."""


def now() -> datetime:
    """An instant after all that the stand-in says."""
    return datetime.fromtimestamp(BORN + 3_600, UTC)


def api_of(way: Send) -> StripeApi:
    """The adapter's own reading of what comes this way."""
    return StripeApi(way)
