"""Which real systems a carrier has: the file that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from signoff.cli.failures import failure_of
from signoff.cli.words import Words, common
from signoff.config import SettingRefused, settings
from signoff.sandbox.box import Sandbox
from signoff.systems import chosen
from signoff.systems.messages.sandbox import SandboxMessages
from signoff.systems.payments.stripe import StripePayments
from signoff.systems.person_carrier import person_systems
from tests.systems.provider import now

GOOD = """
[ctm.payments]
adapter = "stripe"
address = "https://provider.example"
secret_file = "ctm.key"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that chooses payments for one carrier."""
    (tmp_path / "ctm.key").write_text("sk_test_secret\n")
    made = tmp_path / "systems.toml"
    made.write_text(GOOD)
    return made


def test_a_carrier_has_the_payments_that_the_file_names(file: Path) -> None:
    """All else stays as it was, and what the provider cannot pay goes to the carrier's own payout office."""
    found = settings({"SIGNOFF_SYSTEMS": str(file)})
    before = person_systems(SandboxMessages(Sandbox("", clock=now), "ctm"), now)

    real = chosen.with_chosen(before, found.real_systems["ctm"], now)
    others = chosen.with_chosen(before, found.real_systems.get("smart_kh"), now)

    assert isinstance(real.payments, StripePayments)
    assert real.payments.office is before.payments
    assert real.charging is before.charging
    assert others is before
    assert "sk_test" not in repr(found)


@pytest.mark.parametrize(
    "change",
    [
        ("stripe", "paypal"),
        ("https", "http"),
        ("ctm.key", "none.key"),
        ("payments", "network"),
        ("secret_file", "secret"),
        ("[ctm", "ctm"),
        ('"ctm.key"', '"ctm.key"\nextra = 1'),
    ],
)
def test_what_the_file_cannot_mean_is_refused(file: Path, change: tuple[str, str]) -> None:
    """Nothing starts with a system that was meant and is not there."""
    file.write_text(GOOD.replace(*change))

    with pytest.raises(SettingRefused, match="SIGNOFF_SYSTEMS"):
        settings({"SIGNOFF_SYSTEMS": str(file)})


@pytest.mark.parametrize("secret", ["", "two words", "line\nline"])
def test_a_secret_is_one_word(file: Path, secret: str) -> None:
    """Anything else would break what it is sent in."""
    file.with_name("ctm.key").write_text(secret)

    with pytest.raises(SettingRefused, match="SIGNOFF_SYSTEMS"):
        settings({"SIGNOFF_SYSTEMS": str(file)})


def test_systems_of_a_carrier_that_is_not_here_are_told_in_words() -> None:
    """Known only once the packs are read: a sentence of the texts, not a fault that nobody foresaw."""
    failed = failure_of(SettingRefused("SIGNOFF_SYSTEMS"), Words(common(), "en"))

    assert failed is not None
    assert failed.message.startswith("The file of real systems")
