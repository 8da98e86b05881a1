"""What every request meets: security headers, the limits of a form, its origin, errors in words, a silent log."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from signoff.channels.portal.guard import BODY_BYTES_MAX
from signoff.channels.portal.site import create_portal
from tests.channels.portal.fake_desk import TOKEN, VIEWS, FakeDesk
from tests.channels.portal.page import Page
from tests.channels.portal.stage import parts

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
POSTS = (
    "/review",
    "/change",
    "/ask",
    "/claim",
    "/sandbox/phone",
    f"/case/{TOKEN}/code",
    f"/case/{TOKEN}/withdraw",
)
GETS = (
    "/",
    "/ctm",
    "/nobody",
    "/a/b/c",
    "//evil.example",
    "/claim",
    "/review",
    "/sandbox",
    "/sandbox/phone",
    "/sandbox/phone?line=0",
    "/healthz",
    "/static/portal.css",
    "/static/nothing.css",
    f"/case/{TOKEN}",
    f"/case/{TOKEN}/withdraw",
    f"/case/{TOKEN}/code",
    f"/case/{TOKEN}/acknowledgement.pdf",
    f"/case/{TOKEN}/certificate.pdf",
    f"/case/{TOKEN}/certificate.zip",
    "/case/none",
    "/verify",
)


def assert_guarded(answer: httpx.Response) -> None:
    """The headers that keep a page from being framed, sniffed, leaked or made to load anything foreign."""
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert "set-cookie" not in answer.headers
    if "immutable" not in answer.headers["cache-control"]:
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
@pytest.mark.parametrize("path", [*GETS, *POSTS])
async def test_every_answer_carries_the_security_headers(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    """Whatever the address and the method, errors included."""
    answer = await client.request(method, f"http://portal.test{path}")

    assert_guarded(answer)
    assert answer.status_code < 500


async def test_only_static_files_are_kept_by_caches(client: httpx.AsyncClient) -> None:
    """Files whose address changes with their contents may be kept; they come from the package."""
    page = Page((await client.get("/")).text)
    own = [one["href"] for one in page.all("link")] + [one["src"] for one in page.all("script")]

    for address in own:
        answer = await client.get(address)
        assert address.startswith("/static/")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


async def test_a_page_runs_and_styles_nothing_inline(client: httpx.AsyncClient, desk: FakeDesk) -> None:
    """The content policy would block it, so nothing depends on it."""
    for view in VIEWS.values():
        desk.views[TOKEN] = view
        page = Page((await client.get(f"/case/{TOKEN}")).text)
        assert not page.all("style")
        for _, attrs in page.elements:
            assert not [name for name in attrs if name == "style" or name.startswith("on")]
            assert not attrs.get("href", "").startswith(("http", "//", "javascript"))


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://portal.test.evil.example"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://portal.test", "Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", POSTS)
async def test_a_form_from_another_site_is_refused(
    client: httpx.AsyncClient, desk: FakeDesk, path: str, headers: dict[str, str]
) -> None:
    """Nobody's browser is made to ask, answer or withdraw by a foreign page."""
    answer = await client.post(path, headers=headers, data={"key": "0" * 32, "code": "123456"})

    assert answer.status_code == 403
    assert "another website" in answer.text
    assert (desk.asks, desk.answers, desk.claims) == ([], [], [])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "http://portal.test"},
        {"Origin": "null"},
    ],
)
async def test_a_form_of_our_own_page_is_taken(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """Browsers write an opaque origin for pages that send no referrer; old ones send no fetch metadata."""
    assert (await client.post("/change", headers=headers, data={"when": "now"})).status_code == 200


@pytest.mark.parametrize("path", POSTS)
async def test_a_form_that_is_too_large_is_refused_before_it_is_read(
    client: httpx.AsyncClient, desk: FakeDesk, path: str
) -> None:
    """By its announced length, and by counting when none is announced."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(BODY_BYTES_MAX // 1024 + 1):
            yield b"x" * 1024
        pytest.fail("the portal reads on after its limit")

    announced = await client.post(path, headers=FORM, content=b"code=" + b"9" * 100_000)
    counted = await client.post(path, headers=FORM, content=endless())

    assert (announced.status_code, counted.status_code) == (413, 413)
    assert (desk.asks, desk.answers, desk.claims) == ([], [], [])


@pytest.mark.parametrize("length", ["-1", "one", "9" * 5000, "1e3", " "])
async def test_a_nonsense_length_is_refused(client: httpx.AsyncClient, length: str) -> None:
    """A length that is no number is no length."""
    answer = await client.post("/claim", headers={**FORM, "Content-Length": length}, content=b"a=b")

    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
@pytest.mark.parametrize("path", POSTS)
async def test_only_plain_forms_are_read(client: httpx.AsyncClient, path: str, kind: str) -> None:
    """No file, no JSON: a page says so."""
    answer = await client.post(path, headers={"Content-Type": kind}, content=b"{}")

    assert answer.status_code == 415


@pytest.mark.parametrize(
    "body", [b"&".join(b"a=1" for _ in range(2000)), b"\xff\xfe=\x00", b"%zz=%e4", b"", b"&&=&"]
)
@pytest.mark.parametrize("path", POSTS)
async def test_a_broken_form_is_never_an_error_of_ours(
    client: httpx.AsyncClient, desk: FakeDesk, path: str, body: bytes
) -> None:
    """Too many fields, broken encodings, nothing at all: 4xx or the form again."""
    answer = await client.post(path, headers=FORM, content=body)

    assert answer.status_code in (200, 422)
    assert (desk.asks, desk.answers, desk.claims) == ([], [], [])


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
async def test_errors_speak_the_readers_language(client: httpx.AsyncClient, language: str) -> None:
    """Each error page has a title of its own in each language and leads home."""
    titles = set()
    for method, path, headers in (
        ("GET", "/nobody", {}),
        ("DELETE", "/", {}),
        ("POST", "/claim", {"Origin": "https://evil.example"}),
        ("POST", "/claim", {"Content-Length": "x"}),
        ("POST", "/claim", {"Content-Type": "text/plain"}),
    ):
        answer = await client.request(method, path, params={"lang": language}, headers=headers)
        page = Page(answer.text)
        assert page.all("html")[0]["lang"] == language
        assert f"/?lang={language}" in {one["href"] for one in page.all("a")}
        titles.add(page.text.split("–")[0].strip())
    assert len(titles) == 5


async def test_a_fault_of_ours_is_a_plain_page_and_a_log_line_without_content(
    client: httpx.AsyncClient, desk: FakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    """No traceback, no value, no token: neither on the page nor in the log."""
    desk.failure = RuntimeError("could not store +85366123456 of li@example.com")
    caplog.set_level(logging.DEBUG)

    answer = await client.get(f"/case/{TOKEN}")

    own = [record for record in caplog.records if record.name.startswith("signoff")]
    logged = " ".join(record.getMessage() + str(record.exc_info) for record in own)
    assert answer.status_code == 500
    assert_guarded(answer)
    for secret in ("+85366123456", "li@example.com", TOKEN):
        assert secret not in answer.text
        assert secret not in logged
    assert "RuntimeError in /case/{token}" in logged
    assert "Traceback" not in answer.text


async def test_no_token_and_nothing_typed_is_logged(
    client: httpx.AsyncClient, desk: FakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    """The log names routes and statuses only."""
    caplog.set_level(logging.DEBUG, logger="signoff")

    await client.get(f"/case/{TOKEN}")
    await client.post(f"/case/{TOKEN}/code", data={"key": "0" * 32, "code": "493027"})
    await client.get("/private-thought")

    logged = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("signoff"))
    assert "GET /case/{token} 200" in logged
    for secret in (TOKEN, "493027", "private-thought", "127.0.0.1"):
        assert secret not in logged


@pytest.mark.parametrize(("is_well", "said"), [(True, (200, "ok")), (False, (503, "not well"))])
async def test_the_health_address_tells_whether_the_process_works(
    desk: FakeDesk, is_well: bool, said: tuple[int, str]
) -> None:
    """What the composition root knows of the process is said, and nothing more."""

    async def well() -> bool:
        return is_well

    transport = httpx.ASGITransport(create_portal(replace(parts(desk), is_well=well)))
    async with httpx.AsyncClient(transport=transport, base_url="http://portal.test") as client:
        answer = await client.get("/healthz")

    assert (answer.status_code, answer.text) == said


async def test_over_https_browsers_are_told_to_stay_there(desk: FakeDesk) -> None:
    """The header is sent only where it has a meaning."""
    transport = httpx.ASGITransport(create_portal(parts(desk)))
    async with httpx.AsyncClient(transport=transport) as client:
        plain = await client.get("http://portal.test/")
        secure = await client.get("https://portal.test/")

    assert "strict-transport-security" not in plain.headers
    assert "max-age" in secure.headers["strict-transport-security"]


FOREIGN = (
    "evil.example",
    "portal.test.evil.example",
    "127.0.0.1.evil.example:8000",
    "",
    "[::1",
    "a@portal.test.x",
)


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize("path", ["/", f"/case/{TOKEN}", "/static", "/statics", "/log/ctm/checkpoint"])
async def test_a_page_is_shown_under_our_own_names_only(
    client: httpx.AsyncClient, path: str, host: str
) -> None:
    """A foreign name that leads to this machine reads nothing here."""
    answer = await client.get(path, headers={"Host": host})

    assert answer.status_code == 421
    assert "not our address" in answer.text
    assert_guarded(answer)


async def test_the_page_under_a_foreign_name_has_its_style_and_its_sign(client: httpx.AsyncClient) -> None:
    """The files of our pages hold nothing of anybody; they are read there, and nothing is sent to them."""
    foreign = {"Host": "evil.example"}
    page = Page((await client.get("/", headers=foreign)).text)
    own = [one["href"] for one in page.all("link")] + [one["src"] for one in page.all("script")]

    for address in own:
        answer = await client.get(address, headers=foreign)
        assert answer.status_code == 200
        assert_guarded(answer)
        assert (await client.post(address, headers=foreign)).status_code == 421
    assert any(address.startswith("/static/portal.css") for address in own)


@pytest.mark.parametrize("path", POSTS)
async def test_a_form_under_a_foreign_name_is_refused_though_host_and_origin_agree(
    client: httpx.AsyncClient, desk: FakeDesk, path: str
) -> None:
    """Whoever points a name of theirs at us has pages of the same origin as ours."""
    headers = {"Host": "evil.example", "Origin": "http://evil.example"}
    answer = await client.post(path, headers=headers, data={"key": "0" * 32, "code": "123456"})

    assert answer.status_code == 421
    assert (desk.asks, desk.answers, desk.claims) == ([], [], [])


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("portal.test", "http://portal.test"),
        ("portal.test", "https://portal.test"),
        ("127.0.0.1:8000", "https://portal.test"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("localhost:8000", "http://localhost:8000"),
        ("[::1]:8000", "http://[::1]:8000"),
        ("PORTAL.test:80", "null"),
    ],
)
async def test_our_own_names_are_the_public_address_and_this_machine(
    client: httpx.AsyncClient, host: str, origin: str
) -> None:
    """A proxy in front may hand on the name that was asked for, or use ours on this machine."""
    answer = await client.post("/change", headers={"Host": host, "Origin": origin}, data={"when": "now"})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://localhost:9999", "http://127.0.0.1:8001", "http://portal.test:81"]
)
async def test_another_program_on_this_machine_is_another_site(
    client: httpx.AsyncClient, origin: str
) -> None:
    """A loopback name alone does not make a page ours."""
    headers = {"Host": "127.0.0.1:8000", "Origin": origin}

    assert (await client.post("/change", headers=headers, data={"when": "now"})).status_code == 403


@pytest.mark.parametrize(
    "path", ["/static/%1b%5d0;secret%07.css", "/static/secret/49 30 27", "/static/%00secret"]
)
async def test_what_is_asked_for_below_a_mount_is_not_logged(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    """Not even a terminal's escapes: the mount's name stands for it, and an odd name is no error of ours."""
    caplog.set_level(logging.DEBUG, logger="signoff")

    answer = await client.get(path)

    logged = [record.getMessage() for record in caplog.records if record.name.startswith("signoff")]
    assert answer.status_code == 404
    assert logged == ["GET /static/… 404"]
