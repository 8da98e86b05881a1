"""What somebody who writes a mail wants: to end a line, to know something, or neither for sure.

Pure; the words are data (`catalogue/mail_words.py`), `mail_grammar.py` says how they make a wish, `channels/mail/` does
what follows. A wish holds nothing until the line is proven, so a mail may be believed this far and no further.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from signoff.domain.mail_grammar import (
    Clause,
    Grammar,
    MailWords,
    any_of,
    clauses_of,
    dated_by,
    plain,
    sentences_of,
)


class Purpose(StrEnum):
    """What a mail is for."""

    END = "end"
    QUESTION = "question"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What was understood, in which language ("" when no word was known), and what the line is said to be."""

    purpose: Purpose
    language: str = ""
    states: frozenset[str] = frozenset()
    has_vague_day: bool = False
    """Whether a wish says anything of time, or anything at all beside it, that is not known to be no time."""


_QUESTION_MARKS = ("?", "？")
_RULE = re.compile(r"[_]{10}|-{5}")
_QUOTING_LENGTH_MAX = 250
_AROUND = " .!?。！？។៕"
_BARE_MAX = 10
"""Signs: a clause that is no longer and denies something denies the wish itself ("Actually no.", "唔好住")."""
_LENGTH_MAX = 4_000
"""Of a mail with more words of its own nobody can say that it is plainly a wish."""
_SIGNATURE = "--"  # RFC 3676, 4.3
_REPLY = re.compile(
    r"\s*(?:(?:re|fwd?|aw|wg|sv|tr|rv|res|enc|回复|回覆|答复|答覆|转发|轉寄|轉發)\s*(?:\[\d+\])?\s*[:：]\s*)+"
)
_LISTS = ("against", "beside", "asking", "politely", "days", "harmless", "leading", "condition", "retracting")


