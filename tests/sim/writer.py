"""A person who writes a mail to say what they wish, and goes on at the desk; mail may be delivered more than once."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage
from typing import Any

from signoff.channels.mail.answering import Outcome
from signoff.channels.mail.letter import read_letter
from signoff.domain import answer as a
from signoff.postmaster import answering
from tests.sim import sight
from tests.sim.process import Process
from tests.sim.tapping import HEARD, Heard, tapped
from tests.sim.ways import Attempt, AtTheDesk, Broken, Unfit

DOMAIN = "leave.example"
WORDS = {
    "en": "Hello,\n\nplease cancel my line {line}{on}.\n\nThank you",
    "zh-Hans": "您好，\n\n请帮我取消号码 {line}{on}。\n\n谢谢",
}


class AtTheMail(AtTheDesk):
    """Wishes by mail; everything after that by the link in the answer."""

    async def attempt(self, what: str, said: Any, key: str, view: Any) -> Attempt:
        if what != "ask":
            return await super().attempt(what, said, key, view)
        if said.wanted_on is not None and sight.is_out_of_reach(self.person, said.wanted_on):
            return Attempt(lambda: _told(Unfit("such a day is no wish in a mail")))
        letter = read_letter(_letter(said, key), envelope_sender=said.contact.value)

        async def deliver(process: Process) -> Heard:
            heard = Heard()
            HEARD.set(heard)
            app = process.app
            assert app is not None
            desk = replace(app, desk=tapped(app.desk))
            outcome = await answering(desk, DOMAIN).take(letter, said.carrier_id)
            if heard.error is not None:
                raise heard.error
            if outcome is Outcome.TAKEN and heard.sayings != 1:
                raise Broken(f"a mail that wishes an end was taken for something else: {letter.text!r}")
            return heard

        async def give() -> Any:
            heard: Heard = await self.person.world.meet(deliver)
            if said.wanted_on is not None and sight.is_out_of_reach(self.person, said.wanted_on):
                return Unfit("its day has passed since it was written")
            if heard.said != said:
                raise Broken(f"of {said} the mail made {heard.said}")
            return heard.answer

        return Attempt(give)


def _letter(ask: a.Ask, key: str) -> bytes:
    message = EmailMessage()
    message["From"], message["Message-ID"] = ask.contact.value, f"<{key}@example.org>"
    on = "" if ask.wanted_on is None else f" {ask.wanted_on.isoformat()}"
    message.set_content(WORDS[ask.language].format(line=ask.identifier.value, on=on))
    return message.as_bytes()


async def _told(unfit: Unfit) -> Unfit:
    return unfit
