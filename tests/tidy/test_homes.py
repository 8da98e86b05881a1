"""Libraries stay at home, modules are used, adapters are under contract; each rule is shown to find a breach."""

from __future__ import annotations

import re
import tomllib

from tests.tidy import homes
from tests.tidy.sources import ROOT, Source, expect_none, python_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _names(requirements: list[str]) -> list[str]:
    return [re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0] for requirement in requirements]


def entry_points() -> set[str]:
    """The modules that pyproject.toml starts."""
    return {target.split(":")[0] for target in PROJECT["project"]["scripts"].values()}


def test_every_library_stays_at_home():
    """A library is imported in its home only, and the domain imports the standard library alone."""
    expect_none(homes.strays(python_files("src/"), homes.HOMES))


def test_no_module_is_dead():
    """Every module is imported by another or started by name."""
    started = entry_points() | {
        name for source in python_files("scripts/") for _, name in homes.imported(source)
    }

    expect_none(homes.dead_modules(python_files("src/"), python_files("tests/"), started))


def test_every_adapter_is_under_contract():
    """Each adapter has a test class that inherits the contract of its port."""
    expect_none(homes.adapters_without_contract(python_files("src/"), python_files("tests/")))


def test_every_dependency_is_used():
    """Nothing is installed that the program does not name."""
    expect_none(homes.idle_dependencies(_names(PROJECT["project"]["dependencies"]), python_files("src/")))


def test_the_lock_has_every_dependency():
    """What pyproject.toml asks for is in requirements.lock."""
    asked = _names([*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]])

    expect_none(homes.unlocked_dependencies(asked, (ROOT / "requirements.lock").read_text("utf-8")))


def test_a_library_away_from_home_is_found():
    """In its home a library passes; elsewhere, or without a home, it is found."""
    home = Source(
        "src/signoff/store/cases.py", "import psycopg\nimport json\nfrom signoff.domain import line\n"
    )
    channel = Source("src/signoff/channels/portal/pages.py", "def page():\n    from psycopg import sql\n")
    domain = Source("src/signoff/domain/case.py", "import attrs\n")
    namesake = Source("src/signoff/storehouse.py", "import psycopg\n")

    assert not list(homes.strays([home], homes.HOMES))
    assert list(homes.strays([channel, domain], homes.HOMES)) == [
        "src/signoff/channels/portal/pages.py:2: `psycopg` lives in signoff.store, signoff.sandbox",
        "src/signoff/domain/case.py:1: `attrs` lives in nowhere yet",
    ]
    assert len(list(homes.strays([namesake], homes.HOMES))) == 1


def test_a_dead_module_is_found():
    """A module that nobody, or only itself, or only a test imports is dead."""
    used = Source("src/signoff/used.py", "")
    dead = Source("src/signoff/dead.py", "import signoff.dead\n")
    start = Source("src/signoff/cli.py", "from signoff import used\n")
    test = Source("tests/test_dead.py", "from signoff import dead\nfrom signoff.testing import double\n")
    double = Source("src/signoff/testing/double.py", "")

    assert list(homes.dead_modules([used, dead, start, double], [test], {"signoff.cli"})) == [
        "src/signoff/dead.py:1: nothing imports `signoff.dead`"
    ]


def test_an_adapter_without_contract_is_found():
    """A test that imports the contract is not enough, nor is another port's: a test class has to inherit it."""
    adapter = Source(
        "src/signoff/systems/network/hlr.py", "class Hlr:\n    async def became(self, key): ...\n"
    )
    part = Source("src/signoff/systems/network/frame.py", "class Frame:\n    def text(self): ...\n")
    place = "tests/systems/test_network_hlr.py"
    contract = "from signoff.testing.contracts.network import Contract\n"
    other = "from signoff.testing.contracts.billing import Contract\n"
    finding = (
        "src/signoff/systems/network/hlr.py:1: no class in test_network_hlr.py inherits `Hlr`'s contract"
    )

    for text in (contract + "class TestHlr: ...\n", other + "class TestHlr(Contract): ...\n"):
        assert list(homes.adapters_without_contract([adapter, part], [Source(place, text)])) == [finding]
    assert list(homes.adapters_without_contract([adapter], [])) == [finding]
    kept = Source(place, contract + "class TestHlr(Contract): ...\n")
    assert not list(homes.adapters_without_contract([adapter], [kept]))


def test_an_idle_dependency_is_found():
    """A dependency that no file names is idle; one that works unnamed is not."""
    source = Source("src/signoff/store/cases.py", "import psycopg\nimport yoyo\n")

    assert list(homes.idle_dependencies(["psycopg", "yoyo-migrations", "tzdata", "attrs"], [source])) == [
        "pyproject.toml: nothing uses `attrs`"
    ]


def test_a_dependency_missing_from_the_lock_is_found():
    """A name counts as locked with its version only."""
    assert list(homes.unlocked_dependencies(["attrs", "babel"], "babel==2.18.0 \\\n")) == [
        "requirements.lock: `attrs` is missing, run `make lock`"
    ]
