"""What a mail is understood as, in five languages: a wish, a question, or neither."""

from __future__ import annotations

from datetime import date

import pytest

from signoff.catalogue.in_text import days_in
from signoff.catalogue.mail_words import mail_reader
from signoff.domain.mail import Purpose
from tests.domain.taken_back_mails import TAKEN_BACK, TOLD
from tests.domain.unseen_mails import OTHERS
from tests.domain.unseen_mails import WISHES as UNSEEN

WISHES = {
    "en": [
        "Please cancel my line +853 6280 0001.",
        "I am leaving Macau, terminate 62800001 as of 2027-01-31. Thank you",
        "Could you cancel my number 62800001?",
        "Hello, I want to close my account. When I leave I give the SIM back.",
        "How are you? Please end my contract for 62800001.",
        "CANCELLATION OF SIM 62800001",
        "I would like my line 62800001 cancelled.",
        "I don't need it any more, please deactivate 62800001",
        "Hi, I am leaving Macau and want to end my contract",
        "Terminate 62800001 please",
        "I hereby request the termination of my number.",
    ],
    "zh-Hans": [
        "您好，我要注销号码62800001，谢谢。",
        "请帮我取消这张卡 62800001",
        "能否帮我注销 62800001？",
        "申请取消套餐，号码62800001",
    ],
    "zh-Hant": [
        "你好，我想取消電話62800001，唔該。",
        "請幫我取消這張卡 62800001",
        "可唔可以幫我取消號碼 62800001？",
        "本人申請終止服務",
    ],
    "pt": [
        "Bom dia, quero cancelar a minha linha 62800001.",
        "Podem cancelar o meu número 62800001?",
        "Venho rescindir o contrato da linha 62800001. Obrigado.",
    ],
    "km": ["សូមជួយបញ្ចប់លេខ 092 800 001 របស់ខ្ញុំ។", "ខ្ញុំចង់លុបចោលលេខ 092800001"],
}
QUESTIONS = {
    "en": [
        "How do I cancel my line 62800001?",
        "What happens to my balance if I cancel?",
        "Can I get a refund?",
        "I would like to know the fee for termination of my contract.",
        "Will my number be given to somebody else?",
        "Is my line already terminated? I cancelled it in May.",
        "Somebody called and said you will cancel my line. Is that true?",
        "Do I have to cancel my line?",
    ],
    "zh-Hans": ["请问怎么注销号码？", "取消套餐要多少钱", "注销后余额能退吗", "点样取消电话"],
    "zh-Hant": ["請問點樣取消電話？", "取消合約要幾多錢", "唔用電話卡會唔會繼續收費？"],
    "pt": [
        "Como posso cancelar a minha linha?",
        "Quanto custa cancelar o contrato",
        "Gostaria de saber se devolvem o saldo",
    ],
    "km": ["តើខ្ញុំអាចបញ្ចប់លេខយ៉ាងដូចម្តេច?", "បញ្ចប់លេខអស់ប៉ុន្មាន"],
}
NEITHER = [
    "Please do not cancel my line 62800001.",
    "Hello",
    "My internet is slow.",
    "I changed my mind, stop the cancellation of 62800001.",
    "不要取消我的号码62800001",
    "唔好取消我嘅電話",
    "Não quero cancelar a linha 62800001.",
    "កុំបញ្ចប់លេខរបស់ខ្ញុំ",
    "My flight was cancelled",
    "I do not want to cancel my line 66800001",
    "I don't want you to terminate +853 6680 0001.",
    "I have no intention to terminate my line.",
    "ខ្ញុំមិនចង់បញ្ឈប់លេខ 66800001",
    "If you cancel my line I will sue you.",
    "I received an SMS that my number will be terminated, it is a scam.",
    "My line has been cancelled without my consent. Restore it now.",
    "I cancelled my line in May and you still bill me.",
    "Cancel the roaming on 66800001.",
    "Change my plan, cancelling the data pack only.",
    "有人打电话说要注销我的号码",
    "我上个月已经注销了号码，你们还在扣费",
    "请取消国际漫游",
    "佢哋話會終止我嘅服務",
    "Não quero rescindir, quero manter o número.",
    "Disseram que vão cancelar a minha linha.",
    "Cancelem o roaming da minha linha.",
    "លេខរបស់ខ្ញុំត្រូវគេបញ្ចប់",
    "",
    *OTHERS,
    "Please don\u2019t cancel my line 62800001",
    "Please don\u00b4t cancel my line 62800001",
    "Please don`t cancel my line 62800001",
    "Please do n't cancel my line 62800001",
    "Please don 't cancel my line 62800001",
    "Please dont cancel my line 62800001",
    "Don't, I repeat, cancel my line 62800001.",
    "Do not: cancel my line 62800001",
    "Please don't under any circumstances, cancel my line 62800001",
    "Cancel my line 62800001, he said",
    "They wrote me: please cancel my line 62800001",
    "Cancel my line 62800001. This is spam that I received",
    "Cancelem a linha 62800001, disseram",
    "Please do not\ncancel my line 62800001",
    "I was told on the phone that it would be best for me not to\ncancel my line 62800001",
    "If you raise the price, cancel my line 62800001",
    'I had this:\n"Please cancel my line 62800001"\nIt was not me.',
    "Cancel my line 62800001. Sorry, please ignore this.",
    "Please disregard my cancellation request for 62800001",
    "Please delete my cancellation request for 62800001",
    "Cancel the termination of 62800001",
    "Cancel my request to cancel 62800001",
    "請取消我昨日嘅申請 62800001",
    "Quero cancelar o pedido de cancelamento do 62800001",
    "Please hold off on cancelling 62800001",
    "I want to postpone cancelling my line 62800001",
    "I want to avoid cancelling my line 62800001",
    "Please block anyone trying to terminate 62800001",
    "Please confirm the cancellation of 62800001",
    "Please send me the cancellation fee of 62800001",
    "Please send me the form for termination of 62800001",
    "I need proof of termination for 62800001",
    "I want to complain about the cancellation charge on 62800001",
    "Cancellation policy 62800001",
    "Please cancel call waiting on 62800001",
    "Please cancel my line's caller ID",
    "Please cancel my 5G pack 62800001",
    "Cancel my bill payment for 62800001",
    "Cancel the port-out of 62800001",
    "Please cancel my SIM card order 62800001",
    "我要取消投訴 62800001",
    "请取消彩鈴服務 62800001",
    "请取消来电显示 62800001",
    "请取消电话号码62800001的呼叫等待",
    "Quero cancelar a fatura eletrónica 62800001",
    "Cancelar a marcação 62800001",
    "សូមបញ្ឈប់ការផ្សាយពាណិជ្ជកម្មទៅលេខ 062800001",
]


