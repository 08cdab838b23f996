"""What every sandbox must show: one suite of behaviours over each of them, without a kata."""

import json
import select
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from runner.backends.base import Backend, Ending, Job, Limits, Process
from tests.conftest import wait_for

MB = 1024 * 1024
PRELUDE = "import '/sandbox/drop.mjs'; import fs from 'node:fs';\n"


@contextmanager
def started(backend: Backend, script: str, *, localhost: bool = False, **limits: int) -> Iterator[Process]:
    """A script (an ES module) in a sandbox, confined once it has written its first line."""
    job = Job(
        node_args=(
            "--input-type=module",
            "-e",
            PRELUDE + "console.log('ready');\nfs.readSync(0, Buffer.alloc(3));\nawait import('/job/main.mjs');",
        ),
        files={"main.mjs": (PRELUDE + script).encode()},
        limits=Limits(**{"memory_bytes": 256 * MB, **limits}),
        env={"GREETING": "hello"},
        spawns=True,
        localhost=localhost,
    )
    process = backend.start(job)
    try:
        assert read_line(process) == "ready"
        process.confine()
        process.write(b"go\n")
        yield process
    finally:
        process.close()


def read(process: Process, stream: str, *, until: Callable[[bytes], bool], seconds: float = 30) -> bytes:
    """What comes on a stream until `until` holds or it ends."""
    got, deadline = bytearray(), time.monotonic() + seconds
    while not until(bytes(got)):
        ready, _, _ = select.select(process.filenos(), [], [], max(deadline - time.monotonic(), 0))
        assert ready, f"nothing more than {bytes(got)!r} came"
        for fileno in ready:
            for name, data in process.read(fileno):
                if name == stream and not data:
                    return bytes(got)
                if name == stream:
                    got += data
    return bytes(got)


def read_line(process: Process) -> str:
    """The next line of standard output."""
    return read(process, "out", until=lambda got: got.endswith(b"\n")).decode().rstrip("\n")


def answer(backend: Backend, expression: str, *, localhost: bool = False, **limits: int) -> object:
    """What an expression (it may await) gives in the sandbox, or the code of what it throws."""
    script = (
        f"let r; try {{ r = await ({expression}); }} catch (e) {{ r = e.code ?? e.name; }}\n"
        "console.log(JSON.stringify(r ?? null)); process.reallyExit(0);"
    )
    with started(backend, script, localhost=localhost, **limits) as process:
        return json.loads(read_line(process))


def end(backend: Backend, script: str, **limits: int) -> tuple[Ending, bytes]:
    """How a script ends by itself, and what it wrote to standard error."""
    with started(backend, script, localhost=False, **limits) as process:
        err = read(process, "err", until=lambda got: False)
        read(process, "out", until=lambda got: False) if len(process.filenos()) > 1 else None
        return process.kill(), err


def test_streams_are_carried_apart(backend: Backend) -> None:
    """Input arrives, and the two outputs come apart, whatever bytes they are."""
    script = "fs.writeSync(2, 'to err'); const b = Buffer.alloc(9); const n = fs.readSync(0, b); fs.writeSync(1, b.subarray(0, n)); process.reallyExit(0);"
    with started(backend, script) as process:
        process.write(b"\x00\xff\n")
        assert read(process, "out", until=lambda got: len(got) >= 3) == b"\x00\xff\n"


def test_a_large_input_arrives_whole(backend: Backend) -> None:
    """More than any pipe holds is queued and sent as there is room."""
    script = (
        "let n = 0; const b = Buffer.alloc(65536); while (n < 3_000_000) n += fs.readSync(0, b);\n"
        "console.log(n); process.reallyExit(0);"
    )
    with started(backend, script) as process:
        process.write(b"x" * 3_000_000)
        while (fileno := process.unsent()) is not None:
            select.select([], [fileno], [], 10)
            process.write(b"")
        assert read_line(process) == "3000000"


