"""Dying with the parent, and giving up system calls for ever. Source: prctl(2), seccomp(2)."""

from __future__ import annotations

import ctypes
import signal

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_STEP_BYTES = 8


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def die_with_parent(number: signal.Signals) -> None:
    """Has the kernel send this process the signal when the thread that started it ends; a program it becomes keeps that."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


def filter_system_calls(program: bytes) -> None:
    """Lays a BPF program on every system call of this process and of what it starts, and lets it gain no rights any more.

    Raises OSError when the kernel refuses the filter.
    """
    buffer = ctypes.create_string_buffer(program, len(program))
    filter_ = _Program(len(program) // _STEP_BYTES, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filter_), 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")
