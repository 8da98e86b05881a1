"""The pages of `--help`, in the reader's language: usage, what a command does, its options, commands and examples."""

from __future__ import annotations

import re
import shutil
import textwrap
import unicodedata
from collections.abc import Iterable
from typing import Any

from typer._click.core import Context
from typer.core import TyperCommand, TyperGroup

from signoff.cli.failures import Wrong
from signoff.cli.words import Words, speaking

_WIDTH_MAX = 100
_INDENT = 2
_FIRST_SENTENCE = re.compile(r"(?<=[.។]) |(?<=。)")


class Command(TyperCommand):
    """One command; its words are under `cli.about`, an option's `help` is its key under `cli.option`.

    It takes each value once: of two, nobody knows which is meant.
    """

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """What was typed, read. Raises Wrong."""
        _, _, order = self.make_parser(ctx).parse_args([*args])
        for place, one in enumerate(order):
            takes_many = getattr(one, "multiple", False) or getattr(one, "is_flag", False)
            if not takes_many and one in order[:place]:
                raise Wrong(max(one.opts, key=len), speaking.get()("advice.problem.twice"))
        return super().parse_args(ctx, args)

    def get_help(self, ctx: Context) -> str:
        """The whole page."""
        return _page(self, ctx, ())


class Group(TyperGroup):
    """Commands under one name, or all of them."""

    def get_help(self, ctx: Context) -> str:
        """The whole page."""
        commands = [
            (name, _FIRST_SENTENCE.split(_about(f"{ctx.command_path} {name}"))[0])
            for name in self.list_commands(ctx)
        ]
        return _page(self, ctx, commands)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command of this name. Raises Wrong."""
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            known = ", ".join(self.list_commands(ctx))
            raise Wrong(args[0], speaking.get()("cli.refused.command", known=known))
        return super().resolve_command(ctx, args)


def _page(command: Command | Group, ctx: Context, commands: Iterable[tuple[str, str]]) -> str:
    words = speaking.get()
    arguments = [one for one in command.get_params(ctx) if one.param_type_name == "argument"]
    options = [one for one in command.get_params(ctx) if one.param_type_name == "option"]
    names = [getattr(one, "metavar", None) or one.name.upper() for one in arguments]
    rest = words("cli.help.command" if commands else "cli.help.any_options")
    usage = " ".join([ctx.command_path, *names, rest])
    about = "\n".join(_wrapped(_about(ctx.command_path), _width()))
    parts = [words("cli.help.usage", usage=usage), about]
    for heading, rows in (
        ("commands", list(commands)),
        ("arguments", [_row(words, one) for one in arguments]),
        ("options", [_row(words, one) for one in options]),
    ):
        if rows:
            parts.append(f"{words(f'cli.help.{heading}')}\n{_columns(rows)}")
    if command.epilog:
        examples = textwrap.indent(command.epilog, " " * _INDENT)
        parts.append(f"{words('cli.help.examples')}\n{examples}")
    return "\n\n".join(parts)


def _about(command_path: str) -> str:
    key = "_".join(command_path.split()[1:]).replace("-", "_") or "signoff"
    return speaking.get()(f"cli.about.{key}")


def _row(words: Words, parameter: object) -> tuple[str, str]:
    """How an option is typed, and what it is for."""
    names = ", ".join(sorted(getattr(parameter, "opts", []), key=len))
    if getattr(parameter, "param_type_name", "") == "argument":
        names = getattr(parameter, "metavar", None) or names.upper()
    elif not getattr(parameter, "is_flag", False) and getattr(parameter, "metavar", None):
        names = f"{names} {getattr(parameter, 'metavar', '')}"
    is_help = "--help" in names
    return names, words(f"cli.option.{'help' if is_help else getattr(parameter, 'help', '')}")


def _columns(rows: list[tuple[str, str]]) -> str:
    left = max(_cells(name) for name, _ in rows) + _INDENT
    lines = []
    for name, text in rows:
        first, *others = _wrapped(text, max(_width() - left - _INDENT, 30))
        lines.append(" " * _INDENT + name + " " * (left - _cells(name)) + first)
        lines += [" " * (_INDENT + left) + other for other in others]
    return "\n".join(lines)


def _width() -> int:
    return min(shutil.get_terminal_size().columns, _WIDTH_MAX)


def _cells(text: str) -> int:
    """How many columns the text takes: Chinese signs are two wide, marks on Khmer letters take none."""
    return sum(
        2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
        if unicodedata.category(character) not in ("Mn", "Cf")
    )


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns: broken at spaces, and between signs that are two wide."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for piece in _pieces(paragraph):
            if line and _cells(line + piece.rstrip()) > width:
                lines.append(line.rstrip())
                line = ""
            line += piece
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> Iterable[str]:
    """What is kept together: a word with the space after it, seen or not, or one wide sign with its punctuation."""
    piece = ""
    for place, character in enumerate(text):
        piece += character
        after = text[place + 1 : place + 2]
        is_wide = unicodedata.east_asian_width(character) in "WF"
        may_break = is_wide and after not in "，。、；：？！）》”" and character not in "（《“"
        if after and (character in " \N{ZERO WIDTH SPACE}" or may_break):
            yield piece
            piece = ""
    yield piece
