"""The system calls a sandboxed process is refused: network, other processes, mounts, keys, changing the file system.

Source: seccomp(2); numbers from the kernel's syscall tables for x86_64 and aarch64.
"""

from __future__ import annotations

import errno
import platform
import struct

from kernel.prctl import filter_system_calls

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
NUMBERS: dict[str, tuple[int, int]] = {
    # name: (x86_64, aarch64); -1 where the machine has no such call
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202),
    "accept4": (288, 242), "sendto": (44, 206), "sendmsg": (46, 211),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424), "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97), "setns": (308, 268),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "bpf": (321, 280), "userfaultfd": (323, 282),
    "perf_event_open": (298, 241), "open_by_handle_at": (304, 265), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "reboot": (169, 142),
    "creat": (85, -1), "truncate": (76, 45), "rename": (82, -1), "renameat": (264, 38), "renameat2": (316, 276), "mkdir": (83, -1),
    "mkdirat": (258, 34), "rmdir": (84, -1), "link": (86, -1), "linkat": (265, 37), "unlink": (87, -1), "unlinkat": (263, 35),
    "symlink": (88, -1), "symlinkat": (266, 36), "chmod": (90, -1), "fchmod": (91, 52), "fchmodat": (268, 53), "chown": (92, -1),
    "fchown": (93, 55), "lchown": (94, -1), "fchownat": (260, 54), "mknod": (133, -1), "mknodat": (259, 33),
}  # fmt: skip
PROGRAMS: dict[str, tuple[int, int]] = {
    "clone": (56, 220), "clone3": (435, 435), "fork": (57, -1), "vfork": (58, -1), "execve": (59, 221), "execveat": (322, 281),
}  # fmt: skip
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
X32_BIT = 0x40000000


def forbid_system_calls(may_start_programs: bool) -> bool:
    """Refuses the calls above to this process for ever (they fail with EPERM); False on a machine whose numbers are not known.

    Raises OSError when the kernel refuses the filter.
    """
    machine = platform.machine()
    if machine not in ARCHITECTURES:
        return False
    column = list(ARCHITECTURES).index(machine)
    table = NUMBERS if may_start_programs else NUMBERS | PROGRAMS
    filter_system_calls(_filter(ARCHITECTURES[machine], [row[column] for row in table.values() if row[column] >= 0]))
    return True


def _filter(architecture: int, refused: list[int]) -> bytes:
    """The BPF program: a foreign architecture is killed, refused numbers answer EPERM, the rest passes."""

    def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("=HBBI", code, if_true, if_false, value)

    steps = [step(LOAD, 4), step(EQUAL, architecture, 1, 0), step(RETURN, KILL), step(LOAD, 0)]
    steps += [step(AT_LEAST, X32_BIT, 0, 1), step(RETURN, REFUSE)]
    for number in refused:
        steps += [step(EQUAL, number, 0, 1), step(RETURN, REFUSE)]
    return b"".join([*steps, step(RETURN, ALLOW)])
