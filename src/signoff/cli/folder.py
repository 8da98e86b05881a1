"""The folder that documents are handed over in: they appear there whole, or not at all."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from signoff.cli.failures import Failed
from signoff.cli.output import Output

if TYPE_CHECKING:
    from signoff.desk import Desk

KEYS = "keys"
_LOOK_AGAIN_SECONDS = 0.05

DOCUMENTS = ("acknowledgement", "agreement", "certificate")


async def drawn(desk: Desk, token: str, kind: str) -> bytes:
    """The document of a case once it is drawn."""
    while True:
        pdf = await desk.document(token, kind)
        if pdf is not None:
            return pdf
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)


class Folder:
    """A folder to write to, made when missing, and taken away again if nothing came of it. Raises Failed."""

    def __init__(self, out: Output, place: Path) -> None:
        self.place = place.absolute()
        self._words = out.words
        self._made: list[Path] = []
        try:
            self._refuse_other_kinds()
            self._made = [one for one in (self.place, *self.place.parents) if not one.exists()]
            self.place.mkdir(parents=True, exist_ok=True)
            self._draft = Path(tempfile.mkdtemp(prefix=".signoff-", dir=self.place))
        except OSError as error:
            self._unmake()
            raise self._failed(error) from error

    def hand_over(self, files: Mapping[str, bytes], keys: Callable[[Path], None]) -> dict[str, str]:
        """Write the files by their names, and let `keys` fill the folder of keys; where each is now."""
        try:
            for name, content in files.items():
                (self._draft / name).write_bytes(content)
            keys(self._draft / KEYS)
            (self.place / KEYS).mkdir(exist_ok=True)
            for source in sorted(path for path in self._draft.rglob("*") if path.is_file()):
                source.replace(self.place / source.relative_to(self._draft))
        except OSError as error:
            raise self._failed(error) from error
        self._made = []
        return {Path(name).stem: str(self.place / name) for name in files} | {KEYS: str(self.place / KEYS)}

    def close(self) -> None:
        """Leave nothing behind but what was handed over."""
        shutil.rmtree(self._draft, ignore_errors=True)
        self._unmake()

    def _refuse_other_kinds(self) -> None:
        """What stands where documents go must not be of another kind: found now, nothing is half written later."""
        for name in (*(f"{kind}.pdf" for kind in DOCUMENTS), KEYS):
            target = self.place / name
            if target.exists() and target.is_dir() != (name == KEYS):
                raise Failed(self._words("cli.failed.in_the_way", place=target))

    def _unmake(self) -> None:
        for made in self._made:
            try:
                made.rmdir()
            except OSError:
                return

    def _failed(self, error: OSError) -> Failed:
        if isinstance(error, FileExistsError | NotADirectoryError):
            return Failed(self._words("cli.refused.no_folder", place=error.filename))
        return Failed(
            self._words("cli.failed.folder", place=self.place, detail=error.strerror or type(error).__name__)
        )
