"""The limits of the rules, each with its reason; `decide.py` uses them, `code.py` those of the codes."""

from __future__ import annotations

from datetime import timedelta

RULES_VERSION = 22
"""Raised whenever the same event would be decided otherwise; kept with each case."""

CODE_DIGITS = 6
"""20 bits at the least: OWASP ASVS 5.0, 6.5.4."""

CODE_LIFE = timedelta(minutes=10)
"""OWASP ASVS 5.0, 6.5.5; NIST SP 800-63B-4 section 3.1.3: at most 10 minutes."""

CODE_TRIES = 5
"""Wrong tries against one code; more is guessing."""

LINE_FAILURES_A_DAY = 10
"""Wrong codes a line and day, at the proof and at the signature, on all remote channels together.

So a guesser's chance stays at 1 in 100,000 a day.
"""

HELD_LINE_FAILURES_A_DAY = 5
"""How many of them can be made at the proof while somebody who has proven the line is ending it: the rest is theirs."""

LINE_CODES_A_DAY = 10
"""Codes sent to one line in a day by requests that have proven nothing."""

LINE_CODES_A_DAY_MAX = 20
"""The same with the first code of each further address: who spends the ten keeps nobody else from proving."""

LINE_DESTINATIONS_A_DAY = 10
"""Numbers looked up in a day as the line that credit is to go to: enough for slips, no way to find out who is there."""

CODE_WAIT_MINUTES_MAX = 32
"""One waits 1, 2, 4 … minutes between codes, at the most this long; whoever joins a case begins anew."""

SOURCE_CODES_AN_HOUR = 20
"""Codes asked for from one address in an hour: against premium-rate pumping of messages."""

SOURCE_REQUESTS_AN_HOUR = 60
"""Requests from one address in an hour; a family or a shop stays well below."""

CONTACT_MESSAGES_A_DAY = 5
"""Acknowledgements sent to one contact in a day, so that nobody is flooded; more requests are recorded all the same."""

MAIL_REPLIES_A_DAY = 5
"""Answers to mail, outside of any case, to one address in a day: senders are forged, and nobody is to be flooded."""

MAIL_REQUESTS_A_DAY = 5
"""Requests made by mail in the name of one address in a day, at all carriers together; each is acknowledged there."""

SOURCE_CODES_WHILE_PUMPED = 1
"""The same while codes are hardly ever proven: each address has one."""

SOURCE_MESSAGES_AN_HOUR = 10
"""Acknowledgements sent for one address in an hour; further requests are recorded, and shown on their page only."""

UNPROVEN_MESSAGES_MIN = 50
UNPROVEN_MESSAGES_RATIO = 5
"""From so many codes, or acknowledgements to phones, in half an hour on, one code in so many must be proven.

Else each address has one code, and acknowledgements to phones are shown on their page only: a tenant pays for each."""

REQUEST_LIFE = timedelta(days=7)
"""A request nobody proves is let go after this."""

CASE_LIFE = timedelta(days=30)
"""A proven case nobody signs is let go after this."""

READING_LIFE = timedelta(hours=1)
"""How long what was read of an account may stand in a quote that is still to be signed; a new day ends it sooner."""

RESERVE_LIFE = timedelta(hours=1)
"""How long a balance stays reserved without a signature: the line is in use."""

WANTED_DAYS_MAX = 365
"""How far ahead an end can be ordered; further is a slip of the pen."""

TASK_AGAIN = timedelta(days=3)
"""How long a task rests of which a person says "not yet"; they may answer it sooner."""

PICTURE_LIFE = timedelta(days=7)
"""How long pictures of documents are kept after what they were needed for was decided."""

DOCUMENTS_MAX = 8
"""Pictures of documents one case takes: two sides, a second document, and some that were not sharp."""

PAPERS_MAX = 16
"""Pictures of papers somebody takes who acts for the holder: four papers, and each again until it is sharp."""

STANDING_AGAIN = timedelta(hours=6)
"""How often records are asked whether a line is still held."""

EVIDENCE_FILES_MAX = 30
EVIDENCE_BYTES_MAX = 32 * 1024 * 1024
"""What one guided case may hold: three files a task and a few more, each a photo or a letter."""

NOTE_LENGTH_MAX = 2_000
"""What a person notes of a call; a longer story is a file."""

CUT_ATTEMPTS = 3
"""How often a cut that could not be read back is ordered anew before a person must look."""

CALLER_CODES_A_DAY = 5
"""Codes that staff have sent to a case's other contact in a day: enough for one call, no way to flood an inbox."""

CALLER_FAILURES_A_DAY = 5
"""Wrong ones, and wrong characters of a claim code, in a day: of three characters a guesser has 1 in 6,000 a day."""

STAFF_LOOKS_AN_HOUR = 120
"""One of the staff opens or seeks so many cases in an hour, reloads counted: a busy counter has a third of it."""

STAFF_ACTS_AN_HOUR = STAFF_LOOKS_AN_HOUR
"""Each act leads back to the case, which is a look: whoever acts more often does not look at what they do."""

PAPERS_AN_HOUR = 10
"""Papers that did not agree with records, of one line: names are not tried until one fits."""

CARD_SCANS_AN_HOUR = 10
"""Cards scanned for one line: enough for a drawer of old ones, no way to try numbers until one fits."""
