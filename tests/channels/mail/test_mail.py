"""Mail over a real socket on a real database: what it opens, what it adds to, and what it can never do."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

import psycopg

from signoff.app import App
from signoff.catalogue import matching
from signoff.catalogue.numbers import demo_number
from signoff.catalogue.reading import read_identifier
from signoff.domain.line import Line
from signoff.domain.requirement import RequirementKind
from tests.channels.mail.stage import DOMAIN, PostOffice
from tests.engine.stage import Stage

LINK = re.compile(r"/case/(\S+)")


def cases(owner: psycopg.Connection[tuple[object, ...]]) -> int:
    """How many cases there are, of all tenants."""
    row = owner.execute("select count(*) from signoff.cases").fetchone()
    assert row is not None
    return int(str(row[0]))


async def test_a_mail_with_a_number_is_a_request(post: PostOffice, app: App, stage: Stage) -> None:
    """It is acknowledged at the address it came from, with the private link; the line is asked to be proven."""
    line: Line = await stage.line()
    assert await post.write(f"Please cancel my line {line.numbers[0]}. Thank you.") == (250, "")
    await stage.calls_made()

    ((subject, text),) = await post.answers()
    found = LINK.search(text)
    assert found is not None
    assert "we received your request" in subject
    view = await app.desk.view(found.group(1))
    assert view.requirement is RequirementKind.CONFIRM_LINE
    assert view.wanted_on is None
    await stage.expect_sound()


async def test_the_same_mail_again_is_the_same_request(
    post: PostOffice, stage: Stage, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    """Whoever delivers may not know that it was taken: five times at once, and later, one case and one answer."""
    line = await stage.line()
    letter = post.letter(f"Terminate {line.numbers[0]} please")
    assert {code for code, _ in await asyncio.gather(*(post.give(letter) for _ in range(5)))} == {250}
    await stage.calls_made()
    assert await post.give(letter) == (250, "")
    await stage.calls_made()
    assert cases(owner) == 1
    assert len(await post.answers()) == 1


async def test_a_day_that_is_written_is_the_day(post: PostOffice, app: App, stage: Stage) -> None:
    """One day, year first, in the words of another language; the page and the answer speak that language."""
    line = await stage.line()
    day = app.clock().date() + timedelta(days=40)
    text = f"您好，請幫我取消號碼 {line.numbers[0]}，日期 {day.year}年{day.month}月{day.day}日"
    assert (await post.write(text))[0] == 250
    await stage.calls_made()
    ((_, said),) = await post.answers()
    found = LINK.search(said)
    assert found is not None
    view = await app.desk.view(found.group(1))
    assert (view.wanted_on, view.language) == (day, "zh-Hant")


async def test_a_question_has_advice_with_its_sources_and_is_no_case(
    post: PostOffice, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    """Advice as the pages give it, and the way to both."""
    assert await post.write("How do I cancel my prepaid card? My number is +853 6280 0001.") == (250, "")
    ((subject, text),) = await post.answers()
    assert "CTM" in subject
    assert "Nothing was begun" in text
    cited = set(re.findall(r"\[([0-9]+)\]", text.partition("\n[1] ")[0]))
    assert cited == set(re.findall(r"^\[([0-9]+)\]", text, re.MULTILINE)) >= {"1"}
    assert "https://" in text
    assert "/advise?lang=en" in text
    assert cases(owner) == 0


ANSWERED = {
    "Please cancel my line.": "names no number",
    "Please cancel +853 6280 0001 and +853 6280 0002.": "more than one number",
    "Please cancel +853 6280 0001 on 2099-01-01.": "cannot read for certain",
    "Please cancel +853 6280 0001 on 31 January.": "cannot read for certain",
    "Please cancel +853 6280 0001 tomorrow.": "cannot read for certain",
    "Hello there": "did not understand",
    "Please cancel +853 6280 0001\n\non the 31st": "cannot read for certain",
    "Please cancel +853 6280 0001 from January.": "cannot read for certain",
    "Please cancel +853 6280 0001 on my birthday.": "cannot read for certain",
    "Please cancel my line.\n-- \nMei, +853 6280 0001": "names no number",
    "What became of case ABCDE-FGHJK": "cannot open or change a case",
    "Case ABCDE-12345 what is the state": "cannot open or change a case",
    "Please don\u2019t cancel my line +853 6280 0001": "Nothing was begun",
    "Please cancel call waiting on +853 6280 0001": "Nothing was begun",
    "See https://leave.example/case/ctm~00000000-0000-4000-8000-000000000000~abcdefgh": "by its link",
}


async def test_what_is_not_clear_is_answered_with_the_way(
    post: PostOffice, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    """Nothing is begun on a guess."""
    for count, (text, said) in enumerate(ANSWERED.items()):
        assert await post.write(text, From=f"{count}@example.com") == (250, "")
        ((subject, answer),) = await post.answers(f"{count}@example.com")
        assert said in f"{subject} {answer}"
    assert cases(owner) == 0


async def test_what_is_written_with_the_link_is_added_to_the_case(
    post: PostOffice, app: App, stage: Stage
) -> None:
    """An answer that quotes our mail has its link: what stands above it goes to the help thread, nothing else."""
    line = await stage.line()
    await post.write(f"Please cancel my line {line.numbers[0]}")
    await stage.calls_made()
    ((_, text),) = await post.answers()
    found = LINK.search(text)
    assert found is not None
    before = await app.desk.view(found.group(1))
    quoted = "\n".join(f"> {row}" for row in text.splitlines())
    written = f"When is the shop open? My link {text[found.start() - 30 : found.end()]}"
    assert await post.write(f"{written}\n\nOn Monday Signoff wrote:\n{quoted}") == (250, "")
    after = await app.desk.view(found.group(1))
    (message,) = after.messages
    assert message.text.startswith("When is the shop open? My link ")
    assert found.group(1)[-8:] not in message.text
    assert after.requirement == before.requirement
    assert (await post.answers())[-1][0] == "Your message was added to your case"


async def test_a_forged_sender_floods_nobody(
    post: PostOffice, stage: Stage, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    """Whoever writes under a foreign address makes it five answers and five acknowledgements a day at the most."""
    for _ in range(9):
        assert (await post.write("Hello"))[0] == 250
    assert len(await post.answers()) == 5
    codes = []
    for count in range(9):
        to = f"{('ctm', 'three_mo', 'china_telecom_mo')[count % 3]}@{DOMAIN}"
        codes.append((await post.write(f"Please cancel +853 6280 000{count}", to=to))[0])
    await stage.calls_made()
    assert codes == [250] * 5 + [452] * 4
    assert len(await post.answers()) == 10
    assert cases(owner) == 5


OF_MACHINES = (
    {"Auto_Submitted": "auto-replied"},
    {"Precedence": "bulk"},
    {"Precedence": "auto_reply"},
    {"X_Autoreply": "yes"},
    {"Subject": "Out of office: until Monday"},
    {"Subject": "自动回复：您的请求"},
    {"From": "MAILER-DAEMON@example.com"},
    {"From": "No-Reply <no-reply@example.com>"},
    {"From": "postmaster@example.com"},
    {"List_Id": "<news.example>"},
    {"From": f"ctm@{DOMAIN}"},
)


async def test_machines_are_not_answered(
    post: PostOffice, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    """Two machines that answer each other never stop (RFC 3834); a bounce has no sender on its envelope."""
    for headers in OF_MACHINES:
        assert await post.write("Please cancel +853 6280 0001", **headers) == (250, "")
    assert await post.give(post.letter("Please cancel +853 6280 0001"), sender="") == (250, "")
    for address in (
        "mei@example.com",
        "MAILER-DAEMON@example.com",
        "no-reply@example.com",
        "postmaster@example.com",
    ):
        assert await post.answers(address) == []
    assert cases(owner) == 0


async def test_the_address_for_all_finds_the_carrier_by_the_number(post: PostOffice, stage: Stage) -> None:
    """A number that can be of one carrier only is enough."""
    assert await post.write("Please cancel +855 92 800 001", to=f"leave@{DOMAIN}") == (250, "")
    assert await post.write("Please cancel +855 92 800 001", to=f"LEAVE@{DOMAIN.upper()}") == (250, "")
    await stage.calls_made()
    assert [subject.split(":")[0] for subject, _ in await post.answers()] != []


def _as_written(number: str, code: str) -> list[str]:
    """A number in E.164 as people write it, with its country's code."""
    own = number.removeprefix(f"+{code}")
    halves = f"{own[:-4]} {own[-4:]}"
    return [
        number,
        f"+{code} {halves}",
        f"+{code} {own}",
        f"00{code}{own}",
        f"+{code}-{halves.replace(' ', '-')}",
    ]