class MailReader:
    """Knows the words of all languages; of languages that fit as well as each other the first one counts."""

    def __init__(self, words: Mapping[str, MailWords]) -> None:
        def every(name: str) -> re.Pattern[str]:
            return any_of(word for known in words.values() for word in getattr(known, name))

        self._any = {name: every(name) for name in _LISTS}
        self._ending = every("ending")
        self._dated = dated_by(every("dating").pattern)
        families: dict[str, list[MailWords]] = {}
        for language, known in words.items():
            families.setdefault(language.partition("-")[0], []).append(known)
        self._grammars = [Grammar(known) for known in families.values()]
        self._quoting = tuple(plain(word) for known in words.values() for word in known.quoting)
        self._automatic = tuple(plain(word) for known in words.values() for word in known.automatic)
        self._languages = {
            language: any_of((*known.ending, *known.against, *known.asking, *known.politely, *known.signs))
            for language, known in words.items()
        }
        names = {name for known in words.values() for name in known.states}
        self._states = {
            name: any_of(word for known in words.values() for word in known.states.get(name, ()))
            for name in names
        }

    def is_automatic(self, subject: str) -> bool:
        """Whether a subject is one that machines write above their answers."""
        said = plain(subject)
        reply = _REPLY.match(said)
        return said[reply.end() if reply is not None else 0 :].lstrip(" \t[(").startswith(self._automatic)

    def own_words(self, text: str) -> str:
        """What the writer of a mail wrote: without the mail that is answered, quoted below, and without a signature."""
        kept: list[str] = []
        for line in text.splitlines():
            said = plain(line).strip()
            if (
                said == _SIGNATURE
                or _RULE.match(said)
                or (len(said) <= _QUOTING_LENGTH_MAX and said.rstrip(" -").endswith(self._quoting))
            ):
                break
            if not said.startswith(">"):
                kept.append(line)
        return "\n".join(kept).strip()

    def read(self, subject: str, text: str) -> Meaning:
        """The meaning of a mail, its subject counting as its first sentence unless it is that of the mail answered.

        It is a wish to end a line where a clause says so and nothing in the mail takes it back; else it is a question
        where it asks, or speaks of an ending in any other way.
        """
        is_long = len(text) > _LENGTH_MAX
        text = text[:_LENGTH_MAX]
        first = "" if _REPLY.match(plain(subject)) else subject
        sentences = sentences_of(f"{first}\n\n{text}", self._is_open)
        whole = "\n".join(sentences)
        questions = [self._is_question(sentence) for sentence in sentences]
        wishes: list[Clause] = []
        for sentence, is_question in zip(sentences, questions, strict=True):
            wishes += [] if is_question else self._wishes(sentence)
        is_beside = self._any["beside"].search(whole) and not any(wish.names_line for wish in wishes)
        if is_long or is_beside or self._takes_back(sentences):
            wishes = []
        is_question = any(questions) or self._ending.search(whole) is not None
        purpose = Purpose.END if wishes else Purpose.QUESTION if is_question else Purpose.UNCLEAR
        return Meaning(
            purpose,
            self._language(plain(f"{subject}\n{text}")),
            frozenset(name for name, words in self._states.items() if words.search(whole)),
            any(wish.says_more for wish in wishes) or self._is_timed(sentences, questions),
        )

    def _wishes(self, sentence: str) -> list[Clause]:
        """The wishes of a sentence that is no question: each a whole clause that one language's grammar takes."""
        bare = self._bare(sentence)
        if self._any["condition"].search(bare) or self._any["beside"].search(sentence):
            return []
        found: list[Clause] = []
        is_denied = False
        for clause in clauses_of(sentence):
            said = self._bare(clause)
            if self._any["against"].search(said) is None:
                wishes = [wish for one in self._grammars if (wish := one.wish(clause)) is not None]
                found += [wish for wish in wishes if wish.is_asked or not is_denied][:1]
            if any(one.denies_what_follows(said) for one in self._grammars):
                break
            is_denied = is_denied or any(one.denies(said) for one in self._grammars)
        return found

    def _takes_back(self, sentences: Iterable[str]) -> bool:
        """Whether anything in the mail speaks against an ending: one that is denied, put off or taken back."""
        return any(
            self._any["retracting"].search(sentence)
            or any(one.denies_ending(clause) for one in self._grammars for clause in clauses_of(sentence))
            or any(self._is_bare_no(clause) for clause in clauses_of(sentence))
            for sentence in (self._any["politely"].sub(" ", self._bare(one)) for one in sentences)
        )

    def _is_bare_no(self, clause: str) -> bool:
        """Whether a clause says no and hardly anything else: no day either ("no dia 31")."""
        if len(clause.strip(_AROUND)) > _BARE_MAX or re.search(r"\d", clause):
            return False
        grammars = self._grammars
        return any(one.denies(clause) for one in grammars) and not any(
            one.is_timing(clause) for one in grammars
        )

    def _is_timed(self, sentences: Iterable[str], questions: Iterable[bool]) -> bool:
        """Whether a word of time stands anywhere, or a clause begins like one and goes on with what is not known."""
        for said, is_question in zip(sentences, questions, strict=True):
            clauses = [clause for clause in clauses_of(said) if is_question or not self._is_all_known(clause)]
            sentence = ", ".join(clauses)
            bare = self._any["leading"].sub(" ", self._bare(self._dated.sub(" ", sentence)))
            if self._any["days"].search(self._any["asking"].sub(" ", bare) if is_question else bare):
                return True
            if not is_question and any(one.is_timing(clause) for one in self._grammars for clause in clauses):
                return True
        return False

    def _is_all_known(self, clause: str) -> bool:
        """Whether a clause is a wish and nothing else, or one word for it: "end" is a word of time, too."""
        wishes = [wish for one in self._grammars if (wish := one.wish(clause)) is not None]
        is_bare = any(one.is_bare_ending(clause) for one in self._grammars)
        return is_bare or any(not wish.says_more for wish in wishes)

    def _is_open(self, line: str) -> bool:
        """Whether what a line says may go on in the next one, however short it is: it denies, or it is a condition."""
        bare = self._bare(line)
        return any(one.denies(bare) for one in self._grammars) or bool(self._any["condition"].search(bare))

    def _bare(self, text: str) -> str:
        """Without what says nothing, wherever it stands: "no longer" denies nothing."""
        return self._any["harmless"].sub(" ", text)

    def _language(self, text: str) -> str:
        counts = {language: len(words.findall(text)) for language, words in self._languages.items()}
        best = max(counts, key=counts.__getitem__, default="")
        return best if best and counts[best] else ""

    def _is_question(self, sentence: str) -> bool:
        said, courtesies = self._any["politely"].subn(" ", self._bare(sentence))
        if self._any["asking"].search(said):
            return True
        return unicodedata.normalize("NFKC", sentence).rstrip().endswith(_QUESTION_MARKS) and not courtesies
