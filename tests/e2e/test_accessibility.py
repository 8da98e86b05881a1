"""The accessibility check sees what it is there to see; the pages of the product are checked where they are used."""

from __future__ import annotations

PAGE = """<!doctype html>
<html lang="en"><head><title>A page</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
</head><body><main><h1>A page</h1>{body}</main></body></html>"""


def test_a_sound_page_has_no_violations(new_page, axe):
    """A page with title, language, landmark and heading passes, under a policy that forbids scripts."""
    page = new_page()
    page.set_content(PAGE.format(body="<p>Read me.</p>"))

    assert axe(page) == []


def test_a_field_without_a_name_and_pale_text_are_found(new_page, axe):
    """A nameless field and text that is too pale are two violations, each with its element."""
    page = new_page()
    page.set_content(PAGE.format(body='<input type="text"><p style="color: #ccc">Pale.</p>'))

    found = axe(page)

    assert [violation.split(" ")[0] for violation in found] == ["color-contrast", "label"]
    assert '<input type="text">' in found[1]