@pytest.mark.parametrize(
    ("language", "text"), [(lang, text) for lang, said in WISHES.items() for text in said]
)
def test_a_wish_is_understood(language: str, text: str):
    """Whoever says that a line should end wants that, also politely and as a question."""
    meaning = mail_reader().read("", text)
    assert (meaning.purpose, meaning.language) == (Purpose.END, language)


@pytest.mark.parametrize("text", UNSEEN)
def test_a_wish_that_nobody_had_seen_is_understood(text: str):
    """Thirty wishes in five languages, with nothing in them that would have to be asked about."""
    meaning = mail_reader().read("", text)
    assert (meaning.purpose, meaning.has_vague_day) == (Purpose.END, False)


@pytest.mark.parametrize("text", [*TAKEN_BACK, *TOLD])
def test_a_wish_that_is_taken_back_begins_nothing(text: str):
    """It is answered with advice: whoever means it asks once more."""
    assert mail_reader().read("", text).purpose is not Purpose.END


@pytest.mark.parametrize(
    ("language", "text"), [(lang, text) for lang, said in QUESTIONS.items() for text in said]
)
def test_a_question_is_no_wish(language: str, text: str):
    """Whoever asks how, what and how much is told; nothing is begun."""
    meaning = mail_reader().read("", text)
    assert (meaning.purpose, meaning.language) == (Purpose.QUESTION, language)


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_said_against_it_or_beside_it_begins_nothing(text: str):
    """What is not plainly a wish is a question where it speaks of an ending, and neither where it does not."""
    assert mail_reader().read("", text).purpose is not Purpose.END


def test_a_wish_and_a_question_are_a_wish_and_the_subject_counts():
    """One sentence that says it is enough, wherever it stands."""
    reader = mail_reader()
    assert reader.read("", "Please cancel 62800001. When will I get my money back?").purpose is Purpose.END
    assert reader.read("Cancel my line", "62800001, thank you").purpose is Purpose.END
    assert reader.read("Question", "Please cancel 62800001.").purpose is Purpose.END


def test_what_the_line_is_said_to_be():
    """Words for what matters to advice."""
    reader = mail_reader()
    assert reader.read("", "What should I do, my prepaid SIM was stolen?").states == {"prepaid", "lost"}
    assert reader.read("", "儲值卡唔見咗點算？").states == {"prepaid", "lost"}
    assert reader.read("", "I repaid it").states == frozenset()


@pytest.mark.parametrize(
    "below",
    [
        "-- \nMei Chan, +853 6280 0002",
        "--\nMei Chan",
        "> quoted",
        "On Mon, 2 Nov 2026 at 10:00, CTM <a@example.com> wrote:\n> quoted\nmore",
        "Em seg., 2 de nov. de 2026, CTM escreveu:\nquoted",
        "2026年11月2日 CTM <a@example.com> 写道：\nquoted",
        "-----Original Message-----\nquoted",
        "________________________________\nFrom: CTM",
    ],
)
def test_what_is_quoted_was_not_said(below: str):
    """Only what the writer wrote counts."""
    assert mail_reader().own_words(f"my words\n\n{below}") == "my words"


