"""Words for people come from the packs, nothing is left loose; each rule is shown to find what was planted."""

from __future__ import annotations

import pytest

from scripts import whitespace
from tests.tidy import wording
from tests.tidy.sources import ROOT, Source, expect_none, ours, python_files

TEMPLATES = (".html", ".jinja", ".j2", ".txt.jinja")


def code(text: str) -> list[Source]:
    """One planted Python file."""
    return [Source("src/signoff/channels/planted.py", text)]


def template(text: str) -> list[Source]:
    """One planted template."""
    return [Source("src/signoff/channels/planted.html", text)]


def test_no_sentence_stands_in_a_channel():
    """Channels fetch every text a person reads from the packs."""
    expect_none(wording.sentences_in_code(python_files("src/signoff/channels/")))


def test_no_text_stands_in_a_template():
    """Templates hold structure only."""
    mine = [source for source in ours() if source.path.startswith("src/") and source.path.endswith(TEMPLATES)]

    expect_none(wording.sentences_in_templates(mine))


def test_nothing_is_left_loose():
    """There is no mark of unfinished work in any file."""
    expect_none(wording.loose_ends(ours()))


def test_no_file_knows_this_machine():
    """No file holds a path of the machine it was written on, or the host of a registry."""
    expect_none(wording.machine_paths(ours()))
    expect_none(wording.registry_hosts(ours()))


def test_no_file_has_stray_whitespace():
    """Lines end where their words end, and a file ends with one newline."""
    expect_none(finding for source in ours() for finding in whitespace.findings(ROOT / source.path))


def test_every_silenced_check_has_its_reason():
    """A silenced rule is named, and the reason stands beside it."""
    mine = [
        source for source in python_files("src/", "tests/", "scripts/") if "tests/tidy/" not in source.path
    ]

    expect_none(wording.bare_suppressions(mine))


def test_every_test_runs_and_waits_for_what_happens():
    """No test is skipped or expected to fail, and none sleeps for a fixed long time."""
    expect_none(wording.idle_tests(python_files("tests/", "src/signoff/testing/")))


@pytest.mark.parametrize(
    "text",
    [
        'say("Your line has ended.")',
        'title = "End a line"',
        'x = {"en": "The line is dead"}',
        'x = "号码"',
        'x = "លេខ"',
        'page(f"Thank you {name}")',
    ],
)
def test_a_sentence_in_code_is_found(text):
    """Words that a person would read are found in any literal."""
    assert len(list(wording.sentences_in_code(code(text)))) >= 1


@pytest.mark.parametrize(
    "text",
    [
        '"""A module that says what it is."""',
        'raise ValueError("A claim has an instant")',
        'log.warning("The queue is full")',
        'x = "portal.start.title"',
        'x = "text/html; charset=utf-8"',
        "x = \"default-src 'self'; img-src 'self' data:\"",
        'x = "Idempotency-Key"',
        'x = "Asia/Macau"',
        'x = "NOT NULL"',
    ],
)
def test_words_for_machines_and_engineers_pass(text):
    """Docstrings, errors, logs, keys and protocol words are nobody's page."""
    assert not list(wording.sentences_in_code(code(text)))


@pytest.mark.parametrize(
    "text",
    [
        "<h1>End a line</h1>",
        "<p>{{ name }}, welcome</p>",
        '<img alt="the phone" src="{{ url }}">',
        '<input type="submit" value="Go">',
        '<button aria-label="Close">×</button>',
        '{{ "The line has ended" }}',
        "{% if x %}线路{% endif %}",
        '<meta name="description" content="Ends lines">',
        '{% block live %} title="The line"{% endblock %}',
    ],
)
def test_a_text_in_a_template_is_found(text):
    """Text nodes, spoken attributes and literals in expressions are found."""
    assert len(list(wording.sentences_in_templates(template(text)))) == 1


