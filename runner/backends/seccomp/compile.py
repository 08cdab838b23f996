"""Compiles the filters: `python -m runner.backends.seccomp.compile`, with pyseccomp and libseccomp 2.5.

A deny list, not an allow list: V8 and libuv are free to use what a new version of them needs, and what is denied
here is what a way out of a sandbox begins with. It is close to what Docker's default profile refuses to a container
without capabilities (https://docs.docker.com/engine/security/seccomp/), and stricter about processes and sockets.
"""

import errno
import tempfile

import pyseccomp as seccomp

from runner.backends.seccomp import path

_DENIED = """
    mount umount2 pivot_root chroot unshare setns fsopen fsconfig fsmount fspick move_mount open_tree mount_setattr
    ptrace process_vm_readv process_vm_writev process_madvise pidfd_open pidfd_getfd pidfd_send_signal kcmp
    bpf perf_event_open userfaultfd memfd_create memfd_secret
    add_key request_key keyctl
    kexec_load kexec_file_load init_module finit_module delete_module
    name_to_handle_at open_by_handle_at fanotify_init fanotify_mark quotactl quotactl_fd
    swapon swapoff reboot acct syslog sethostname setdomainname vhangup
    settimeofday clock_settime clock_adjtime adjtimex
    iopl ioperm modify_ldt personality uselib ustat sysfs lookup_dcookie nfsservctl
    mbind set_mempolicy migrate_pages move_pages remap_file_pages
    mknod mknodat
"""
"""Refused with EPERM."""

_ABSENT = ["clone3", "io_uring_setup", "io_uring_enter", "io_uring_register"]
"""Refused with ENOSYS: glibc and libuv then do without. The flags of clone3 lie where a filter cannot look."""

_THREAD = 0x0001_0000  # CLONE_THREAD of linux/sched.h
_NAMESPACES = (0x80, 0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000)
"""CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET."""
_FAMILIES = (1, 2, 10, 16)
"""AF_UNIX, AF_INET, AF_INET6 and AF_NETLINK, which os.networkInterfaces() asks; vsock is in no network namespace."""
_TERMINAL_INPUT = (0x5412, 0x541C)
"""TIOCSTI and TIOCLINUX of asm-generic/ioctls.h, which type on the terminal."""
_ARCHES = {"x86_64": seccomp.Arch.X86_64, "aarch64": seccomp.Arch.AARCH64}


def compiled(machine: str, *, spawns: bool) -> bytes:
    """The filter for a machine, as the kernel takes it."""
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    if not rules.exist_arch(_ARCHES[machine]):
        rules.add_arch(_ARCHES[machine])
        rules.remove_arch(seccomp.system_arch())
    _add_rules(rules, spawns)
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _add_rules(rules: "seccomp.SyscallFilter", spawns: bool) -> None:
    refused, absent = seccomp.ERRNO(errno.EPERM), seccomp.ERRNO(errno.ENOSYS)
    for name in _DENIED.split():
        rules.add_rule(refused, name)
    for name in _ABSENT:
        rules.add_rule(absent, name)
    for flag in _NAMESPACES:
        rules.add_rule(refused, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag))
    if not spawns:
        rules.add_rule(refused, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, _THREAD, 0))
        rules.add_rule(refused, "fork")
        rules.add_rule(refused, "vfork")
    unknown = seccomp.ERRNO(errno.EAFNOSUPPORT)
    rules.add_rule(unknown, "socket", seccomp.Arg(0, seccomp.GT, max(_FAMILIES)))
    for family in set(range(max(_FAMILIES))) - set(_FAMILIES):
        rules.add_rule(unknown, "socket", seccomp.Arg(0, seccomp.EQ, family))
    for request in _TERMINAL_INPUT:
        rules.add_rule(refused, "ioctl", seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFF_FFFF, request))


if __name__ == "__main__":
    for machine in _ARCHES:
        for spawns in (False, True):
            path(machine, spawns=spawns).write_bytes(compiled(machine, spawns=spawns))
