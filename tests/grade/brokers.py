"""A real Redis, real workers and real batches over it, for the tests and by their process ids."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from redis import Redis

from runner.backends import cgroup
from runner.backends.base import Limits
from runner.backends.processes import children, family
from tests.conftest import REQUIRED, ROOT, leftovers, wait_for

COMMAND = [sys.executable, "-m", "runner.main"]


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


@dataclass(kw_only=True)
class Broker:
    """A Redis that keeps nothing on disk, unless it is to outlive a stop."""

    folder: Path
    port: int
    password: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return (
            f"redis://:{self.password}@127.0.0.1:{self.port}/0" if self.password else f"redis://127.0.0.1:{self.port}/0"
        )

    @property
    def client(self) -> "Redis":
        """To look into it."""
        return Redis(port=self.port, password=self.password or None)

    def start(self) -> None:
        """Start it, with what it had when it was stopped."""
        program = shutil.which("redis-server")
        if program is None and REQUIRED:
            pytest.fail("redis-server is not installed")
        if program is None:
            pytest.skip("redis-server is not installed")
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        options += ["--requirepass", self.password] if self.password else []
        self.process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self._answers)

    def stop(self) -> None:
        """End it; it saves what it has."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
            self.process = None

    def waiting(self) -> int:
        """How many tasks wait in it."""
        with self.client as client:
            return sum(int(client.llen(key)) for key in client.keys("kata.bubblewrap*"))

    def _answers(self) -> bool:
        try:
            with self.client as client:
                return bool(client.ping())
        except Exception:
            return False


@dataclass(kw_only=True)
class Worker:
    """A worker, once it takes tasks."""

    process: subprocess.Popen[bytes]
    log: Path
    known: set[int] = field(default_factory=set)
    """All slots that were ever seen."""

    def says(self, text: str) -> bool:
        """Whether that is in what it has told so far."""
        return text in self.log.read_text()

    def slots(self) -> list[int]:
        """Its processes."""
        found = children(self.process.pid)
        self.known.update(found)
        return found

    def is_judging(self) -> bool:
        """Whether there is a box; a judge may wait for the next submission."""
        return any("/sandbox/host/main.mjs" in command_of(pid) for slot in self.slots() for pid in family(slot))

    def stop(self) -> int:
        """Let it finish what is under way, and give its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@dataclass(kw_only=True)
class Batch:
    """A `kata grade` that goes on by itself."""

    process: subprocess.Popen[bytes]
    log: Path

    def ended(self) -> int:
        """Its exit code, once it has ended."""
        return self.process.wait(110)

    def told(self) -> str:
        """What it has printed."""
        return self.log.read_text()


@dataclass(kw_only=True)
class Farm:
    """A broker, with the workers of a test."""

    broker: Broker
    folder: Path
    workers: list[Worker] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)

    def worker(self, *options: str) -> Worker:
        """Start a worker, with a cache of its own as another machine would have it."""
        number = len(self.workers)
        log = self.folder / f"worker-{number}.log"
        command = [
            *COMMAND,
            "worker",
            "--cache",
            str(self.folder / f"cache-{number}"),
            "--sandbox",
            "bubblewrap",
            *options,
        ]
        with log.open("wb") as file:
            process = subprocess.Popen(
                command, stdout=file, stderr=file, env=os.environ | {"KATA_QUEUE": self.broker.url}, cwd=ROOT
            )
        started = Worker(process=process, log=log)
        self.workers.append(started)
        wait_for(lambda: started.says(" takes bubblewrap tasks ") or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        return started

    def batch(self, *arguments: str | Path) -> Batch:
        """Begin a batch over the queue."""
        command = [*COMMAND, "grade", *map(str, arguments), "--queue", self.broker.url]
        log = self.folder / f"batch-{len(self.batches)}.log"
        with log.open("wb") as file:
            begun = Batch(process=subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=file), log=log)
        self.batches.append(begun)
        return begun

    @staticmethod
    def below(pid: int) -> list[int]:
        """What descends from a process."""
        return family(pid)[1:]

    @staticmethod
    def is_alive(pid: int) -> bool:
        """Whether a process runs; one that nobody has waited for does not."""
        try:
            return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return False

    def end(self) -> None:
        """End what is left."""
        for worker in self.workers:
            worker.slots()
        for process in (*(batch.process for batch in self.batches), *(worker.process for worker in self.workers)):
            if process.poll() is None:
                process.kill()
            process.wait()
        self.broker.stop()
        # The slots of a worker that was killed notice it a moment later, and leave the group of a judge that waited.
        slots = [Path(f"/proc/{pid}") for worker in self.workers for pid in worker.known]
        wait_for(lambda: not any(slot.exists() for slot in slots))
        wait_for(_is_swept)


def _is_swept() -> bool:
    """Whether nothing is left of processes that were killed; to make a group sweeps theirs away."""
    if group := cgroup.create(Limits(memory_bytes=64 * 1024 * 1024)):
        group.close()
    return not leftovers()


def command_of(pid: int) -> str:
    """The command line of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


@contextmanager
def farm_in(folder: Path, password: str = "") -> Iterator[Farm]:
    """A broker that runs, and what is needed for workers."""
    (folder / "farm").mkdir(exist_ok=True)
    farm = Farm(broker=Broker(folder=folder / "farm", port=free_port(), password=password), folder=folder / "farm")
    try:
        farm.broker.start()
        yield farm
    finally:
        farm.end()


def tables(out: Path) -> tuple[bytes, bytes]:
    """What a batch came to."""
    return (out / "results.csv").read_bytes(), (out / "results.jsonl").read_bytes()


def verdicts(out: Path) -> list[str]:
    """By submission."""
    return [json.loads(line)["verdict"] for line in (out / "results.jsonl").read_text().splitlines()]


def judged(out: Path) -> int:
    """How many are in a batch's store by now."""
    import sqlite3

    try:
        with sqlite3.connect(f"file:{out / 'store.sqlite'}?mode=ro", uri=True) as db:
            (count,) = db.execute("SELECT count(*) FROM judgement WHERE state = 'finished'").fetchone()
    except sqlite3.Error:
        return 0
    finally:
        time.sleep(0.05)
    return int(count)