@pytest.mark.parametrize(
    "text",
    [
        '<h1 class="big bold">{{ say("portal.start.title") }}</h1>',
        "{# what this part is for #}<p>{{ x }} → {{ y }} · 1/2</p>",
        '<input type="hidden" name="token" value="abc">',
        '<a href="/"><strong>Signoff</strong></a>',
        '<meta name="viewport" content="width=device-width">',
        "<!doctype html><style>p { color: red }</style>",
        '{% include "parts/sim form.html" %}',
        '{% block live %} data-version="{{ version }}" aria-invalid="true"{% endblock %}',
    ],
)
def test_structure_in_a_template_passes(text):
    """Markup, keys, comments and the product's name are no text."""
    assert not list(wording.sentences_in_templates(template(text)))


def test_a_finding_in_a_template_names_its_line():
    """Blanks for expressions keep the lines where they were."""
    text = "{% if a\n and b %}\n<p>\nhello</p>\n{% endif %}"

    (finding,) = wording.sentences_in_templates(template(text))
    assert finding.startswith("src/signoff/channels/planted.html:3:")


def test_a_loose_end_is_found():
    """The four marks are found as words; a masked number is none."""
    for mark in ("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"):
        assert len(list(wording.loose_ends(code(f"# {mark} later")))) == 1
    assert not list(wording.loose_ends(code("# +853 6288 XXXX")))


def test_a_path_of_one_machine_is_found():
    """Absolute paths of home and work folders are found, web paths and places of a system are not."""
    for path in ("/wo" + "rk/main", "/ho" + "me/ada/x", "../sha" + "red/y", "'/ro" + "ot'", "cd /fa" + "rm"):
        assert len(list(wording.machine_paths(code(f"x = {path}")))) == 1
    for path in (
        "/usr/bin/chromium",
        "/tmp/x",
        "a/work/b",
        "https://example.org/home",
        "/homepage",
        "signoff/work",
    ):
        assert not list(wording.machine_paths(code(f"x = '{path}'")))


def test_the_host_of_a_registry_is_found():
    """Registry hosts are found in any file."""
    for host in (
        "py" + "pi.org",
        "files.python" + "hosted.org",
        "registry.npm" + "js.org",
        "deb.debian." + "org",
    ):
        assert len(list(wording.registry_hosts(code(f"see https://{host}/x")))) == 1
    assert not list(wording.registry_hosts(code("see https://www.debian.org/")))


@pytest.mark.parametrize(
    ("text", "findings"),
    [("a\n\nb\n", 0), ("", 0), ("a \nb\t\n", 2), ("a", 1), ("a\n\n", 1)],
)
def test_stray_whitespace_is_found(tmp_path, text, findings):
    """Space before a line's end, a missing newline and an empty last line are found."""
    (tmp_path / "planted.md").write_text(text)

    assert len(list(whitespace.findings(tmp_path / "planted.md"))) == findings


@pytest.mark.parametrize(
    ("comment", "findings"),
    [
        ("# no" + "qa", 1),
        ("# no" + "qa: S108", 1),
        ("# no" + "qa: S108 - the folder is private", 0),
        ("# type: " + "ignore", 1),
        ("# type: " + "ignore[arg-type]", 1),
        ("# type: " + "ignore[arg-type]  # the stub is wrong", 0),
    ],
)
def test_a_silenced_check_needs_code_and_reason(comment, findings):
    """A code alone is as bare as nothing."""
    assert len(list(wording.bare_suppressions(code(f"x = 1  {comment}")))) == findings


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("@pytest.mark.skip(reason='later')\ndef test_x(): ...", 1),
        ("@pytest.mark.xfail\ndef test_x(): ...", 1),
        ("pytest.skip('no browser')", 1),
        ("time.sleep(2)", 1),
        ("await asyncio.sleep(0.5)", 1),
        ("await asyncio.sleep(0.01)", 0),
        ("await asyncio.sleep(0)", 0),
        ("pytest.mark.parametrize('x', [1])", 0),
    ],
)
def test_an_idle_test_is_found(text, findings):
    """Skips, expected failures and long sleeps are found; giving way to the loop is not."""
    assert len({finding.split(": ")[0] for finding in wording.idle_tests(code(text))}) == findings
