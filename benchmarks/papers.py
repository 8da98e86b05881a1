"""Certificates: drawn and signed (V12), their proof verified offline (V13), on one core, of real endings.

The time is processor time: who else uses the machine does not count, a second core does not help.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from endings import crowd_of

from signoff.app import signing_keys
from signoff.config import Settings
from signoff.engine.calls import Calls, Job
from signoff.evidence.logged import logged
from signoff.evidence.signer import Signer, export_trust
from signoff.evidence.trust import log_keys, read_trust
from signoff.evidence.verify import verify

ENDINGS = 24
"""Two rounds of the carriers in each language."""


async def drawings(url: str, folder: Path) -> list[Callable[[], bytes]]:
    """What draws the certificates of some real endings, which are entered in the log as always."""
    caught: list[Callable[[], bytes]] = []

    async def catch(_: Calls, __: Job, kind: str, draw: Callable[[], bytes]) -> str:
        if kind == "certificate":
            caught.append(draw)
        return "0" * 64

    async with crowd_of(url, folder, keep=catch) as crowd:
        for _ in range(ENDINGS):
            await crowd.end_one()
    return caught


def measure(draws: list[Callable[[], bytes]], folder: Path, seconds: float) -> dict[str, Any]:
    """Draw and sign all; then verify them in turn, each way for so long."""
    keys = signing_keys(Settings(data_directory=folder))
    signer, public = Signer.load(keys), folder / "public"
    export_trust(keys, public)
    parts = [_made(draw, signer) for draw in draws]
    pdfs = [pdf for pdf, _, _ in parts]
    trust = read_trust(public)
    contents = [verify(pdf, trust).certificate for pdf in pdfs]
    if None in contents:
        raise SystemExit("a certificate of ours was refused")
    verifiers = log_keys(trust)
    return {
        "certificate": {
            "milliseconds": median(drawing + signing for _, drawing, signing in parts),
            "drawing_ms": median(drawing for _, drawing, _ in parts),
            "signing_ms": median(signing for _, _, signing in parts),
            "kilobytes": median(len(pdf) for pdf in pdfs) / 1000,
        },
        "proof": {"a_second": _rate(lambda at: logged(contents[at] or {}, verifiers), len(pdfs), seconds)},
        "document": {"a_second": _rate(lambda at: verify(pdfs[at], trust), len(pdfs), seconds)},
    }


def _made(draw: Callable[[], bytes], signer: Signer) -> tuple[bytes, float, float]:
    """One certificate, and the milliseconds of a core that drawing and signing took, whatever the threads."""
    began = time.process_time()
    drawn = draw()
    between = time.process_time()
    signed = signer.sign(drawn)
    return signed, (between - began) * 1000, (time.process_time() - between) * 1000


def _rate(act: Callable[[int], object], count: int, seconds: float) -> float:
    """How often a second of one core."""
    began, times = time.process_time(), 0
    while (spent := time.process_time() - began) < seconds:
        act(times % count)
        times += 1
    return times / spent


def main() -> None:
    """Measure, print the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=1.0)
    options = parser.parse_args()
    draws = asyncio.run(drawings(options.url, options.folder))
    print(json.dumps(measure(draws, options.folder, options.seconds)), flush=True)


if __name__ == "__main__":
    main()