def test_the_exit_code_is_told(backend: Backend) -> None:
    """A process that ends by itself ends with its own code."""
    ending, _ = end(backend, "process.reallyExit(3);")
    assert (ending.exit_code, ending.out_of_memory) == (3, False)


def test_a_killed_process_has_no_exit_code(backend: Backend) -> None:
    """What we kill is told apart from what ended by itself, and closing twice is closing once."""
    with started(backend, "for (;;);") as process:
        ending = process.kill()
        assert ending.exit_code is None
        process.close()
        process.close()
        assert process.kill() == ending


def test_a_full_heap_is_nodes_to_tell(backend: Backend) -> None:
    """Node's heap limit is below the sandbox's, so that the message is Node's own."""
    ending, err = end(backend, "const a = []; for (;;) a.push(new Array(1e4).fill(1.5));", memory_bytes=512 * MB)
    assert ending.exit_code == 134
    assert b"JavaScript heap out of memory" in err


def test_memory_outside_the_heap_is_bounded(backend: Backend) -> None:
    """Buffers, which Node's heap limit does not see, end in the sandbox's own limit."""
    script = "const a = []; for (;;) a.push(Buffer.alloc(4e6, 1));"
    with started(backend, script, memory_bytes=128 * MB) as process:
        deadline = time.monotonic() + 30
        while not process.over_memory() and time.monotonic() < deadline:
            ready, _, _ = select.select(process.filenos(), [], [], 0.02)
            if any(data == b"" for fileno in ready for _, data in process.read(fileno)):
                break
        assert process.kill().out_of_memory


def test_processor_time_is_told(backend: Backend) -> None:
    """A busy process is seen to be busy, from outside."""
    with started(backend, "for (;;);") as process:
        before = process.cpu_s()
        assert before is not None
        deadline = time.monotonic() + 30
        while (process.cpu_s() or 0) < before + 0.2 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert (process.cpu_s() or 0) >= before + 0.2
        assert process.kill().cpu_s >= before + 0.2


@pytest.mark.parametrize("localhost", [False, True])
def test_there_is_no_network(backend: Backend, localhost: bool) -> None:
    """No interface but loopback, and nothing answers beyond it."""
    connect = "new Promise((yes, no) => import('node:net').then(({{ connect }}) => connect({}, yes).on('error', no)))"
    interfaces = (
        "import('node:os').then((os) => Object.values(os.networkInterfaces()).flat().filter((i) => !i.internal).length)"
    )
    assert answer(backend, interfaces, localhost=localhost) == 0
    assert answer(backend, connect.format("80, '192.0.2.1'"), localhost=localhost) in (
        "ENETUNREACH",
        "EHOSTUNREACH",
        "EPERM",
    )
    lookup = "import('node:dns/promises').then((dns) => dns.lookup('example.com'))"
    assert answer(backend, lookup, localhost=localhost) in ("EAI_AGAIN", "ENOTFOUND")


@pytest.mark.parametrize(("name", "localhost"), [("127.0.0.1", False), ("localhost", True)])
def test_loopback_works(backend: Backend, name: str, localhost: bool) -> None:
    """A server and its client inside the sandbox reach one another."""
    script = (
        "import('node:http').then(({ createServer, get }) => new Promise((yes) => {"
        f" const s = createServer((_, r) => r.end('hi')).listen(0, '{name}', () =>"
        " get({ port: s.address().port, host: '127.0.0.1' }, (r) => r.on('data', (d) => yes(String(d))))); }))"
    )
    assert answer(backend, script, localhost=localhost) == "hi"


def test_nothing_but_scratch_can_be_written(backend: Backend) -> None:
    """Only /tmp takes files; neither the harness, the job nor the root does."""
    for path in ("/x", "/job/main.mjs", "/job/x", "/sandbox/x", "/dev/x", "/dev/shm/x", "/usr/local/bin/node"):
        assert answer(backend, f"fs.writeFileSync('{path}', 'x')") in (
            "EROFS",
            "EACCES",
            "ENOENT",
            "EPERM",
            "ETXTBSY",
        ), path
    assert answer(backend, "fs.writeFileSync('/tmp/x', 'x')") is None
    assert answer(backend, "fs.chmodSync('/job/main.mjs', 0o777)") in ("EROFS", "EPERM")


