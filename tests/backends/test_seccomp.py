"""The filter of system calls, by what it refuses to a process that it is loaded into."""

import errno
import json
import platform
import subprocess
import sys

import pytest

from runner import backends
from runner.backends import seccomp
from runner.backends.base import Job, Limits
from tests.backends.test_behaviour import PRELUDE, read_line
from tests.conftest import trouble_with

pytestmark = pytest.mark.skipif(seccomp.program(spawns=False) is None, reason="there is no filter for this machine")

LOAD = """
import ctypes, json, os, socket, struct, sys
code = open(sys.argv[1], "rb").read()
libc = ctypes.CDLL(None, use_errno=True)
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]
assert libc.prctl(38, 1, 0, 0, 0) == 0  # PR_SET_NO_NEW_PRIVS
program = Program(len(code) // 8, code)
assert libc.prctl(22, 2, ctypes.byref(program)) == 0, os.strerror(ctypes.get_errno())  # PR_SET_SECCOMP
def attempt(action):
    try:
        return action() and 0
    except OSError as error:
        return error.errno
def call(*arguments):
    if libc.syscall(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "")
def fork():
    if os.fork() == 0:
        os._exit(0)
"""


def refused(action: str, *, spawns: bool = False) -> str:
    """The name of the error that a Python expression ends in under the filter; "" when it is let through."""
    file = seccomp.path(platform.machine(), spawns=spawns)
    script = f"{LOAD}\nprint(json.dumps(attempt(lambda: {action})))"
    done = subprocess.run([sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=True)
    number = json.loads(done.stdout)
    return errno.errorcode[number] if number else ""


@pytest.mark.parametrize(
    ("action", "error"),
    [
        ("fork()", "EPERM"),
        ("call(272, 0x10000000)", "EPERM"),  # unshare(CLONE_NEWUSER)
        ("call(101, 0, 0, 0, 0)", "EPERM"),  # ptrace(PTRACE_TRACEME)
        ("call(310, os.getpid(), 0, 0, 0, 0, 0)", "EPERM"),  # process_vm_readv
        ("call(321, 0, 0, 0)", "EPERM"),  # bpf
        ("call(250, 0, 0)", "EPERM"),  # keyctl
        ("call(165, 0, 0, 0, 0, 0)", "EPERM"),  # mount
        ("call(319, b'x', 0)", "EPERM"),  # memfd_create
        ("call(425, 1, 0)", "ENOSYS"),  # io_uring_setup
        ("call(435, 0, 0)", "ENOSYS"),  # clone3
        ("call(16, 0, 0x5412, 0)", "EPERM"),  # ioctl(TIOCSTI)
        ("socket.socket(40, socket.SOCK_STREAM)", "EAFNOSUPPORT"),  # AF_VSOCK
        ("socket.socket(17, socket.SOCK_RAW)", "EAFNOSUPPORT"),  # AF_PACKET
        ("socket.socket(15, socket.SOCK_RAW)", "EAFNOSUPPORT"),  # AF_KEY
        ("socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()", ""),
        ("socket.socketpair()[0].close()", ""),
        ("__import__('threading').Thread(target=print, args=('',), kwargs={'end': ''}).start()", ""),
    ],
)
@pytest.mark.skipif(platform.machine() != "x86_64", reason="system calls are given by their numbers on x86_64")
def test_the_filter_refuses_what_node_never_needs(action: str, error: str) -> None:
    """What a way out begins with is refused, with an error that callers expect; the rest is let through."""
    assert refused(action) == error


@pytest.mark.skipif(platform.machine() != "x86_64", reason="system calls are given by their numbers on x86_64")
def test_processes_are_let_through_where_they_are_asked_for() -> None:
    """With `spawns` a process may fork, and still make no namespace."""
    assert refused("fork()", spawns=True) == ""
    assert refused("call(56, 0x10000000, 0, 0, 0, 0)", spawns=True) == "EPERM"  # clone(CLONE_NEWUSER)


@pytest.mark.parametrize("spawns", [False, True])
def test_bubblewrap_loads_the_filter(spawns: bool) -> None:
    """In the sandbox a thread starts in any case, a process only where the job asks for it."""
    if trouble := trouble_with("bubblewrap"):
        pytest.skip(f"bubblewrap does not work here: {trouble}")
    script = (
        "import { spawnSync } from 'node:child_process';\nimport { Worker } from 'node:worker_threads';\n"
        "await new Promise((done) => new Worker('0', { eval: true }).on('exit', done));\n"
        "console.log(JSON.stringify(spawnSync(process.execPath, ['-v']).error?.code ?? null)); process.reallyExit(0);"
    )
    job = Job(
        node_args=("/job/main.mjs",),
        files={"main.mjs": (PRELUDE + script).encode()},
        limits=Limits(memory_bytes=256 * 1024 * 1024),
        env={},
        spawns=spawns,
    )
    process = backends.named("bubblewrap", lambda _: None).start(job)
    try:
        assert json.loads(read_line(process)) == (None if spawns else "EPERM")
    finally:
        process.close()


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize("spawns", [False, True])
def test_the_filters_are_what_the_rules_compile_to(machine: str, spawns: bool) -> None:
    """A rule that is changed is compiled anew before it is checked in."""
    try:
        from runner.backends.seccomp.compile import compiled
    except RuntimeError as error:  # pyseccomp finds no libseccomp
        pytest.skip(str(error))
    assert compiled(machine, spawns=spawns) == seccomp.path(machine, spawns=spawns).read_bytes()
