"""Thirty mails in five languages that wish for an ending and take it back, written before the words for that."""

from __future__ import annotations

TAKEN_BACK = (
    "Please cancel my line 62800001. Wait, I take that back.",
    "Please terminate my number 62800001. Scrap that, I still need it.",
    "Please cancel my line 62800001. On reflection I would rather keep it.",
    "Please close my account 62800001. Forget it, sorry for the trouble.",
    "Please cancel my line 62800001 - haha, only joking.",
    "I want to cancel my line 62800001. Sorry, wrong number, please leave it as it is.",
    "请帮我注销号码62800001。还是算了吧。",
    "请注销号码62800001，跟你们闹着玩的。",
    "请取消我的号码62800001。我改主意了。",
    "我想注销手机号62800001。等一下，先留着吧。",
    "请注销62800001这个号码，当我没说。",
    "请注销号码62800001。发错了，请无视。",
    "請取消我的號碼62800001。都係算啦。",
    "請取消號碼62800001，講笑咋。",
    "我想取消電話62800001。諗返轉頭，都係留住先。",
    "請終止號碼62800001的服務。我改變主意了。",
    "唔該幫我取消個台62800001，當我冇講過。",
    "請取消號碼62800001。寄錯了，請當作沒收到。",
    "Quero cancelar a linha 62800001. Esqueçam, fico com ela.",
    "Por favor cancelem o número 62800001. Era a brincar.",
    "Solicito o cancelamento do número 62800001. Pensando melhor, deixem estar.",
    "Quero encerrar a minha conta 62800001. Enganei-me, deixe ficar como está.",
    "Por favor cancelem a minha linha 62800001. Deixa lá, esquece.",
    "Quero cancelar o meu número 62800001 - estou só a gozar.",
    "សូមបញ្ចប់លេខ 092800001 របស់ខ្ញុំ។ ខ្ញុំគ្រាន់តែនិយាយលេង។",
    "សូមបិទលេខ 092800001 របស់ខ្ញុំ។ ខ្ញុំប្តូរគំនិតហើយ។",
    "សូមបញ្ចប់លេខ 092800001។ ឈប់សិន ខ្ញុំទុកវាប្រើវិញ។",
    "សូមលុបលេខ 092800001 របស់ខ្ញុំ។ ខ្ញុំផ្ញើខុស។",
    "សូមបិទលេខ 092800001 របស់ខ្ញុំ។ បំភ្លេចវាចោលទៅ។",
    "ខ្ញុំចង់បញ្ចប់លេខ 092800001។ លេងសើចទេ។",
)
TOLD = (
    "Please cancel my line 62800001. Actually no.",
    "Please cancel my line 62800001 - just kidding",
    "请注销号码62800001，开玩笑的",
    "請取消號碼62800001，算了",
    "Quero cancelar a linha 62800001. Afinal não.",
    "Please cancel my line 62800001. On second thoughts keep it.",
)
"""Such mails of a reader, who found that they were taken for wishes."""
