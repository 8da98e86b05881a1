"""What the link of a guided case opens in the end: all that its person said, or nothing once it is erased."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.sim import guided_rules as rules
from tests.sim.guided_rules import Place
from tests.sim.guided_stored import in_the_open
from tests.sim.intake import made_anew
from tests.sim.sight import plain

if TYPE_CHECKING:
    from tests.sim.guided_audit import KeeperAudit

_MAIL = re.compile(r"[\w.]+@example\.org")


def wrong(audit: KeeperAudit, place: Place) -> Iterator[str]:
    """Everything that is wrong with it, and what stands in the open anywhere."""
    yield from _in_the_open(audit)
    if not audit.keeper.views:
        yield "its page was never seen"
    elif place.is_erased:
        yield from _erased(audit)
    else:
        yield from _page(audit, place)
        yield from _everything(audit, place)
        if place.current is None:
            yield from audit.certified(place)


def _in_the_open(audit: KeeperAudit) -> Iterator[str]:
    keeper, keep = audit.keeper, audit.keeper.said[0].said
    words = [*keeper.words, *keeper.reports.marks, keep.identifier.value, keeper.own]
    tables = sorted(set(in_the_open(audit.guided, words)))
    if tables:
        yield f"what is theirs stands in the open: {tables}"


def _erased(audit: KeeperAudit) -> Iterator[str]:
    keeper, view, found = audit.keeper, audit.keeper.views[-1], audit.keeper.found
    if view.erased_at is None or view.identifier or view.contact_masked or view.situation is not None:
        yield "its link shows what was erased"
    if any(task.note for task in view.tasks):
        yield "its link shows notes that were erased"
    opened = [kind for kind, pdf in found.documents.items() if pdf is not None]
    if found.everything is not None or opened or any(file is not None for file in found.files):
        yield f"its link opens what was erased: {opened}"
    if not found.files:
        yield "nobody tried what its link opens"
    if any(mark in repr(view) for mark in (*keeper.reports.marks, *keeper.words)):
        yield "its page shows words that were erased"


def _page(audit: KeeperAudit, place: Place) -> Iterator[str]:
    keep, view = audit.keeper.said[0].said, audit.keeper.views[-1]
    shown = [
        (str(task.task), str(task.outcome), task.how, task.note)
        for task in view.tasks
        if task.state == "done"
    ]
    said = [(str(one.said.task), str(one.said.outcome), one.said.how, one.said.note) for one in place.done]
    if shown != said:
        yield f"its page shows {shown}, and {said} was said"
    if plain(view.identifier) != plain(keep.identifier.value) or view.situation != keep.situation:
        yield f"its page is about {view.identifier}"
    current = str(view.current.task) if view.current is not None else None
    if current != (None if place.is_over else place.current):
        yield f"its page asks for {current}, and it is the turn of {place.current}"
    files = [(one.sha256, one.task) for one in view.evidence]
    if files != [(saying.said.sha256, task) for saying, task in place.files]:
        yield f"its page shows the files {files}"
    claims = {str(claim.kind): str(claim.by) for claim in view.claims}
    if place.current is None and claims != rules.claims(place):
        yield f"its page claims {claims}, and what was said is {rules.claims(place)}"
    if (view.erased_at is not None) or view.has_certificate != (place.current is None):
        yield f"its page says erased at {view.erased_at}, certificate {view.has_certificate}"
    strangers = set(_MAIL.findall(repr(view)))
    if strangers:
        yield f"its page shows addresses: {strangers}"


def _everything(audit: KeeperAudit, place: Place) -> Iterator[str]:
    keep, found = audit.keeper.said[0].said, audit.keeper.found
    everything = found.everything
    if everything is None:
        yield "there is nothing to be had of it"
        return
    contents = [made_anew(saying.said.data) for saying, _ in place.files]
    if [file.content for file in everything.files] != contents:
        yield f"{len(contents)} files were added, {len(everything.files)} are handed out, or others"
    singly = [file for file in found.files if file is not None]
    if singly != contents:
        yield f"{len(contents)} files were added, {len(singly)} are opened one by one, or others"
    if everything.contact != (keep.contact.value if keep.contact is not None else ""):
        yield f"the address handed out is {everything.contact}"
    if len(everything.facts) != len(audit.facts):
        yield f"{len(everything.facts)} of {len(audit.facts)} facts are handed out"
    if sorted(everything.documents) != sorted(audit.guided.documents[audit.case_id]):
        yield f"the documents handed out are {sorted(everything.documents)}"
