"""The page that checks a dropped file: the same verdicts as the command, nothing kept, hostile uploads refused."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import AsyncIterator

import httpx
import pytest

from signoff.channels.portal.site import create_portal
from signoff.channels.portal.verifying import ADDRESS, UPLOAD_BYTES_MAX
from tests.channels.portal.documents import CERTIFICATE, VERDICTS
from tests.channels.portal.fake_desk import TOKEN, VIEWS, FakeDesk
from tests.channels.portal.page import Page
from tests.channels.portal.stage import TEXTS, parts

LANGUAGES = ("en", "zh-Hans")


async def _drop(
    client: httpx.AsyncClient, content: bytes, *, name: str = "certificate.pdf", language: str = "en"
) -> httpx.Response:
    """Send the page's form with a file in it."""
    files = {"file": (name, content, "application/pdf")}
    return await client.post(ADDRESS, files=files, params={"lang": language})


async def test_the_page_works_as_a_plain_form(client: httpx.AsyncClient) -> None:
    """A file field with a label, sent as a form with a file; every page leads there."""
    page = Page((await client.get(ADDRESS)).text)
    (form,) = page.all("form")

    assert (form["method"], form["action"], form["enctype"]) == ("post", ADDRESS, "multipart/form-data")
    assert page.by_id("file")["type"] == "file"
    assert "file" in {label["for"] for label in page.all("label")}
    assert ADDRESS in {link["href"] for link in Page((await client.get("/")).text).all("a")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", sorted(VERDICTS))
async def test_the_verdict_is_that_of_the_command_in_its_words(
    client: httpx.AsyncClient, word: bytes, language: str
) -> None:
    """Genuine with what it says, or not genuine with the reason; SPECIMEN exactly where it is one."""
    checked = VERDICTS[word]

    answer = await _drop(client, word, language=language)

    page = Page(answer.text)
    verdict = page.said("verdict")
    assert answer.status_code == 200
    assert "autofocus" in page.by_id("verdict")
    for said, is_right in (("genuine", checked.is_genuine), ("passes_as", not checked.is_genuine)):
        assert (TEXTS.say(f"documents.{said}.{checked.kind}", language) in verdict) is is_right
    assert (TEXTS.say("documents.specimen.notice", language) in verdict) is checked.is_specimen
    for problem in checked.problems:
        assert TEXTS.say(f"documents.problem.{problem}", language) in verdict


async def test_a_genuine_certificate_is_shown_whole_and_as_text(client: httpx.AsyncClient) -> None:
    """Case, line, holder, days, claims with who saw them, and its place in the log; markup in a name is only text."""
    answer = await _drop(client, b"genuine")

    verdict = Page(answer.text).said("verdict")
    for said in (
        "7K3M-9QXD-2F",
        "CTM Macau",
        "+853 6288 0001",
        "<b>Chan Tai Man</b> 陳大文",
        "22 November 2026",
        "22 December 2026",
        "20 February 2027",
        "Entry 1,205 of 1,300 in signoff.example/ctm",
        "The log was seen byone.example, two.example",
        TEXTS.say("claims.kind.session_end_seen", "en"),
        TEXTS.say("claims.by.unknown", "en"),
    ):
        assert said in verdict
    assert "<b>" not in answer.text


async def test_who_signed_for_the_holder_is_said_with_their_right(client: httpx.AsyncClient) -> None:
    """And the holder as the one whom they named."""
    verdict = Page((await _drop(client, b"acting")).text).said("verdict")

    assert "Chan Siu Ming, as heir" in verdict
    assert TEXTS.say("acting.for_holder", "en") in verdict
    assert TEXTS.say("documents.certificate.holder", "en") not in verdict


@pytest.mark.parametrize("word", [b"altered", b"anything else"])
async def test_nothing_is_shown_of_what_is_not_genuine(client: httpx.AsyncClient, word: bytes) -> None:
    """Its content would be a stranger's word."""
    answer = await _drop(client, word)

    assert "7K3M-9QXD-2F" not in answer.text
    assert '<dl class="facts">' not in answer.text


async def test_a_certificate_of_before_there_was_a_log_says_nothing_of_one(client: httpx.AsyncClient) -> None:
    """It is as genuine as any."""
    assert "signoff.example" not in (await _drop(client, b"older")).text


@pytest.mark.parametrize(("field", "name", "content"), [("file", "", b""), ("other", "x", b"genuine")])
async def test_a_form_without_a_file_asks_for_one(
    client: httpx.AsyncClient, field: str, name: str, content: bytes
) -> None:
    """Sent too early, it says so at the field."""
    answer = await client.post(ADDRESS, files={field: (name, content)})

    assert answer.status_code == 422
    Page(answer.text).assert_problem_at("file")


async def test_nothing_of_a_file_is_kept_or_logged(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even a temporary file is made, for the largest that is read; no name and no content is in the log."""
    caplog.set_level(logging.DEBUG)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file was written to disk")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", refuse)
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)

    answer = await _drop(client, b"genuine".ljust(UPLOAD_BYTES_MAX - 1000), name="mei-private.pdf")

    logged = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("signoff"))
    assert answer.status_code == 200
    assert f"POST {ADDRESS} 200" in logged
    assert "mei-private" not in logged + answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("size", [UPLOAD_BYTES_MAX + 1, 5 * 1024 * 1024])
async def test_a_file_that_is_too_large_is_told_so(client: httpx.AsyncClient, size: int) -> None:
    """Taken in to the end, so that the browser reads the answer, but not kept; a verdict, not a broken page."""
    answer = await _drop(client, bytes(size))

    assert answer.status_code == 413
    assert TEXTS.say("documents.problem.too_large", "en") in Page(answer.text).said("verdict")


@pytest.mark.parametrize("announces", [True, False])
async def test_a_file_without_end_is_cut_short(client: httpx.AsyncClient, announces: bool) -> None:
    """Of more than 33 MiB the rest is not even taken in."""
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while taken < 1 << 30:
            taken += 1 << 20
            yield bytes(1 << 20)

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    if announces:
        headers["Content-Length"] = str(1 << 30)

    answer = await client.post(ADDRESS, headers=headers, content=endless())

    assert answer.status_code == 413
    assert taken == 0 if announces else taken <= 35 << 20


async def test_other_forms_take_no_more_than_before(client: httpx.AsyncClient) -> None:
    """The larger limit is this page's alone."""
    for path in ("/claim", "/review", f"{ADDRESS}/", f"{ADDRESS}x"):
        assert (await client.post(path, files={"file": ("x", bytes(100_000))})).status_code == 413


PART = b"--x\r\nContent-Disposition: form-data%s\r\n\r\na\r\n--x--"


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/pdf", b"genuine", 415),
        ("application/x-www-form-urlencoded", b"file=genuine", 415),
        ("multipart/form-data", b"genuine", 422),
        ("multipart/form-data; boundary=x", b"genuine", 422),
        ("multipart/form-data; boundary=x", PART % b"", 422),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\na\r\n--x--',
            422,
        ),
        ("multipart/form-data; boundary=" + "x" * 5000, b"", 422),
    ],
)
async def test_what_is_no_form_of_ours_is_refused(
    client: httpx.AsyncClient, kind: str, body: bytes, status: int
) -> None:
    """Other kinds, broken parts, text in the place of a file: worded, never an error of ours."""
    answer = await client.post(ADDRESS, headers={"Content-Type": kind}, content=body)

    assert answer.status_code == status
    assert Page(answer.text).all("h1")


