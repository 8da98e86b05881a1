"""The documents keep up with the program; each rule is shown to find what was planted."""

from __future__ import annotations

import json

from tests.tidy import papers
from tests.tidy.sources import ROOT, Source, expect_none, ours, paths, python_files, repository

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def documents() -> list[Source]:
    """All pages, the changelog excepted: what it names may have gone."""
    return [source for source in ours() if source.path.endswith(".md") and source.path != "CHANGELOG.md"]


def test_every_make_target_is_in_the_documents():
    """Whatever `make` offers is explained somewhere."""
    expect_none(papers.unnamed([f"make {name}" for name in papers.make_targets(MAKEFILE)], documents()))


def test_every_command_is_in_the_documents():
    """Whatever `signoff` can be told is explained somewhere."""
    expect_none(papers.unnamed(papers.typed_commands(python_files("src/signoff/cli")), documents()))


def test_every_link_leads_somewhere():
    """Links between pages and to files of the repository are alive."""
    expect_none(papers.broken_links(documents(), set(paths())))


def test_every_decision_is_listed():
    """The index of decisions links each page, and no number is given twice."""
    index = (ROOT / "docs/decisions/README.md").read_text("utf-8")

    expect_none(papers.unlisted_decisions([source.path for source in repository()], index))


def test_the_glossary_names_what_exists():
    """Each class that the glossary mentions is in the code."""
    names = {name for source in python_files("src/") for name in papers.defined_types(source)}
    glossary = next(source for source in repository() if source.path == "docs/glossary.md")

    expect_none(papers.unknown_names(glossary, names))


def test_the_npm_lock_names_no_address():
    """What npm installs is pinned by its hash, from wherever the machine fetches it."""
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]

    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert not [name for name, entry in packages.items() if name and "integrity" not in entry]


def test_targets_are_read_from_a_makefile():
    """A target counts when `make` lists it."""
    assert papers.make_targets("up: env ## start\n\t@run\nhidden:\nnew-pack: ## scaffold\n") == [
        "up",
        "new-pack",
    ]


def test_commands_are_read_from_the_program():
    """Names come from the decorator or the function, behind the name of their group."""
    text = (
        "app.add_typer(packs_app, name='packs')\n"
        "@app.command()\ndef demo(): ...\n@app.command('up')\ndef start(): ...\n"
        "@packs_app.command()\ndef check_all(): ...\n"
    )

    assert papers.typed_commands([Source("src/signoff/cli.py", text)]) == [
        "signoff demo",
        "signoff packs check-all",
        "signoff up",
    ]


def test_an_unnamed_command_is_found():
    """A command counts as named where it is written as code, whole."""
    page = Source(
        "README.md", "Run `make up`, then:\n\n    $ signoff demo --carrier ctm\n\nand maybe make check\n"
    )

    assert list(papers.unnamed(["make up", "signoff demo", "make check", "make u"], [page])) == [
        "no document names `make check`",
        "no document names `make u`",
    ]


def test_a_broken_link_is_found():
    """Links are followed from the page they stand on; addresses and anchors are left alone."""
    text = "[a](glossary.md) [b](../README.md#top) [c](gone.md) [d](https://example.org) [e](#here) [f](decisions)"
    page = Source("docs/operate.md", text)
    paths = {"README.md", "docs/glossary.md", "docs/decisions/0001-a.md"}

    assert list(papers.broken_links([page], paths)) == ["docs/operate.md:1: `gone.md` does not exist"]


def test_an_unlisted_decision_is_found():
    """A page the index does not link is found, and so is a number that two pages have."""
    paths = ["docs/decisions/0001-a.md", "docs/decisions/0001-b.md", "docs/decisions/README.md"]

    assert list(papers.unlisted_decisions(paths, "[one](0001-a.md)")) == [
        "docs/decisions/README.md: docs/decisions/0001-b.md is not listed",
        "docs/decisions/0001-b.md: docs/decisions/0001-a.md has the same number",
    ]


def test_a_word_without_a_class_is_found():
    """The glossary may not speak of a class that has gone."""
    page = Source("docs/glossary.md", "quote: `Quote`, and `Offer`\n")

    assert list(papers.unknown_names(page, {"Quote"})) == ["docs/glossary.md:1: the code has no `Offer`"]
