"""How people write to a carrier's address, by language: the words that `domain/mail.py` understands a mail by.

Data in `packs/common/mail.toml`.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from pathlib import Path

from signoff.catalogue.packs import BUILT_IN
from signoff.catalogue.toml_table import a_table, a_text, list_of, read_file
from signoff.domain.mail import MailReader
from signoff.domain.mail_grammar import MailWords

FILE = BUILT_IN / "common" / "mail.toml"
_LISTS = tuple(known.name for known in fields(MailWords) if known.name != "states")


@cache
def mail_reader(file: Path = FILE) -> MailReader:
    """The reader with the words of all languages. Raises PackError."""
    table, words = read_file(file), {}
    for language, lists in table.named_tables("words"):
        known = {name: lists.take(name, list_of(a_text)) for name in _LISTS}
        states = lists.take("states", a_table)
        words[language] = MailWords(
            **known, states={name: list_of(a_text)(listed) for name, listed in states.items()}
        )
        lists.finish()
    table.finish()
    return MailReader(words)
