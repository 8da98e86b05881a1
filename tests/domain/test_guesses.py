"""Ten wrong codes a line and day at proof and signature together, of which strangers cannot spend all the holder's."""

from __future__ import annotations

from signoff.domain import event as e
from signoff.domain import fact as f
from signoff.domain import limits
from signoff.domain.refusal import Reason
from tests.domain.walk import Walk

LINE = "failures/line/line-index/2026-11-23"


def _guess(walk: Walk, times: int, digest: str = "wrong") -> list[Reason | None]:
    """What so many codes at the proof are answered, with a new code after every fifth."""
    reasons = []
    for nth in range(times):
        if nth % limits.CODE_TRIES == 0:
            walk.later(minutes=40)
            walk.want_code()
        refusal = walk.say(e.CodeGiven, digest=digest).refusal
        reasons.append(None if refusal is None else refusal.reason)
    return reasons


def _mistype(walk: Walk) -> Reason | None:
    """A wrong code at the signature, under a code of its own."""
    walk.later(minutes=33)
    walk.want_code("signing")
    refusal = walk.put_name("wrong").refusal
    return None if refusal is None else refusal.reason


def _stranger(holder: Walk) -> Walk:
    """Somebody without the phone who asks for the line that the holder is ending: the counts are the same."""
    stranger = Walk(now=holder.now, tallies=holder.tallies)
    stranger.ask()
    stranger.held_by = "the holder's"
    return stranger


def test_wrong_codes_at_proof_and_signature_are_ten_together() -> None:
    """Four at the proof leave six at the signature; then none is taken or sent, also for the proof of others."""
    walk = Walk()
    walk.ask()
    assert _guess(walk, 4) == [Reason.CODE_WRONG] * 4
    walk.say(e.CodeGiven, digest="right")
    walk.read()
    walk.answer()
    walk.reserve()

    reasons = [_mistype(walk) for _ in range(7)]

    assert reasons[:5] == [Reason.CODE_WRONG] * 5
    assert reasons[5:] == [Reason.TOO_MANY_FAILURES] * 2
    assert sum(isinstance(fact, f.CodeFailed) for fact in walk.journal) == limits.LINE_FAILURES_A_DAY
    other = _stranger(walk)
    other.want_code(source="elsewhere")
    assert other.case is not None
    assert other.case.proof.code is not None
    assert other.case.proof.code.is_withheld
    assert other.say(e.CodeGiven, digest="right").refusal is not None


def test_what_strangers_guess_leaves_the_holder_half_of_the_tries() -> None:
    """Ten guesses while the line is being ended: five count; after four of their own the holder signs."""
    walk = Walk()
    walk.come_to_sign()
    stranger = _stranger(walk)
    reasons = _guess(stranger, limits.LINE_FAILURES_A_DAY)
    walk.now = stranger.now

    assert reasons[-1] is Reason.TOO_MANY_FAILURES
    assert walk.tallies[LINE] == limits.HELD_LINE_FAILURES_A_DAY
    assert [_mistype(walk) for _ in range(4)] == [Reason.CODE_WRONG] * 4
    walk.later(minutes=33)
    assert walk.sign().refusal is None


def test_beyond_the_strangers_share_no_code_is_right() -> None:
    """The fifth guess is looked at, the sixth is not: nobody gets more than ten guesses at a line in a day."""
    for guesses, is_right in ((4, True), (5, False)):
        holder = Walk()
        holder.come_to_sign()
        stranger = _stranger(holder)
        _guess(stranger, guesses)
        stranger.later(minutes=40)
        stranger.want_code("newest")

        assert (stranger.say(e.CodeGiven, digest="newest").refusal is None) is is_right


def test_strangers_are_not_told_that_somebody_is_ending_the_line() -> None:
    """Tries left and refusals are the same, wrong code after wrong code, and as many counts are raised."""
    told = []
    for held_by in (None, "another case"):
        walk = Walk()
        walk.ask()
        walk.held_by = held_by
        reasons = _guess(walk, limits.LINE_FAILURES_A_DAY)
        failed = [fact for fact in walk.journal if isinstance(fact, f.CodeFailed)]
        told.append((reasons, [(fact.tries_left, len(fact.tallies)) for fact in failed]))
    assert told[0] == told[1]
