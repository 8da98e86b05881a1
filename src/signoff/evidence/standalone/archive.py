"""The archive a certificate is handed over in: the document, `verify.py`, the public keys, a page that explains.

Whoever holds it can check the certificate for as long as there is Python, also when Signoff is long gone.
"""

from __future__ import annotations

import io
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from signoff.evidence.standalone import verify
from signoff.evidence.verify import Problem
from signoff.evidence.wording import Say

VERIFIER = "verify.py"

_CERTIFICATE, _KEYS, _README = "certificate.pdf", "keys", "README.txt"
_COMMANDS = ("python3 --version", "python3 -m pip install cryptography")
_CHECKS = {
    "certificate": f"python3 {VERIFIER} {_CERTIFICATE} --keys {_KEYS}",
    "acknowledgement": f"python3 {VERIFIER} acknowledgement.pdf --kind acknowledgement --keys {_KEYS}",
}
_CODES = (0, 1, 2)

# The same certificate gives the same archive: files are dated as early as the format knows.
_DATE = (1980, 1, 1, 0, 0, 0)


def verifier() -> bytes:
    """The program that checks documents by itself, as it is given away."""
    return Path(verify.__file__).read_bytes()


def archive(certificate: bytes, export_keys: Callable[[Path], None], say: Say) -> bytes:
    """The ZIP with a certificate; `export_keys` writes the public keys to a folder, `say` speaks to the reader."""
    return pack({_CERTIFICATE: certificate, **to_check(export_keys, say)})


def to_check(
    export_keys: Callable[[Path], None], say: Say, documents: Collection[str] = ("certificate",)
) -> dict[str, bytes]:
    """What checks the signed documents beside it, by kind: the verifier, the public keys, the page that explains."""
    with tempfile.TemporaryDirectory(prefix="signoff-keys-") as folder:
        export_keys(Path(folder))
        keys = {f"{_KEYS}/{path.name}": path.read_bytes() for path in sorted(Path(folder).iterdir())}
    return {
        VERIFIER: verifier(),
        **keys,
        _README: "".join(f"{line}\n" for line in _readme(say, documents)).encode(),
    }


def pack(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _width(text: str) -> int:
    """How many columns a text takes where letters are equally wide; Chinese ones take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _readme(say: Say, documents: Collection[str]) -> Iterator[str]:
    """The page for the reader, line by line: of the documents that are there, and of none that is not."""
    kinds = tuple(kind for kind in _CHECKS if kind in documents)
    area = {"certificate": "readme", "acknowledgement": "received"}[kinds[0]] if kinds else "nothing"
    title = say(f"archive.{area}.title")
    yield from (title, "=" * _width(title), "", say(f"archive.{area}.lead"), "")
    for kind in kinds:
        yield f"* {kind}.pdf: {say(f'archive.file.{kind}')}"
    for name, part in ((VERIFIER, "verifier"), (f"{_KEYS}/", "keys")):
        yield f"* {name}: {say(f'archive.file.{part}')}"
    if kinds:
        yield from _how_to_check(say, area, kinds)


def _how_to_check(say: Say, area: str, kinds: tuple[str, ...]) -> Iterator[str]:
    """The commands, and what is said then; what each word means is worded as `signoff verify` words it."""
    yield from ("", say(f"archive.{area}.how"), "")
    yield from (f"    {command}" for command in (*_COMMANDS, _CHECKS[kinds[0]]))
    for kind in kinds[1:]:
        yield from ("", say(f"archive.also.{kind}"), "", f"    {_CHECKS[kind]}")
    yield from ("", say(f"archive.{area}.verdict"), "")
    for word in ("genuine", "not_genuine", "specimen"):
        yield f"* {word.replace('_', ' ').upper()}: {say(f'archive.verdict.{word}')}"
    yield from ("", say("archive.readme.problems"), "")
    yield from (f"* {problem}: {say(f'documents.problem.{problem}')}" for problem in Problem)
    yield from ("", say(f"archive.{area}.log"), "", say("archive.readme.codes"), "")
    yield from (f"* {code}: {say(f'archive.code.c{code}')}" for code in _CODES)
    yield from ("", say(f"archive.{area}.trust"), "", say(f"archive.{area}.limits"))