def test_scratch_is_bounded(backend: Backend) -> None:
    """A full scratch folder takes no more, and no file is larger than allowed."""
    fill = "(() => { for (let i = 0; ; i++) fs.writeFileSync('/tmp/' + i, Buffer.alloc(1e6)); })()"
    assert answer(backend, fill, scratch_bytes=8 * MB) == "ENOSPC"


def test_nothing_of_the_host_is_seen(backend: Backend) -> None:
    """No host file, no other process, no environment of ours."""
    for path in ("/etc/passwd", "/root", "/home", "/usr/bin", "/bin/sh", "/var"):
        assert answer(backend, f"fs.readdirSync('{path}')") in ("ENOENT", "ENOTDIR", [], "EACCES"), path
    assert answer(backend, "[process.env.GREETING, process.env.PATH, process.env.HOME ?? null]") in (
        ["hello", None, None],
        ["hello", None, "/"],
    )


def test_it_runs_as_an_ordinary_user(backend: Backend) -> None:
    """Neither root nor on the way to it."""
    assert (
        answer(backend, "process.getuid() > 0 && process.getgid() > 0 && process.getgroups().every((g) => g > 0)")
        is True
    )
    for call in ("setuid(0)", "seteuid(0)", "setgid(0)", "setgroups([0])"):
        assert answer(backend, f"process.{call}") in ("EPERM", "EINVAL")


def test_no_other_program_can_be_started(backend: Backend) -> None:
    """There is no shell and no other program to start."""
    assert (
        answer(backend, "import('node:child_process').then((c) => c.spawnSync('/bin/sh', ['-c', 'id']).error.code)")
        == "ENOENT"
    )


def test_processes_are_bounded(backend: Backend) -> None:
    """Starting Node over and over ends before the host feels it."""
    script = (
        "import('node:child_process').then(async ({ spawn }) => { let n = 0;"
        " for (let i = 0; i < 60; i++) { const ok = await new Promise((yes) => {"
        " const p = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });"
        " p.on('spawn', () => yes(true)); p.on('error', () => yes(false)); p.on('exit', () => { n -= 1; }); }); if (ok) n += 1; else break; }"
        " await new Promise((r) => setTimeout(r, 300)); return n; })"
    )
    alive = answer(backend, script, memory_bytes=1024 * MB)
    assert isinstance(alive, int)
    assert alive < 20


def test_closing_ends_every_process(backend: Backend) -> None:
    """A detached grandchild dies with the sandbox."""
    marker = f"kata-test-{time.monotonic_ns()}"
    script = (
        "const { spawn } = await import('node:child_process');\n"
        f"spawn(process.execPath, ['-e', 'setInterval(() => {{}}, 1e6)', '{marker}'], {{ detached: true, stdio: 'ignore' }}).unref();\n"
        "console.log('spawned'); setInterval(() => {}, 1e6);"
    )
    with started(backend, script, memory_bytes=512 * MB) as process:
        assert read_line(process) == "spawned"
        wait_for(lambda: marker in running())
    wait_for(lambda: marker not in running())


def running() -> str:
    """The command lines of all processes."""
    return subprocess.run(["ps", "-ewwo", "args"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("name", ["/job/main.mjs", "/sandbox/host/main.mjs"])
def test_the_harness_and_the_job_are_there(backend: Backend, name: str) -> None:
    """Both backends show the same paths."""
    assert answer(backend, f"fs.existsSync('{name}')") is True


def test_describe_says_what_is_enforced(backend: Backend) -> None:
    """Each thing that is kept is named, and network and user always are."""
    kept = {enforcement.what: enforcement.by for enforcement in backend.describe()}
    assert kept["network"]
    assert kept["user"]
    assert {"memory", "processes"} <= set(kept)
