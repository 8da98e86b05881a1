"""Turns a page of finished strings into a PDF/A-3b with typst; the layout is in `templates/`, the words come in.

Everything goes in as data, so nothing that a person typed is ever read as markup; only the shipped fonts are used.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signoff.evidence.glyphs import drawable, font_folders

if TYPE_CHECKING:
    import typst

# The face whose Chinese characters have the reader's local forms; for other readers it draws Chinese names.
_CHINESE_FACE = {"zh-Hans": "Noto Sans CJK SC", "zh-Hant": "Noto Sans CJK HK"}
_REGION = {"zh-Hans": "cn", "zh-Hant": "hk"}


def typeset(
    template: str,
    page: dict[str, Any],
    *,
    language: str,
    drawn_at: datetime | None,
    attachment: tuple[str, bytes],
) -> bytes:
    """The PDF/A-3b of `templates/<template>.typ` filled with `page`, with one embedded file (its name and bytes).

    `language` is the reader's, `drawn_at` the date written into the PDF; without one it is a plain PDF.
    Equal input gives equal bytes.
    Raises typst.TypstError when the template and the page do not fit, which no text can bring about.
    """
    import typst  # noqa: PLC0415 - large, for whoever draws

    name, body = attachment
    model = _drawable(page) | {
        "language": language.partition("-")[0],
        "region": _REGION.get(language),
        "chinese_face": _CHINESE_FACE.get(language, "Noto Sans CJK HK"),
        "reads_chinese": language in _CHINESE_FACE,
        "attachment": name,
    }
    compiler = typst.Compiler(
        input=_templates() / f"{template}.typ",
        root=_templates(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"page": json.dumps(model), "attachment": body.decode()},
    )
    # PDF/A is for keeping and demands a date; what has none yet is only a preview.
    if drawn_at is None:
        pdf = compiler.compile(format="pdf", pdf_standards=["1.7"])
    else:
        pdf = compiler.compile(format="pdf", pdf_standards=["a-3b"], timestamp=int(drawn_at.timestamp()))
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single PDF")
    return pdf


def _drawable(value: Any) -> Any:
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, dict):
        return {key: _drawable(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_drawable(member) for member in value]
    return value


@cache
def _fonts() -> typst.Fonts:
    import typst  # noqa: PLC0415 - see above

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[*font_folders()])


def _templates() -> Path:
    return Path(str(files("signoff.evidence") / "templates"))