WISHED = {
    "en": "Please cancel my line 62800001",
    "zh": "请取消号码 62800001",
    "pt": "Por favor cancelem a linha 62800001",
    "km": "សូមបញ្ចប់លេខ 62800001",
}
DAYS = {
    "en": "on Friday|next Fri|in ten days|in a fortnight|when I leave Macau|at the end of the month|on 31/12"
    "|on the 31st|31.12.26|20261231|from January|in May|mid-December|on Dec. 31|EOM|by year end|on my birthday"
    "|as soon as I leave|once I am home|come spring|on our last evening|on Ching Ming|before 2027-01-31|at 6pm|tmrw"
    "|when the contract is up|2027-01-31 or earlier",
    "zh": "下星期五|三天后|十二月三十一日|三十一号|年后|下个月初|聖誕之後|聽日|离开的时候|31/12|到期",
    "pt": "na sexta-feira|daqui a dez dias|em Janeiro|no dia 31|até ao fim do mês|depois do Natal"
    "|na véspera de Natal|no meu aniversário",
    "km": "ថ្ងៃសុក្រ|ថ្ងៃទី៣១|ខែធ្នូ|ពេលខ្ញុំចាកចេញ|២០/១២",
}
SURE = {
    "en": "as of 2027-01-31|, effective date 2027-01-31|on 2027/1/31, thank you|immediately|as soon as possible"
    "|today. Thanks in advance",
    "zh": "，日期 2027年1月31日|，谢谢|尽快",
    "pt": "a partir de 2027-01-31|o mais depressa possível|, obrigada",
    "km": "នៅថ្ងៃទី ២០២៧-០១-៣១|ភ្លាម អរគុណ",
}


def is_asked(text: str) -> bool:
    """Whether the day would be asked about."""
    meaning, days = mail_reader().read("", text), days_in(text, "MO", date(2026, 11, 22))
    assert meaning.purpose is Purpose.END
    return meaning.has_vague_day or None in days


@pytest.mark.parametrize(
    ("wish", "day"), [(WISHED[language], day) for language, days in DAYS.items() for day in days.split("|")]
)
def test_whatever_may_be_a_time_is_asked_about(wish: str, day: str):
    """Nobody is cut at once who named another day, with the wish or after it."""
    assert is_asked(f"{wish} {day}")
    assert is_asked(f"{wish}\n\n{day}.")


@pytest.mark.parametrize(
    ("wish", "day"), [(WISHED[language], day) for language, days in SURE.items() for day in days.split("|")]
)
def test_a_day_that_is_certain_is_not_asked_about(wish: str, day: str):
    """The year first, now, or nothing about it."""
    assert not is_asked(f"{wish} {day}")


@pytest.mark.parametrize(
    "text", ["Please cancel 62800001 now", "请立即注销62800001", "Cancelem já a linha 62800001"]
)
def test_at_once_is_no_vague_day(text: str):
    """Now is now."""
    assert not mail_reader().read("", text).has_vague_day


SUBJECTS = [
    "end",
    "End",
    "END",
    "End.",
    "End my line",
    "end my contract",
    "Ending my line",
    "Stop",
    "Cancellation",
    "fim",
    "Fim",
]
SUBJECTS += ["Fim da minha linha", "Cancelar a linha", "取消", "終止服務", "注销号码", "បញ្ចប់", "បញ្ចប់លេខ"]


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("wish", WISHED.values())
def test_a_subject_that_says_the_wish_names_no_day(subject: str, wish: str):
    """A word for ending is one of time as well ("at the end of the month"), but not by itself or in a wish."""
    meaning = mail_reader().read(subject, wish)
    assert (meaning.purpose, meaning.has_vague_day) == (Purpose.END, False)


@pytest.mark.parametrize(
    "subject", ["End of the month", "end next week", "Fim do mês", "End: Friday", "my line, end May"]
)
def test_an_end_that_is_a_time_is_asked_about(subject: str):
    """In the subject too."""
    assert mail_reader().read(subject, WISHED["en"]).has_vague_day


AUTOMATIC = (
    "Out of office",
    "Out of Office: Re: we received your request",
    "Automatic reply: your line",
    "RE: Auto-Reply",
    "自动回复：您的请求",
    "自動回覆",
    "Resposta automática: linha",
    "ឆ្លើយតបស្វ័យប្រវត្តិ",
    "Undeliverable: request",
)


@pytest.mark.parametrize("subject", AUTOMATIC)
def test_a_machine_is_known_by_its_subject(subject: str):
    """For those that set no header."""
    assert mail_reader().is_automatic(subject)
    assert not mail_reader().is_automatic(f"My line and {subject}")


def test_the_subject_of_the_mail_that_is_answered_is_not_the_writers():
    """Whoever answers our mail says nothing by its subject."""
    assert mail_reader().read("Re: Cancel my line 62800001", "Thank you").purpose is not Purpose.END
    assert mail_reader().read("回复：取消号码62800001", "谢谢").purpose is not Purpose.END


def test_no_text_takes_for_ever():
    """It is read from word to word, whatever it repeats; a long one is no plain wish."""
    for piece in ("我要想想要", "i and i want to ", "don't, ", "is my line "):
        mail_reader().read("", piece * (3_900 // len(piece)))
    assert (
        mail_reader().read("", "Please cancel my line 62800001. " + "x" * 4_000).purpose is Purpose.QUESTION
    )
