"""The folder that documents are handed over in, with what checks them: they appear there whole, or not at all."""

from __future__ import annotations

import asyncio
import shlex
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from signoff.cli.calling import command
from signoff.cli.failures import Failed, Wrong
from signoff.cli.loading import lazily
from signoff.cli.output import Output

if TYPE_CHECKING:
    from signoff.desk import Desk
    from signoff.evidence.standalone import archive as standalone
else:
    standalone = lazily("signoff.evidence.standalone.archive")

KEYS, VERIFIER = "keys", "verify.py"
_LOOK_AGAIN_SECONDS = 0.05

DOCUMENTS = ("acknowledgement", "agreement", "certificate")
CERTIFICATE = f"{DOCUMENTS[-1]}.pdf"


async def drawn(desk: Desk, token: str, kind: str) -> bytes:
    """The document of a case once it is drawn."""
    while True:
        pdf = await desk.document(token, kind)
        if pdf is not None:
            return pdf
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)


def tell(out: Output, files: Mapping[str, str]) -> None:
    """Where each file is, and the two ways to check the certificate if it is among them."""
    screen, words = out.screen, out.words
    screen.title(words("cli.demo.files"))
    screen.pairs([(words(f"cli.file.{name}"), place) for name, place in files.items()])
    if "certificate" in files:
        screen.text(words("cli.demo.check"))
        place = shlex.join([files["certificate"], "--keys", files["keys"]])
        screen.line(f"{command()} verify {place}")
        screen.text(words("cli.demo.check_alone"))
        screen.line(shlex.join(["python3", files["verify"], files["certificate"], "--keys", files["keys"]]))


class Folder:
    """A folder to write to, made when missing, and taken away again if nothing came of it.

    Raises Wrong when it was typed behind `option` and cannot be made or written to, Failed for any other trouble.
    """

    def __init__(self, out: Output, place: Path, *, option: str | None = None) -> None:
        self.place = place.absolute()
        self._words = out.words
        self._made: list[Path] = []
        try:
            self._refuse_other_kinds(option)
            self._made = [one for one in (self.place, *self.place.parents) if not one.exists()]
            self.place.mkdir(parents=True, exist_ok=True)
            self._draft = Path(tempfile.mkdtemp(prefix=".signoff-", dir=self.place))
        except OSError as error:
            self._unmake()
            raise self._refused(option, self._reason(error)) from error

    def hand_over(self, files: Mapping[str, bytes], keys: Callable[[Path], None]) -> dict[str, str]:
        """Write the files by their names, and let `keys` fill the folder of keys; where each is now.

        With a certificate comes the program that checks it without Signoff.
        """
        if CERTIFICATE in files:
            files = {**files, VERIFIER: standalone.verifier()}
        try:
            for name, content in files.items():
                (self._draft / name).write_bytes(content)
            keys(self._draft / KEYS)
            (self.place / KEYS).mkdir(exist_ok=True)
            for source in sorted(path for path in self._draft.rglob("*") if path.is_file()):
                source.replace(self.place / source.relative_to(self._draft))
        except OSError as error:
            raise Failed(self._reason(error)) from error
        self._made = []
        return {Path(name).stem: str(self.place / name) for name in files} | {KEYS: str(self.place / KEYS)}

    def close(self) -> None:
        """Leave nothing behind but what was handed over."""
        shutil.rmtree(self._draft, ignore_errors=True)
        self._unmake()

    def _refuse_other_kinds(self, option: str | None) -> None:
        """What stands where documents go must not be of another kind: found now, nothing is half written later."""
        for name in (*(f"{kind}.pdf" for kind in DOCUMENTS), VERIFIER, KEYS):
            target = self.place / name
            if target.exists() and target.is_dir() != (name == KEYS):
                raise self._refused(option, self._words("cli.failed.in_the_way", place=target))

    def _unmake(self) -> None:
        for made in self._made:
            try:
                made.rmdir()
            except OSError:
                return

    @staticmethod
    def _refused(option: str | None, message: str) -> Wrong | Failed:
        return Failed(message) if option is None else Wrong(option, message)

    def _reason(self, error: OSError) -> str:
        if isinstance(error, FileExistsError | NotADirectoryError):
            return self._words("cli.refused.no_folder", place=error.filename)
        detail = error.strerror or type(error).__name__
        return self._words("cli.failed.folder", place=self.place, detail=detail)
