"""Certificates are checked in the browser, and an ended case hands out all that is needed to check it elsewhere."""

from __future__ import annotations

import base64
import itertools
from pathlib import Path

import pytest
from playwright.sync_api import expect

from signoff.evidence.documents import draw_certificate
from signoff.evidence.signer import Signer
from tests.conftest import IS_SOAK
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.ending import Ending
from tests.e2e.visitor import IN_CHINESE, IN_ENGLISH, LANGUAGES, PATIENCE
from tests.evidence.bare import run_alone, unpacked
from tests.evidence.contents import certificate_of, heading_of, wording_of

SIZES = {"phone": PHONE, "desktop": DESKTOP}
SEEN = list(itertools.product(LANGUAGES, SIZES, ("light", "dark")))
SEEN = SEEN if IS_SOAK else [SEEN[0], SEEN[3], SEEN[5], SEEN[6]]  # each language, size and scheme twice

# What a hand does that drops files onto the page: the browser itself lets no program hold a real one.
DROP = """files => {
  const dropped = new DataTransfer();
  for (const text of files) {
    const bytes = Uint8Array.from(atob(text), one => one.charCodeAt(0));
    dropped.items.add(new File([bytes], "dropped.pdf", { type: "application/pdf" }));
  }
  for (const kind of ["dragenter", "dragover", "drop"])
    document.body.dispatchEvent(
      new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: dropped }));
}"""


@pytest.fixture(scope="module")
def genuine(program) -> bytes:
    """A certificate signed with the keys of the running program."""
    signer = Signer.load(program.data_directory / "keys" / "signing")
    return signer.sign(draw_certificate(certificate_of(heading_of()), wording_of("en")))


def _choose(visitor, content: bytes) -> None:
    """Choose a file and press the button."""
    file = {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": content}
    visitor.page.set_input_files("#file", files=[file])
    visitor.press("verify")


def _expect_verdict(visitor, word: str) -> None:
    expect(visitor.page.locator("#verdict-title")).to_have_text(
        visitor.say(f"portal.verify.{word}"), timeout=PATIENCE
    )


@pytest.mark.soak
@pytest.mark.parametrize(("language", "size", "scheme"), SEEN)
def test_a_certificate_is_checked_by_hand(new_visitor, genuine, language, size, scheme):
    """The start page leads there; genuine with what it says, then not genuine, then no file; each page looked at."""
    visitor = new_visitor(
        f"verify-{language}-{size}-{scheme}", language=language, size=SIZES[size], color_scheme=scheme
    )
    visitor.open("/")
    choices = visitor.page.get_by_role("main")
    choices.get_by_role("link", name=visitor.say("portal.ways.verify.title")).click()
    visitor.heading("portal.verify.title")
    visitor.look("60-verify")

    _choose(visitor, genuine)
    _expect_verdict(visitor, "is_genuine")
    expect(visitor.page.locator("#verdict")).to_be_focused()
    expect(visitor.page.locator("#verdict")).to_contain_text(heading_of().case_code)
    visitor.look("61-genuine")

    _choose(visitor, genuine[:9000] + b"!" + genuine[9001:])
    _expect_verdict(visitor, "is_not_genuine")
    visitor.look("62-not-genuine")

    visitor.press("verify")
    expect(visitor.page.locator("#file-problem")).to_have_text(visitor.say("portal.verify.file_missing"))
    visitor.look("63-no-file")


@pytest.mark.soak
@pytest.mark.parametrize("language", IN_CHINESE)
def test_it_works_without_scripts(new_visitor, genuine, language):
    """A plain form: nothing promises that files can be dropped, and everything else is the same."""
    visitor = new_visitor(f"verify-plain-{language}", language=language, javascript=False)
    visitor.open("/verify")
    expect(visitor.page.locator("[data-drop-hint]")).to_be_hidden()

    _choose(visitor, genuine)
    _expect_verdict(visitor, "is_genuine")
    _choose(visitor, bytes(3 * 1024 * 1024))
    expect(visitor.page.locator("#verdict")).to_contain_text(visitor.say("documents.problem.too_large"))
    visitor.look("64-too-large")


def test_a_file_is_dropped_anywhere_on_the_page(new_visitor, genuine):
    """The verdict comes by itself; of several files none is taken."""
    visitor = new_visitor("verify-drop", size=DESKTOP)
    visitor.open("/verify")
    expect(visitor.page.locator("[data-drop-hint]")).to_be_visible()
    one = base64.b64encode(genuine).decode()

    visitor.page.evaluate(DROP, [one])
    _expect_verdict(visitor, "is_genuine")

    visitor.open("/verify")
    visitor.page.evaluate(DROP, [one, one])
    expect(visitor.page.locator("#file")).to_be_focused()
    expect(visitor.page.locator("#verdict")).to_have_count(0)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_huge_file_is_told_to_be_too_large(new_visitor, tmp_path: Path, has_scripts):
    """A film in the place of a certificate: a verdict, not a broken connection; with scripts little of it is sent."""
    film = tmp_path / "film.pdf"
    film.write_bytes(bytes((200 if has_scripts else 20) * 1024 * 1024))
    visitor = new_visitor(f"verify-huge-{has_scripts}", javascript=has_scripts)
    visitor.open("/verify")

    visitor.page.set_input_files("#file", film)
    visitor.press("verify")

    expect(visitor.page.locator("#verdict")).to_contain_text(visitor.say("documents.problem.too_large"))


@pytest.mark.soak
@pytest.mark.parametrize("language", IN_ENGLISH)
def test_an_ended_case_hands_out_all_that_is_needed_to_check_it(
    new_visitor, backstage, language, tmp_path: Path
):
    """The archive of a real ending: checked by what is in it, alone, and by the page; its page in the same language."""
    line = backstage.demo_line("ctm")
    visitor = new_visitor(f"archive-{language}", language=language)
    visitor.ask(line.numbers[0], f"{line.handle}@example.com", carrier_id="ctm")
    ending = Ending(visitor, line, f"{line.handle}@example.org")
    ending.walk()

    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name=visitor.say("portal.files.archive")).click()
    assert download.value.suggested_filename == "certificate.zip"
    place = unpacked(Path(download.value.path()).read_bytes(), tmp_path)
    said = run_alone(place)

    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[-1] == "GENUINE SPECIMEN: certificate"
    assert visitor.say("archive.readme.title") in (place / "README.txt").read_text("utf-8")
    visitor.open("/verify")
    _choose(visitor, (place / "certificate.pdf").read_bytes())
    _expect_verdict(visitor, "is_genuine")
    expect(visitor.page.locator("#verdict")).to_contain_text("signoff.example/ctm")
    visitor.look("65-genuine-and-logged")
