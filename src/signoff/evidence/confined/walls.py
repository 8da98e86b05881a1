"""Confines the process that calls it: bounded memory, time and output, then no way out but its answer.

Two layers on purpose: limits that every Linux keeps, and on x86-64 a filter of system calls, which also keeps a process
off its neighbours and root from lifting the limits.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
from contextlib import suppress
from dataclasses import dataclass

from signoff.evidence.confined.answer import ANSWER_BYTES_MAX, MEBIBYTE

# What a 16-megapixel PNG with transparency takes, the greediest of what is allowed; with the libraries themselves
# (about 30 MiB, of which most is shared) the process stays under 256 MiB.
_DATA_BYTES_MAX = 208 * MEBIBYTE
_ADDRESS_BYTES_MAX = 512 * MEBIBYTE

PROCESSOR_SECONDS_MAX = 2
_ALARM_SECONDS = 4  # in case whoever started this process is not there any more to end it
_NOBODY = 65534

_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVILEGES = 38
_SECCOMP_MODE_FILTER = 2

# struct seccomp_data and the values to return, as in linux/seccomp.h; the architecture as in linux/audit.h.
_NUMBER_AT = 0
_ARCHITECTURE_AT = 4
_X86_64 = 0xC000003E
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | 1  # EPERM
_KILL = 0x80000000
_LOAD = 0x20
_JUMP_IF_EQUAL = 0x15
_RETURN = 0x06

# The system calls that are left, by their number on x86-64: files that are open already, memory, signals, the clock.
_LEFT = {
    "read": 0,
    "write": 1,
    "close": 3,
    "fstat": 5,
    "lseek": 8,
    "mmap": 9,
    "mprotect": 10,
    "munmap": 11,
    "brk": 12,
    "rt_sigaction": 13,
    "rt_sigprocmask": 14,
    "rt_sigreturn": 15,
    "pread64": 17,
    "sched_yield": 24,
    "mremap": 25,
    "madvise": 28,
    "getpid": 39,
    "exit": 60,
    "gettimeofday": 96,
    "sigaltstack": 131,
    "gettid": 186,
    "time": 201,
    "futex": 202,
    "restart_syscall": 219,
    "clock_gettime": 228,
    "exit_group": 231,
    "getrandom": 318,
}


class NotConfined(Exception):
    """The kernel did not let the process confine itself."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a confined process may take; as given, what reading one file of evidence takes."""

    data_bytes: int = _DATA_BYTES_MAX
    address_bytes: int = _ADDRESS_BYTES_MAX
    answer_bytes: int = ANSWER_BYTES_MAX
    processor_seconds: int = PROCESSOR_SECONDS_MAX
    alarm_seconds: int = _ALARM_SECONDS


def bound(bounds: Bounds | None = None) -> None:
    """Bound memory, time and output, before anything is read."""
    bounds = bounds or Bounds()
    signal.setitimer(signal.ITIMER_REAL, bounds.alarm_seconds)
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, bounds.processor_seconds),
        (resource.RLIMIT_AS, bounds.address_bytes),
        (resource.RLIMIT_DATA, bounds.data_bytes),
        (resource.RLIMIT_FSIZE, bounds.answer_bytes),
    ):
        resource.setrlimit(kind, (most, most))


def shut() -> None:
    """From now on no file, connection or process can be opened. Raises NotConfined.

    Whatever is needed has to be imported and opened before.
    """
    if os.geteuid() == 0:
        # A root within a container may not become nobody; the filter holds it all the same.
        with suppress(OSError):
            os.setgroups([])
            os.setresgid(_NOBODY, _NOBODY, _NOBODY)
            os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    library = ctypes.CDLL(None, use_errno=True)
    _control(library, _PR_SET_DUMPABLE, 0)
    _control(library, _PR_SET_NO_NEW_PRIVILEGES, 1)
    if platform.machine() == "x86_64":
        _filter(library)


def _filter(library: ctypes.CDLL) -> None:
    """Refuse every system call that is not in the list."""
    program = _program()
    instructions = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: how many instructions, then their address.
    description = ctypes.create_string_buffer(
        struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(instructions)), 16
    )
    _control(library, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(description))


def _program() -> bytes:
    """The filter, as the kernel's packet filter reads it: code, jump if true, jump if false, value."""
    numbers = sorted(_LEFT.values())
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_JUMP_IF_EQUAL, 1, 0, _X86_64),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        *((_JUMP_IF_EQUAL, len(numbers) - at, 0, number) for at, number in enumerate(numbers)),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *line) for line in lines)


def _control(library: ctypes.CDLL, option: int, *values: int) -> None:
    """The system call prctl(2), whose unused arguments must be zero."""
    given = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    if library.prctl(ctypes.c_int(option), *given) != 0:
        raise NotConfined(os.strerror(ctypes.get_errno()))
