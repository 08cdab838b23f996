"""A Docker engine that dies, or is started anew, in the middle of a run: one of the test's own."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import KATA_TOML, Outcome, wait_for
from tests.robustness import start
from tests.test_robustness import SLOW, is_accepted_or_told, verdict

MakeKata = Callable[..., Path]
Solution = Callable[..., Path]


class Engine:
    """A dockerd with a folder, a socket and a containerd of its own, without any network."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.host = f"unix://{folder}/sock"
        self.environment = {**os.environ, "DOCKER_HOST": self.host}
        self.start()

    def start(self) -> None:
        """Start it, after whatever end, and wait until it answers."""
        for left in ("pid", "exec/containerd/containerd.pid"):  # the end of who holds it may not have been noted yet
            (self._folder / left).unlink(missing_ok=True)
        with (self._folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *("dockerd", "--data-root", self._folder / "data", "--exec-root", self._folder / "exec"),
                    *("--pidfile", self._folder / "pid", "--host", self.host),
                    *("--bridge", "none", "--iptables=false", "--ip-forward=false"),
                    # Where the machine's containerd serves it, its containers are to be its own all the same.
                    *("--containerd-namespace", "kata-test", "--containerd-plugins-namespace", "kata-test-plugins"),
                ],
                stdout=log,
                stderr=log,
            )
        wait_for(self._answers)

    def _answers(self) -> bool:
        assert self.process.poll() is None, (self._folder / "log").read_text()[-2000:]
        return bool(self.ask("version", "--format", "{{.Server.Version}}"))

    def end(self, number: int) -> None:
        """Send it a signal and wait for its end."""
        self.process.send_signal(number)
        self.process.wait(60)

    def remove(self) -> None:
        """End it and remove its folder: half a gigabyte."""
        self.end(signal.SIGTERM)
        listing = subprocess.run(["ps", "-ewwo", "pid,args"], capture_output=True, text=True, check=True).stdout
        for line in listing.splitlines():
            if f"{self._folder}/" in line and "containerd-shim" in line:  # a killed one leaves them
                os.kill(int(line.split()[0]), signal.SIGKILL)
        mounted = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
        for path in reversed([path for path in mounted if path.startswith(f"{self._folder}/")]):
            subprocess.run(["umount", path], check=True)
        shutil.rmtree(self._folder)

    def ask(self, *arguments: str) -> str:
        """What the client says of it; nothing when it does not answer."""
        command = ["docker", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=self.environment).stdout

    def has_box(self) -> bool:
        """Whether a container acts."""
        return any("acting" in self.ask("top", id_, "-eo", "pid,args") for id_ in self.ask("ps", "-q").split())


@pytest.fixture(scope="module")
def own_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine that nobody else uses."""
    if os.geteuid() != 0 or not shutil.which("dockerd") or not shutil.which("docker"):
        pytest.skip("a Docker engine of one's own needs root and dockerd")
    engine = Engine(tmp_path_factory.mktemp("engine"))
    try:
        yield engine
    finally:
        engine.remove()


@pytest.fixture
def engine(own_engine: Engine) -> Engine:
    """The same, up again if the last test has ended it."""
    if own_engine.process.poll() is not None:
        own_engine.start()
    return own_engine


@pytest.fixture
def begin(engine: Engine, make_kata: MakeKata, solution: Solution) -> Callable[[], "subprocess.Popen[str]"]:
    """Begin a run of an accepted solution, and give it when its box acts."""
    folder, path = make_kata(toml=KATA_TOML.replace('"virtual"', '"real"')), solution(SLOW)

    def run() -> "subprocess.Popen[str]":
        started = start(folder, path, "--sandbox", "docker", env=engine.environment)
        wait_for(lambda: started.poll() is not None or engine.has_box())
        return started

    return run


def outcome_of(run: "subprocess.Popen[str]") -> Outcome:
    """How a run ended."""
    out, err = run.communicate(timeout=120)
    return Outcome(
        code=run.returncode, out=out, err=err.removeprefix("building the Docker image (once; base: local)\n")
    )


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_an_engine_that_ends_in_the_middle_is_ours(
    engine: Engine, begin: Callable[[], "subprocess.Popen[str]"], number: int
) -> None:
    """Killed or stopped, it leaves nothing judged: exit code 3 and a sentence. The next run removes what it left."""
    run = begin()
    engine.end(number)
    outcome = outcome_of(run)
    assert verdict(outcome) == (3, None)
    assert is_accepted_or_told(outcome), outcome
    engine.start()
    assert verdict(outcome_of(begin())) == (0, "accepted")
    assert engine.ask("ps", "-aq") == ""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_an_engine_that_is_started_anew_in_the_middle_costs_no_verdict(
    engine: Engine, begin: Callable[[], "subprocess.Popen[str]"], number: int
) -> None:
    """A run that finds its box gone and an engine that answers goes on in another box, or judges nothing."""
    run = begin()
    run.send_signal(signal.SIGSTOP)  # so that it does not find out in between
    engine.end(number)
    engine.start()
    run.send_signal(signal.SIGCONT)
    assert is_accepted_or_told(outcome := outcome_of(run)), outcome
    assert verdict(outcome_of(begin())) == (0, "accepted")
    assert engine.ask("ps", "-aq") == ""