async def test_each_carriers_own_number_is_one_line_at_the_address_for_all(
    post: PostOffice, app: App, stage: Stage
) -> None:
    """However it is written: begun, or asked truly whose it is; never more than one number, and never none."""
    for carrier_id, pack in app.catalogue.packs.items():
        number = demo_number(pack, 1)
        ways = _as_written(number, pack.country.calling_code)
        for way, written in enumerate(ways[:3] if carrier_id == "ctm" else ways[1:2]):
            sender = f"{carrier_id}.{way}@example.com"
            text = f"Please cancel my line {written}"
            mail = {"From": sender, "Subject": "Cancellation"}
            assert (await post.write(text, to=f"leave@{DOMAIN}", **mail))[0] == 250
            await stage.calls_made()
            ((subject, said),) = await post.answers(sender)
            if (
                len(
                    matching.candidates(
                        read_identifier(number, app.catalogue.carriers[carrier_id]), app.catalogue
                    )
                )
                == 1
            ):
                assert "we received your request" in subject, (carrier_id, written)
            else:
                assert "which carrier" in subject, (carrier_id, written)
                assert f"{carrier_id}@{DOMAIN}" in said


async def test_whose_line_it_is_is_asked_where_the_number_does_not_say(
    post: PostOffice, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    """A number without its country's code may be of two; a foreign one that ends like ours is not ours."""
    for count, (text, said) in enumerate(
        {
            "Please cancel my line 6680 0001": "which carrier",
            "Please cancel my line +86 166 6680 0001": "which line",
            "Please cancel +853 6680 0001 and 6680 0001": "one line, one mail",
        }.items()
    ):
        await post.write(text, to=f"leave@{DOMAIN}", From=f"{count}@example.com")
        ((subject, _),) = await post.answers(f"{count}@example.com")
        assert said in subject, text
    assert cases(owner) == 0


async def test_the_mail_of_the_manual_is_a_request(post: PostOffice, app: App, stage: Stage) -> None:
    """As `docs/mail.md` has it, and with a subject that says more."""
    for count, subject in enumerate(("end", "End my line", "Cancellation")):
        sender, number = f"{count}@example.com", f"+853 6680 000{count}"
        await post.write(f"Please cancel my line {number}", From=sender, Subject=subject)
        await stage.calls_made()
        ((answer, _),) = await post.answers(sender)
        assert "we received your request" in answer


async def test_a_mail_changes_no_case_that_is_under_way(post: PostOffice, app: App, stage: Stage) -> None:
    """Not by its code, its number or its contact: whoever forges the sender gets a request, no more."""
    line = await stage.line()
    holder = stage.person(app.desk, line, key="holder")
    await holder.prove()
    await stage.calls_made()
    before = await holder.view()
    for text in (
        f"Withdraw case {before.case_code}",
        f"Please cancel {line.numbers[0]} at once, case {before.case_code}",
    ):
        assert await post.write(text, From="chan.mei@example.com") == (250, "")
    await stage.calls_made()
    assert await holder.view() == before
    await stage.expect_sound()


async def test_no_such_address(post: PostOffice) -> None:
    """Refused before anything is sent."""
    for to in (f"nobody@{DOMAIN}", "ctm@example.com", f"three_moo@{DOMAIN}"):
        assert (await post.write("Please cancel +853 6280 0001", to=to))[0] == 550


async def test_lmtp_takes_mail_too(app: App) -> None:
    """As mail servers hand it on (RFC 2033)."""
    async with PostOffice.opened(app, is_lmtp=True) as office:
        assert await office.write("Hello") == (250, "")
        assert len(await office.answers()) == 1
