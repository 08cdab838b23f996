"""What a submission costs in processor time, with all that is started for it: of each kata, and over a queue.

As the kernel accounts for it in a control group (cpuacct, cgroup v1, as root): whatever else the machine does.
"""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.queue import KATA, redis
from runner import collection
from runner.check.shipped import reference

GROUP = Path("/sys/fs/cgroup/cpuacct") / f"cost-{os.getpid()}"
SUBMISSIONS = 20
QUEUED = 60


def enter() -> None:
    """Count the process that is being started, and all that it starts."""
    (GROUP / "cgroup.procs").write_text(str(os.getpid()))


def processor_s() -> float:
    """What has been counted so far."""
    return int((GROUP / "cpuacct.usage").read_text()) / 1e9


def batch(slug: str, handed_in: Path, out: str, *options: str) -> float:
    """The processor seconds of a batch."""
    before = processor_s()
    command = [*KATA, "grade", slug, str(handed_in), "--out", out, "-q", *options]
    subprocess.run(command, check=True, preexec_fn=enter)
    return processor_s() - before


def submissions(folder: Path, slug: str, count: int) -> Path:
    """So many copies of the reference solution, in which only a comment differs."""
    solution = reference(collection.find(slug)).solution
    for number in range(count):
        for name, content in solution.files.items():
            path = folder / slug / str(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content + (f"\n// {folder.name} {number}\n".encode() if name == solution.entry else b""))
    return folder / slug


def over_queue(slug: str, handed_in: Path, folder: Path) -> tuple[float, float, int]:
    """Processor seconds of a batch over Redis, with everything that takes part; those of `kata grade` alone, which
    starts nothing then; and the most memory of Redis, in kilobytes.
    """
    before = processor_s()
    with redis(folder, preexec_fn=enter) as url:
        options = ["--queue", url, "--jobs", "4", "--sandbox", "bubblewrap", "--cache", str(folder / "cache")]
        worker = subprocess.Popen([*KATA, "worker", *options], preexec_fn=enter, stderr=subprocess.DEVNULL)
        batch(slug, submissions(folder / "first", slug, 4), str(folder / "first-out"), "--queue", url)
        begun = processor_s() - before
        own = own_s()
        batch(slug, handed_in, str(folder / "over"), "--queue", url)
        own = own_s() - own
        total = processor_s() - before - begun
        peak = memory_peak(url)
        worker.terminate()
        worker.wait()
    return total, own, peak


def own_s() -> float:
    """Processor seconds of the processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def memory_peak(url: str) -> int:
    """What Redis has had at most, in kilobytes."""
    from redis import Redis

    with Redis.from_url(url) as client:
        info = client.info("memory")
    assert isinstance(info, dict)
    return int(info["used_memory_peak"]) // 1024


def sizes(out: Path, count: int) -> str:
    """What a submission leaves behind, in kilobytes."""
    store = sum(path.stat().st_size for path in out.glob("store.sqlite*")) // count // 1024
    reports = sum(path.stat().st_size for path in out.rglob("reports/*/*")) // count // 1024
    return f"store {store} kB, reports and pages {reports} kB"


def main(slugs: Sequence[str] | None) -> int:
    """Print what one for each of these katas costs, all by default, and what one costs over a queue."""
    try:
        GROUP.mkdir()
    except OSError as error:
        print(f"{GROUP}: {error.strerror}")
        return 3
    try:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            for slug in sorted(collection.discover()) if slugs is None else slugs:
                out = f"{folder}/{slug}-out"
                options = ("--jobs", "2", "--sandbox", "bubblewrap")
                cost = batch(slug, submissions(folder, slug, SUBMISSIONS), out, *options) / SUBMISSIONS
                print(f"{slug:<18} {cost:.2f} s of a processor each; {sizes(Path(out), SUBMISSIONS)}", flush=True)
            handed_in = submissions(folder / "queued", "event-emitter", QUEUED)
            here = batch("event-emitter", handed_in, f"{folder}/here", "--jobs", "4", "--sandbox", "bubblewrap")
            there, own, peak = over_queue("event-emitter", handed_in, folder)
            print(
                f"event-emitter      {here / QUEUED:.3f} s each locally, {there / QUEUED:.3f} s over Redis with all "
                f"that takes part, {own / QUEUED:.3f} s of it kata grade's; ratio {there / here:.2f}; "
                f"Redis had {peak} kB at most"
            )
    finally:
        GROUP.rmdir()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or None))
