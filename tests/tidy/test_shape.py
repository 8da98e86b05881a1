"""Our code is short, named and described; each rule is shown to find what was planted."""

from __future__ import annotations

from tests.tidy import shape
from tests.tidy.sources import Source, expect_none, python_files, repository

FOLDERS = ("src/", "tests/", "scripts/", "benchmarks/")

# What is over the limit today, with its length. Entries only shrink and go; nothing new comes in.
LONG_FILES: dict[str, int] = {}
LONG_FUNCTIONS: dict[str, int] = {}


def planted(text: str, path: str = "src/signoff/planted.py") -> list[Source]:
    """One file that breaks a rule."""
    return [Source(path, text)]


def test_no_file_is_too_long():
    """Every file of code fits the limit or its entry in the ratchet."""
    mine = [source for source in repository() if source.path.startswith(FOLDERS)]

    expect_none(shape.long_files(mine, LONG_FILES))


def test_no_function_is_too_long():
    """Every function fits the limit or its entry in the ratchet."""
    expect_none(shape.long_functions(python_files(*FOLDERS), LONG_FUNCTIONS))


def test_every_module_has_a_name_that_says_something():
    """No module is called by one of the words that could stand on any drawer."""
    expect_none(shape.banned_names(python_files(*FOLDERS)))


def test_everything_public_is_described():
    """Modules, public functions, classes and methods have docstrings."""
    mine = python_files("src/", "scripts/", "benchmarks/", "tests/tidy/", "tests/conftest.py")

    expect_none(shape.missing_docstrings(mine))


def test_every_test_file_is_described():
    """Test modules say what they are about, and each test what it checks."""
    tests = python_files("tests/")

    assert not [source.path for source in tests if not source.text.startswith('"""')]
    expect_none(shape.undescribed_tests([*tests, *python_files("src/signoff/testing/")]))


def test_a_file_of_401_lines_is_found():
    """400 lines pass, 401 do not."""
    assert not list(shape.long_files(planted("x = 1\n" * 400), {}))
    assert len(list(shape.long_files(planted("x = 1\n" * 401), {}))) == 1


def test_a_function_of_51_lines_is_found():
    """50 lines pass, 51 do not; methods and async functions count as well."""
    short = "class Case:\n    async def end(self):\n" + "        pass\n" * 49
    assert not list(shape.long_functions(planted(short), {}))
    assert list(shape.long_functions(planted(short + "        pass\n"), {})) == [
        "src/signoff/planted.py::end: 51 lines, at most 50"
    ]


def test_the_ratchet_only_tightens():
    """An entry lets its own length pass, no more; once the function is shorter the entry has to follow."""
    source = planted("def end():\n" + "    pass\n" * 59)
    name = "src/signoff/planted.py::end"

    assert not list(shape.long_functions(source, {name: 60}))
    assert len(list(shape.long_functions(source, {name: 59}))) == 1
    assert len(list(shape.long_functions(source, {name: 61}))) == 1
    assert len(list(shape.long_functions([], {name: 60}))) == 1


def test_a_name_that_says_nothing_is_found():
    """The word counts wherever it stands in the path."""
    for path in ("src/signoff/utils.py", "src/signoff/common/x.py", "src/signoff/case_manager.py"):
        assert len(list(shape.banned_names(planted("", path)))) == 1
    assert not list(shape.banned_names(planted("", "src/signoff/database.py")))


def test_missing_docstrings_are_found():
    """A module, function, class and method without words are four findings; private ones are none."""
    bare = "def end(): ...\nclass Line:\n    def cut(self): ...\n    def _mark(self): ...\ndef _own(): ...\n"

    assert [finding.split(":", 2)[2].strip() for finding in shape.missing_docstrings(planted(bare))] == [
        "no docstring: what lives here, and where to go next",
        "`end` has no docstring",
        "`Line` has no docstring",
        "`Line.cut` has no docstring",
    ]


def test_a_method_that_fulfils_a_port_is_described_there():
    """What a Protocol describes needs no second description in each adapter."""
    port = Source(
        "src/signoff/ports.py", '"""P."""\nclass Network(Protocol):\n    """N."""\n    def cut(self): ...\n'
    )
    adapter = planted(
        '"""M."""\nclass Sandbox:\n    """S."""\n    def cut(self): ...\n    def told(self): ...\n'
    )

    assert list(shape.missing_docstrings([port, *adapter])) == [
        "src/signoff/planted.py:5: `Sandbox.told` has no docstring"
    ]


def test_a_test_without_words_is_found():
    """A test needs a docstring, wherever it is defined."""
    source = planted("class Contract:\n    async def test_twice(self): ...\n", "tests/test_planted.py")

    assert len(list(shape.undescribed_tests(source))) == 1
