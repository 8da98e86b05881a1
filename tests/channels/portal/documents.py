"""What a check of a dropped file finds, for the tests of the page that shows it: one verdict for each word dropped."""

from __future__ import annotations

from signoff.channels.portal.parts import Checked

CERTIFICATE = {
    "format": "signoff-certificate",
    "version": 2,
    "specimen": True,
    "case": {"id": "01JD3Q5V7T9XW2Y4Z6A8B0C1D2", "code": "7K3M-9QXD-2F"},
    "carrier": {"id": "ctm", "name": "CTM Macau"},
    "language": "en",
    "time_zone": "Asia/Macau",
    "line": {"numbers": ["+85362880001"], "iccid": "8985301234567890123"},
    "holder_name": "<b>Chan Tai Man</b> 陳大文",
    "requested_at": "2026-11-20T06:03:05Z",
    "signed_at": "2026-11-21T05:58:11Z",
    "ended_at": "2026-11-21T16:03:22Z",
    "restore_until_on": "2026-12-22",
    "quarantine_until_on": "2027-02-20",
    "claims": [
        {"claim": "access_barred", "by": "observed", "at": "2026-11-21T16:03:22Z"},
        {"claim": "session_end_seen", "by": "unknown", "at": None},
    ],
    "log": {"origin": "signoff.example/ctm", "index": 1204, "size": 1300, "proof": [], "checkpoint": ""},
}
ACKNOWLEDGEMENT = {
    **{name: CERTIFICATE[name] for name in ("case", "carrier", "language", "time_zone", "requested_at")},
    "format": "signoff-acknowledgement",
}
AGREEMENT = {
    **{name: CERTIFICATE[name] for name in ("case", "carrier", "language", "time_zone", "signed_at")},
    "format": "signoff-agreement",
    "signed_name": "Chan Tai Man",
}

VERDICTS = {
    b"genuine": Checked(
        True, False, "certificate", (), {**CERTIFICATE, "specimen": False}, ("one.example", "two.example")
    ),
    b"acting": Checked(
        True,
        False,
        "certificate",
        (),
        {**CERTIFICATE, "version": 4, "acting": {"name": "Chan Siu Ming", "right": "heir"}},
    ),
    b"specimen": Checked(True, True, "certificate", (), CERTIFICATE),
    b"older": Checked(True, True, "certificate", (), {k: v for k, v in CERTIFICATE.items() if k != "log"}),
    b"acknowledgement": Checked(True, True, "acknowledgement", (), ACKNOWLEDGEMENT),
    b"agreement": Checked(True, True, "agreement", (), AGREEMENT),
    b"altered": Checked(kind="certificate", problems=("content_altered",)),
}
NOT_OURS = Checked(problems=("not_ours",))


def check(file: bytes) -> Checked:
    """The verdict on a file that holds one of the words; any other is not ours."""
    return VERDICTS.get(file, NOT_OURS)