async def test_two_files_at_once_are_refused(client: httpx.AsyncClient) -> None:
    """One verdict is of one file."""
    files = [("file", ("a.pdf", b"genuine")), ("file", ("b.pdf", b"altered"))]

    assert (await client.post(ADDRESS, files=files)).status_code == 422


async def test_a_form_of_another_site_is_refused(client: httpx.AsyncClient) -> None:
    """Nobody's browser is made to show a verdict by a foreign page."""
    answer = await client.post(
        ADDRESS, headers={"Sec-Fetch-Site": "cross-site"}, files={"file": ("a", b"genuine")}
    )

    assert answer.status_code == 403


async def test_the_archive_is_handed_out_once_there_is_a_certificate(desk: FakeDesk) -> None:
    """In the language of the page it is linked from; before, there is a page that says it is to come."""
    transport = httpx.ASGITransport(create_portal(parts(desk)))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        early = await client.get(f"/case/{TOKEN}/certificate.zip")
        desk.views[TOKEN] = VIEWS["ended"]
        desk.documents["certificate"] = b"%PDF"
        link = next(
            one["href"]
            for one in Page((await client.get(f"/case/{TOKEN}?lang=zh-Hans")).text).all("a")
            if ".zip" in one["href"]
        )
        fetched, other = await client.get(link), await client.get(f"/case/{TOKEN}/certificate.zip")
        nobody = await client.get("/case/nobody/certificate.zip")

    assert (early.status_code, nobody.status_code) == (404, 404)
    assert (fetched.content, other.content) == (b"%PDFzh-Hans", b"%PDFen")
    assert fetched.headers["content-type"] == "application/zip"
    assert fetched.headers["content-disposition"] == 'attachment; filename="certificate.zip"'
    assert fetched.headers["cache-control"] == "no-store"


def test_the_documents_of_these_tests_are_like_the_real_ones() -> None:
    """Members that the page reads are members of the record; `docs/evidence.md` explains them."""
    from signoff.evidence.record import certificate_record  # noqa: PLC0415 - only this test looks below the channel
    from tests.evidence.contents import certificate_of, heading_of  # noqa: PLC0415 - as above

    assert set(CERTIFICATE) - {"log"} <= set(certificate_record(certificate_of(heading_of())))
