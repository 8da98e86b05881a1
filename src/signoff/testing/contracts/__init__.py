"""Contract suites: one abstract test class per port, which every adapter's own test class inherits; and the channels'.

`world.py` is what a suite needs of the world outside the adapter, `keyed.py` what all calls with a key have in common;
docs/systems.md tells the numbered scenarios in prose. For channels see `channel.py`.
"""

from __future__ import annotations

import pytest

# So that a scenario that fails tells what it compared.
pytest.register_assert_rewrite(
    *(
        f"{__name__}.{module}"
        for module in (
            *("keyed", "records", "network", "charging", "billing"),
            *("loyalty", "esim", "numbers", "payments", "messages", "inventory", "charges", "channel"),
        )
    )
)
