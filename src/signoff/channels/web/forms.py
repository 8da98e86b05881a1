"""A submitted form as it was typed, and what is wrong with it; `wishes.py` and `answers.py` read its meaning."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

_FIELDS_MAX = 64  # the longest form has 12
_KEY_LENGTH = 32
_KEY = re.compile(rf"[0-9a-f]{{{_KEY_LENGTH}}}")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: `field` is empty for the form as a whole, `key` is the text that says it."""

    field: str
    key: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)


class Unfit(Exception):
    """The form cannot be taken as it is; nothing was asked of the desk."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("unfit form")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Form:
    """Typed values by field name."""

    values: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)

    def first(self, name: str) -> str:
        """The value of a field, empty when it was not sent."""
        return next(iter(self.values.get(name, ())), "")

    def has(self, name: str, value: str) -> bool:
        """Whether a box or a choice was ticked."""
        return value in self.values.get(name, ())

    @property
    def key(self) -> str:
        """The Idempotency-Key the form was made with. Raises Unfit when it is none of ours."""
        key = self.first("key")
        if not _KEY.fullmatch(key):
            raise Unfit(Problem("", "portal.notices.form_stale"))
        return key

    @property
    def content_key(self) -> str:
        """The same, with what was typed taken in: a form gone back to and corrected is another answer, not a repeat.

        Raises Unfit when the form is none of ours.
        """
        content = json.dumps([self.key, sorted(self.values.items())])
        return hashlib.sha256(content.encode("utf-8", "backslashreplace")).hexdigest()[:_KEY_LENGTH]


def fresh_key() -> str:
    """A new Idempotency-Key for one rendered form."""
    return secrets.token_hex(_KEY_LENGTH // 2)


def must_be_sent_as(media_type: str, request: Request) -> None:
    """Refuse a body of any other kind. Raises HTTPException 415."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != media_type:
        raise HTTPException(415)


async def read_form(request: Request, fields_max: int = _FIELDS_MAX) -> Form:
    """The form in the body (its size is bounded before). Raises HTTPException 415 or 422."""
    must_be_sent_as("application/x-www-form-urlencoded", request)
    try:
        fields = parse_qs(
            (await request.body()).decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=fields_max,
            errors="replace",
        )
    except ValueError as error:
        raise HTTPException(422) from error
    return Form({name: tuple(values) for name, values in fields.items()})
