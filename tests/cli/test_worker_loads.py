"""What a worker loads: nothing that only pages or documents need. One line of import brings tens of megabytes back."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.cli.commands import environment

LOADED = """
import json, sys
import signoff.app
print(json.dumps(sorted(sys.modules)))
"""

FOR_PAGES = {
    "aiohttp",
    "confusable_homoglyphs",
    "fastapi",
    "icalendar",
    "jinja2",
    "pydantic",
    "starlette",
    "uvicorn",
}
FOR_DOCUMENTS = {"pyhanko", "pyhanko_certvalidator", "typst"}
FOR_OTHERS = {
    "holidays",
    "PIL",
    "pypdfium2",
    "rapidocr",
    "onnxruntime",
    "signoff.channels",
    "signoff.scam",
    "signoff.traveller",
}


def test_a_worker_loads_nothing_of_pages_documents_and_readers():
    """Whoever draws, signs, serves or reads a photo loads what that needs when it is needed."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, env=environment(), check=True
    )
    loaded = set(json.loads(done.stdout))

    assert "signoff.engine.dispatcher" in loaded
    assert not loaded & (FOR_PAGES | FOR_DOCUMENTS | FOR_OTHERS)
