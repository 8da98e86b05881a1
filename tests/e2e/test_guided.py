"""Somebody keeps the end of a line themselves: from a plan to the archive that proves it, and to its erasure."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from signoff.catalogue.languages import OFFERED
from tests.cli.commands import in_process
from tests.e2e.visitor import PATIENCE
from tests.evidence.bare import run_alone, unpacked

NUMBER = "6681 0042"
NOTE = "Called 1000 on Monday at 14:20, reference 7788-KX"


def _photo() -> bytes:
    """A photo as a phone takes it, with what it gives away."""
    image = Image.new("RGB", (320, 240), (200, 180, 160))
    exif = image.getexif()
    exif[0x010F] = "SecretMaker"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def _plan(visitor, *, kind: str, carrier: str = "ctm") -> None:
    """Make a plan for a line, and keep it as a case."""
    visitor.open("/guided")
    visitor.heading("guided.start.title")
    visitor.look("01-start")
    visitor.page.locator("main a.button").click()
    visitor.page.select_option("#carrier", carrier)
    visitor.page.check(f"[name=kind][value={kind}]")
    visitor.page.fill("#leaving", (date.today() + timedelta(days=3)).isoformat())  # noqa: DTZ011 - as people count
    visitor.press("plan")
    visitor.press("guided/begin")
    visitor.heading("guided.begin.title")


def _choose(visitor, **chosen: str) -> None:
    for name, value in chosen.items():
        visitor.page.check(f"[name={name}][value={value}]")


def _at(visitor, task: str) -> None:
    visitor.heading(f"guided.task.{task}.title")


@pytest.mark.parametrize("language", OFFERED)
def test_a_case_is_kept_from_the_plan_to_the_archive_and_erased(new_visitor, language, tmp_path):
    """Each step by hand, mistakes at their fields, a photo, the archive checked by itself, then nothing is left."""
    visitor = new_visitor(f"guided-{language}", language=language)
    _plan(visitor, kind="postpaid")
    visitor.press("guided/keep")
    expect(visitor.page.locator("#identifier-problem")).to_be_visible()
    visitor.look("02-nothing-typed")
    visitor.page.fill("#identifier", NUMBER)
    visitor.page.fill("#contact", "keeper@example.org")
    visitor.press("guided/keep")

    _at(visitor, "unlink")
    visitor.look("03-unlink")
    address = visitor.page.url
    visitor.press("say")
    expect(visitor.page.locator("#ties-problem")).to_be_visible()
    for box in visitor.page.locator("[name=ties]").all():
        box.check()
    visitor.press("say")
    _at(visitor, "settle")
    visitor.press("say")
    expect(visitor.page.locator("#how-problem")).to_be_visible()
    _choose(visitor, how="all_paid")
    visitor.press("say")

    _at(visitor, "ask_carrier")
    kept = _add_a_photo(visitor)
    _go_to_the_end(visitor)
    visitor.heading("guided.over.ended.title")
    expect(visitor.page.locator('a[href$="/certificate.pdf"]')).to_be_visible(timeout=PATIENCE)
    visitor.look("07-ended")
    _expect_archive(visitor, kept, tmp_path)
    _expect_checked(visitor, tmp_path / "certificate.pdf")
    _erase(visitor, address)


def _add_a_photo(visitor) -> bytes:
    """A program is refused, a photo is kept without what it gives away; the file as it is handed back."""
    visitor.look("04-ask-carrier")
    visitor.page.set_input_files(
        "#file", files=[{"name": "a.exe", "mimeType": "image/jpeg", "buffer": b"MZ" * 99}]
    )
    visitor.press("evidence")
    expect(visitor.page.locator("#file-problem")).to_be_visible()
    visitor.look("05-refused-file")
    visitor.page.set_input_files(
        "#file", files=[{"name": "receipt.jpg", "mimeType": "image/jpeg", "buffer": _photo()}]
    )
    visitor.press("evidence")
    with visitor.page.expect_download() as download:
        visitor.page.locator('a[href$="/evidence/1"]').click()
    kept = Path(download.value.path()).read_bytes()
    assert download.value.suggested_filename == "01.jpg"
    assert kept.startswith(b"\xff\xd8")
    assert b"SecretMaker" not in kept
    return kept


def _go_to_the_end(visitor) -> None:
    """The carrier is asked, the line lives still, then it is dead; mistakes are shown where they were made."""
    visitor.press("say")
    expect(visitor.page.locator("#how-problem")).to_be_visible()
    _choose(visitor, how="call")
    visitor.page.fill("#note", NOTE)
    visitor.press("say")

    _at(visitor, "see_dead")
    _choose(visitor, outcome="not_yet")
    visitor.press("say")
    visitor.look("06-waits")
    _choose(visitor, outcome="done")
    visitor.press("say")
    expect(visitor.page.locator("#signs-problem")).to_be_visible()
    _choose(visitor, outcome="done", signs="calls_fail")
    visitor.press("say")
    _at(visitor, "handle_sim")
    _choose(visitor, how="destroyed")
    visitor.press("say")
    _at(visitor, "final_bill")
    _choose(visitor, outcome="done")
    visitor.press("say")
    _at(visitor, "refund")
    _choose(visitor, outcome="none")
    visitor.press("say")


def _expect_archive(visitor, kept: bytes, place: Path) -> None:
    """The archive holds all of it, and its own verifier calls the certificate genuine."""
    with visitor.page.expect_download() as download:
        visitor.page.locator('a[href*="/everything.zip"]').first.click()
    content = Path(download.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = set(packed.namelist())
        case = json.loads(packed.read("case.json"))
        assert packed.read("evidence/01.jpg") == kept
        assert b"keeper@example.org" not in packed.read("facts.jsonl")
    assert {
        "certificate.pdf",
        "acknowledgement.pdf",
        "plan.pdf",
        "plan.ics",
        "plan.json",
        "verify.py",
    } <= names
    assert [task["note"] for task in case["tasks"] if task["task"] == "ask_carrier"] == [NOTE]
    assert {claim["by"] for claim in case["claims"]} == {"attested", "unknown"}
    told = run_alone(unpacked(content, place), "--json")
    verdict = json.loads(told.stdout)
    assert (told.returncode, verdict["genuine"], verdict["problems"]) == (0, True, [])
    assert verdict["certificate"]["guided"] == {"way": "ask"}
    assert verdict["certificate"]["tenant"] == "guide"
    assert verdict["certificate"]["evidence"][0]["sha256"] == case["evidence"][0]["sha256"]


def _expect_checked(visitor, certificate: Path) -> None:
    """The page that checks documents, and the command, say that it is genuine and that no carrier confirmed it."""
    checking = visitor.beside()
    checking.open("/verify")
    checking.page.set_input_files("#file", files=[str(certificate)])
    checking.press("verify")
    expect(checking.page.locator("#verdict-title")).to_have_text(
        visitor.say("portal.verify.is_genuine"), timeout=PATIENCE
    )
    checking.look("10-verified")
    meaning = visitor.say("documents.guided.not_confirmed")
    expect(checking.page.locator("main")).to_contain_text(meaning)
    keys = str(certificate.with_name("keys"))
    told = in_process("verify", str(certificate), "--keys", keys, "--lang", visitor.language)
    assert told.code == 0, told.err
    assert "".join(meaning.split()) in "".join(told.out.split())


def _erase(visitor, address: str) -> None:
    """After a plain warning, by one button; then the link says so and gives nothing out."""
    visitor.page.get_by_role("link", name=visitor.say("guided.erase.link")).click()
    visitor.heading("guided.erase.title")
    visitor.look("08-erase")
    visitor.press("erase")
    visitor.heading("guided.erased.title")
    visitor.look("09-erased")
    shown = visitor.page.locator("body").inner_text()
    assert not any(word in shown for word in ("6681", "keeper", NOTE))
    for path in ("certificate.pdf", "acknowledgement.pdf", "evidence/1", "everything.zip"):
        assert visitor.page.request.get(f"{address.partition('?')[0]}/{path}").status == 404


def test_a_prepaid_line_may_be_left_to_lapse_without_scripts(new_visitor):
    """The case waits for the days on which the line should be blocked; it can be left off at any time."""
    visitor = new_visitor("guided-lapse", javascript=False)
    _plan(visitor, kind="prepaid")
    expect(visitor.page.locator("[name=way][value=lapse]")).to_be_checked()
    visitor.page.fill("#identifier", NUMBER)
    visitor.press("guided/keep")
    _at(visitor, "unlink")
    for box in visitor.page.locator("[name=ties]").all():
        box.check()
    visitor.press("say")
    _choose(visitor, how="no_balance_left")
    visitor.press("say")
    _at(visitor, "see_blocked")
    visitor.look("10-blocked")
    visitor.page.get_by_role("link", name=visitor.say("guided.withdraw.link")).click()
    visitor.look("11-leave-off")
    visitor.press("withdraw")
    visitor.heading("guided.over.withdrawn.title")
    visitor.look("12-left-off")


def test_a_made_up_link_opens_nothing(new_visitor):
    """Neither a page nor a file, and no large upload is read for it."""
    visitor = new_visitor("guided-stranger")
    forged = "/guided/guide~00000000-0000-0000-0000-000000000000~" + "0" * 32

    for path in ("", "/certificate.pdf", "/everything.zip", "/evidence/1"):
        assert visitor.page.request.get(visitor.program.address + forged + path).status == 404
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\xff" * 200_000}
    sent = visitor.page.request.post(
        f"{visitor.program.address}{forged}/evidence", multipart={"key": "0" * 32, "file": file}
    )
    assert sent.status == 413
