"""Runs one command from what was typed to its exit code: 0 done, 1 failed, 2 typed wrongly, 130 stopped."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Sequence

import typer

from signoff.cli.commands import cli
from signoff.cli.failures import Failed, Wrong, failure_of
from signoff.cli.output import Output
from signoff.cli.words import Words, speaking, words_in, words_of

WRONG, FAILED, STOPPED = 2, 1, 130

log = logging.getLogger(__name__)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command (None: the one that was typed) and tell the exit code; what goes wrong is told in a sentence."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a sign shows another in its place, and the command goes on.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    words = _spoken(typed)
    speaking.set(words)
    out = Output(words, as_json="--json" in typed)
    try:
        code = cli(args=typed, prog_name="signoff", standalone_mode=False)
    except Wrong as wrong:
        out.problem(wrong.message, option=wrong.option, record=wrong.record)
        return WRONG
    except Failed as failed:
        return _failed(out, failed, is_verbose="--verbose" in typed)
    except KeyboardInterrupt:
        return STOPPED
    except typer.TyperException as usage:
        return _misused(out, usage)
    except Exception as error:  # noqa: BLE001 - whatever it is, a person gets a sentence and no traceback
        return _unforeseen(out, error, is_verbose="--verbose" in typed)
    return code if isinstance(code, int) else 0


def _spoken(typed: Sequence[str]) -> Words:
    """The words for help and mistakes, which come before the options are read."""
    asked = None
    for place, argument in enumerate(typed):
        if argument == "--lang" and place + 1 < len(typed):
            asked = typed[place + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return (words_in(asked) if asked is not None else None) or words_of()


def _misused(out: Output, usage: typer.TyperException) -> int:
    """A command line that Typer could not read; without any command the help is what is wanted."""
    kind = type(usage).__name__
    if kind == "NoArgsIsHelpError":
        sys.stdout.write(f"{usage.format_message()}\n")
        return 0
    option = str(getattr(usage, "option_name", "") or "")
    parameter = getattr(usage, "param", None)
    if parameter is not None:
        is_argument = parameter.param_type_name == "argument"
        option = parameter.metavar if is_argument else max(parameter.opts, key=len)
    known = {
        "NoSuchOption": "no_such_option",
        "MissingParameter": "needed",
        "BadOptionUsage": "value_missing",
    }
    message = out.words(f"cli.refused.{known.get(kind, 'usage')}")
    out.problem(message, option=option)
    context = getattr(usage, "ctx", None)
    if context is not None:
        sys.stderr.write(f"{out.words('cli.refused.see_help', command=f'{context.command_path} --help')}\n")
    return WRONG


def _unforeseen(out: Output, error: Exception, *, is_verbose: bool) -> int:
    failed = failure_of(error, out.words) or Failed(
        out.words("cli.failed.unforeseen", kind=type(error).__name__)
    )
    failed.__cause__ = error
    return _failed(out, failed, is_verbose=is_verbose)


def _failed(out: Output, failed: Failed, *, is_verbose: bool) -> int:
    out.problem(failed.message)
    if is_verbose and failed.__cause__ is not None:
        log.error("command ended early", exc_info=failed.__cause__)
    return FAILED
