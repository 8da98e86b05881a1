"""Runs a command as a child, notes what it took, and ends as the child ended; started as a program by `rooms.py`."""

from __future__ import annotations

import json
import os
import sys

note, *command = sys.argv[1:]
child = os.posix_spawn(command[0], command, {})
_, status, usage = os.wait4(child, 0)
with open(note, "w") as file:  # noqa: PTH123 - pathlib takes longer to import than all the rest
    json.dump({"peak_bytes": usage.ru_maxrss * 1024, "seconds": usage.ru_utime + usage.ru_stime}, file)
code = os.waitstatus_to_exitcode(status)
if code < 0:
    os.kill(os.getpid(), -code)
os._exit(code)
