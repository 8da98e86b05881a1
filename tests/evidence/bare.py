"""Runs the verifier of an archive as somebody does who has nothing else: no program of ours, no network, any year."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

# Runs a program where nothing can be imported but the standard library and `cryptography` with what it is made of, no
# socket can be opened, and every clock is as many days ahead as the first argument says.
BARE = """
import datetime, runpy, socket, sys, time
allowed = {*sys.stdlib_module_names, "cryptography", "cffi", "_cffi_backend"}
class Others:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] not in allowed:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Others())
class Refused(socket.socket):
    def __init__(self, *_, **__): raise OSError("no network here")
socket.socket = Refused
ahead = int(sys.argv[1]) * 86400
present = time.time
time.time = lambda: present() + ahead
class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(time.time(), tz)
datetime.datetime = Later
sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""

TEN_YEARS = 3652


def unpacked(content: bytes, place: Path) -> Path:
    """The folder with what is in an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        packed.extractall(place)
    return place


def run_alone(
    place: Path, *arguments: str, days_ahead: int = 0, document: str = "certificate.pdf"
) -> subprocess.CompletedProcess[str]:
    """`verify.py` on the document beside it, as somebody runs it who has nothing else."""
    command = [sys.executable, "-I", "-c", BARE, str(days_ahead), "verify.py", document, *arguments]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, check=False, env={})
