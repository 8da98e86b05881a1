"""The process in which one stranger's file is read: it confines itself, reads standard input, writes its answer.

Started anew for each file by `signoff.evidence.intake`; the form it was told is its only argument.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from signoff.evidence.confined import walls
from signoff.evidence.confined.answer import (
    RECEIVED_BYTES_MAX,
    Answer,
    Form,
    RefusedFor,
    Unfit,
    write_answer,
)

_INPUT, _OUTPUT = 0, 1


def main() -> None:
    """Read the file, answer, and go without any further ado: nothing of it is to be tidied up."""
    _say(_answer(Form(sys.argv[1])))
    os._exit(0)


def _answer(form: Form) -> Answer:
    try:
        walls.bound()
        read = _reader(form)
        walls.shut()
    except (walls.NotConfined, OSError, ValueError, ImportError):
        return Answer(refused_for=RefusedFor.UNAVAILABLE)
    try:
        return read(os.read(_INPUT, RECEIVED_BYTES_MAX))
    except Unfit as unfit:
        return Answer(refused_for=unfit.reason)
    except MemoryError:
        return Answer(refused_for=RefusedFor.TOO_COSTLY)
    except Exception:  # noqa: BLE001 - a stranger's file may bring about any error there is
        return Answer(refused_for=RefusedFor.DAMAGED)


def _reader(form: Form) -> Callable[[bytes], Answer]:
    """What reads files of this form; with its library, which is loaded for no other."""
    if form is Form.MAIL:
        from signoff.evidence.confined import charsets, mail  # noqa: PLC0415 - see above

        charsets.prepare()
        return lambda data: Answer(text=mail.retold(data))
    from signoff.evidence.confined import jpeg  # noqa: PLC0415 - see above

    jpeg.prepare()
    if form is Form.PDF:
        from signoff.evidence.confined import pages  # noqa: PLC0415 - see above

        pages.prepare()
        return lambda data: Answer(pages.redrawn(data))
    from signoff.evidence.confined import photo  # noqa: PLC0415 - see above

    return lambda data: Answer((photo.redrawn(data, form),))


def _say(answer: Answer) -> None:
    rest = memoryview(write_answer(answer))
    while rest:
        rest = rest[os.write(_OUTPUT, rest) :]
