"""Lends PDFium the Chinese, Japanese and Korean characters that many PDF files name and do not carry.

Bills made in China often do so (STSong-Light); without this their text would be missing from the page that is kept.
"""

from __future__ import annotations

import ctypes
import mmap
import struct
from importlib.util import find_spec
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

# The faces of the collection in its order: Japanese, Korean, Chinese of the mainland and of Taiwan.
_FACES: dict[int, int] = {
    raw.FXFONT_SHIFTJIS_CHARSET: 0,
    raw.FXFONT_HANGEUL_CHARSET: 1,
    raw.FXFONT_GB2312_CHARSET: 2,
    raw.FXFONT_CHINESEBIG5_CHARSET: 3,
}
_PACKAGE, _FILE = "noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc"
_COLLECTION = int.from_bytes(b"ttcf", "big")
_WHOLE = 0


class Lender(pypdfium2.PdfSysfontBase):  # type: ignore[misc]  # the library has no types
    """The fonts of the system, as PDFium asks for them: only our own, never a file of this machine."""

    def __init__(self) -> None:
        super().__init__()
        specification = find_spec(_PACKAGE)
        if specification is None or specification.origin is None:
            raise ImportError(_PACKAGE)
        with (Path(specification.origin).parent / _FILE).open("rb") as file:
            self._collection = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def EnumFonts(self, *_: object) -> None:  # noqa: N802 - named by PDFium, as all that follow
        """There is no list to choose from."""

    def MapFont(self, *asked: object) -> int | None:  # noqa: N802 - see above
        """The handle of a face for the charset that is asked for: its place in the collection, counted from one."""
        place = _FACES.get(int(str(asked[3])))
        return None if place is None else place + 1

    def GetFont(self, *_: object) -> int | None:  # noqa: N802 - see above
        """No font by its name."""
        return None

    def GetFontData(  # noqa: N802 - see above
        self, _: object, handle: int, table: int, buffer: int | None, size: int
    ) -> int:
        """The bytes of a face or of the whole collection, or how many they are."""
        (face_at,) = struct.unpack_from(">I", self._collection, 12 + 4 * (handle - 1))
        if table not in (_WHOLE, _COLLECTION):
            return 0
        start = face_at if table == _WHOLE else 0
        length = len(self._collection) - start
        if buffer and size > 0:
            asked = min(size, length)
            ctypes.memmove(buffer, self._collection[start : start + asked], asked)
        return length

    def GetFaceName(self, *_: object) -> int:  # noqa: N802 - see above
        """No name."""
        return 0

    def GetFontCharset(self, _: object, handle: int) -> int:  # noqa: N802 - see above
        """The charset the face was lent for."""
        return next(charset for charset, place in _FACES.items() if place == handle - 1)

    def DeleteFont(self, *_: object) -> None:  # noqa: N802 - see above
        """Nothing to be given back."""
