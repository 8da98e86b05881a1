"""A PDF is kept as it looks: pages in their order and size, forms filled in, Chinese in fonts it does not carry."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from signoff.evidence.confined.answer import PAGES_MAX
from signoff.evidence.intake import Evidence, Refused, RefusedFor
from tests.evidence.intake.pdfs import chinese, page, pages, pdf, stream, text
from tests.evidence.intake.rooms import kept, take_in

pytestmark = pytest.mark.slow  # PDFium works in a room only


def shown(content: bytes, number: int = 0) -> Image.Image:
    """How a page looks, in grey."""
    document = pypdfium2.PdfDocument(content)
    picture: Image.Image = document[number].render(scale=1).to_pil().convert("L")
    document.close()
    return picture


def ink(picture: Image.Image, box: tuple[int, int, int, int] | None = None) -> float:
    """How much of a page is dark, of 255."""
    return 255 - ImageStat.Stat(picture.crop(box) if box else picture).mean[0]


def locked(content: bytes, password: str) -> bytes:
    """The file, locked by its owner, and with a password for readers or none."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(content)))
    writer.encrypt(owner_pass="owner", user_pass=password)  # type: ignore[no-untyped-call]  # it has no types
    written = io.BytesIO()
    writer.write(written)  # type: ignore[no-untyped-call]  # see above
    return written.getvalue()


def test_a_page_looks_as_it_did() -> None:
    """Drawn side by side, what came and what is kept differ by next to nothing."""
    came = page(text(b"MOP 120.00 paid 22/11/2026", 16) + b" 20 20 100 40 re f")

    evidence = kept(came)

    difference = ImageChops.difference(shown(came), shown(evidence.content))
    assert ink(shown(came)) > 5
    assert ImageStat.Stat(difference).mean[0] < 3


def test_pages_keep_their_order_and_size() -> None:
    """A portrait page, then a wide one, then a small one."""
    sheets = [
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s]/Contents %d 0 R>>" % (size, number)
        for size, number in ((b"595 842", 6), (b"842 595", 7), (b"100 100", 8))
    ]
    contents = [stream(b"0 0 %d %d re f" % (side, side)) for side in (100, 300, 100)]
    came = pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 3/Kids[3 0 R 4 0 R 5 0 R]>>",
            *sheets,
            *contents,
        ]
    )

    evidence = kept(came)

    assert evidence.pages == 3
    document = pypdfium2.PdfDocument(evidence.content)
    assert [page.get_size() for page in document] == [(595, 842), (842, 595), (100, 100)]
    document.close()
    assert [round(ink(shown(evidence.content, number))) for number in range(3)] == pytest.approx(
        [5, 46, 255], abs=1
    )


def test_as_many_pages_as_are_taken_are_taken() -> None:
    """The limit itself passes, one more does not."""
    taken, refused = take_in(pages(PAGES_MAX)), take_in(pages(PAGES_MAX + 1))

    assert isinstance(taken, Evidence)
    assert taken.pages == PAGES_MAX
    assert refused == Refused(RefusedFor.TOO_MANY_PAGES)


def test_what_was_filled_in_is_shown() -> None:
    """The value of a field, which is not part of the page itself, is on the page that is kept."""
    field = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(WWWWWWWW)/Rect[20 20 200 60]/DA(/F 20 Tf 0 g)/F 4/P 3 0 R>>"
    form = b"/AcroForm<</Fields[6 0 R]/DR<</Font<</F 5 0 R>>>>/NeedAppearances true>>"

    evidence = kept(page(b"", field, catalogue=form, entries=b"/Annots[6 0 R]"))

    assert ink(shown(evidence.content), (20, 140, 200, 180)) > 10


@pytest.mark.parametrize(
    ("font", "encoding", "order", "words"),
    [
        (b"STSong-Light", b"UniGB-UCS2-H", b"GB1", "注销手机号码"),
        (b"MSung-Light", b"UniCNS-UCS2-H", b"CNS1", "取消電話服務"),
    ],
    ids=["Simplified", "Traditional"],
)
def test_chinese_is_shown_without_its_font(font: bytes, encoding: bytes, order: bytes, words: str) -> None:
    """A bill that only names its font, as many of China do, keeps its characters."""
    evidence = kept(chinese(words, font, encoding, order))
    blank = kept(chinese("\u3000" * 6, font, encoding, order))

    assert ink(shown(evidence.content)) > ink(shown(blank.content)) + 1


def test_a_pdf_is_refused_only_if_reading_it_needs_a_password() -> None:
    """What its owner forbids (printing, copying) hinders nobody from reading it."""
    came = page(text(b"Hello"))

    assert isinstance(take_in(locked(came, "")), Evidence)
    assert take_in(locked(came, "secret")) == Refused(RefusedFor.PDF_LOCKED)


def test_equal_files_are_kept_equally() -> None:
    """No instant and no chance is written into what is kept."""
    came = page(text(b"Hello"))

    assert kept(came) == kept(came)
