"""Why an act gave no observation, in a verdict and in words that a candidate can act on."""

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import unquote

from runner.backends.base import Ending, Limits
from runner.messages import Died, Place, Threw, Thrown
from runner.verdict import Verdict

FOLDER = "/job/solution"
_FRAME = re.compile(rf"(?:file://)?{FOLDER}/([^\s?:()]+)(?:\?act=\d+)?:(\d+):(\d+)")
_MB = 1024 * 1024
_HEAP = b"JavaScript heap out of memory"
_PEOPLE_SAY = {
    "Timeout": "timer",
    "TCPSocketWrap": "socket",
    "TCPConnectWrap": "socket",
    "TCPServerWrap": "server",
    "PipeWrap": "pipe",
    "ProcessWrap": "process",
    "Worker": "thread",
    "FSReqCallback": "file operation",
    "FSReqPromise": "file operation",
    "FSEventWrap": "file watcher",
}
"""Of the names that process.getActiveResourcesInfo() gives: https://nodejs.org/api/process.html, and "Worker"."""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A verdict other than accepted, and why."""

    verdict: Verdict
    message: str
    notice: str
    """The same without a word of the box, which could be one of the hidden tests'."""
    place: Place | None = None
    """Where in the solution, if that was told."""
    while_loading: bool = False
    """Whether the solution had not even been loaded: then it will not load for the next test either."""


def of_exception(threw: Threw, files: dict[str, bytes], limits: Limits) -> Failure:
    """What the solution threw while it was loaded or used. `files` are its own, to quote the line from."""
    text, place = _words(threw.thrown, limits), threw.place or _place(threw.thrown)
    if threw.phase == "observe":
        notice = "what the solution did cannot be observed"
        return Failure(verdict=Verdict.WRONG_ANSWER, message=f"{notice}: {threw.thrown.message}", notice=notice)
    if threw.phase != "load":
        notice = f"using the solution ended in an exception{_limit_met(threw.thrown.message, limits)}"
        return Failure(verdict=Verdict.WRONG_ANSWER, message=text, notice=notice, place=place)
    notice = "the solution does not load"
    if threw.thrown.name == "MissingExport":
        return Failure(verdict=Verdict.RUNTIME_ERROR, message=threw.thrown.message, notice=notice)
    message = f"{notice}: {text}"
    if threw.place:
        message = f"{notice}: {threw.thrown.name}: {threw.thrown.message}\n{_quote(threw.place, files)}"
    return Failure(verdict=Verdict.RUNTIME_ERROR, message=message, notice=notice, place=place)


def of_death(died: Died, *, limits: Limits, loaded: bool) -> Failure:
    """A process that said how it was about to end."""
    if died.origin == "exit":
        notice, said = "the solution ended the process", f" with process.exit({died.code})"
    elif died.origin == "unhandledRejection":
        notice, said = "the process ended with an unhandled rejection", f": {_words(died.thrown, limits)}"
    else:
        notice, said = "the process ended with an uncaught exception", f": {_words(died.thrown, limits)}"
    place = _place(died.thrown)
    message = notice + said
    return Failure(verdict=Verdict.RUNTIME_ERROR, message=message, notice=notice, while_loading=not loaded, place=place)


def of_ending(ending: Ending, printed: bytes, *, memory_mb: int, loaded: bool) -> Failure:
    """A process that ended without a word. `printed` is what it last wrote to standard error."""
    if ending.out_of_memory:
        return _memory(memory_mb, "the kernel ended it", ending.peak_memory_bytes, loaded)
    if ending.exit_code == 134 and _HEAP in printed:
        return _memory(memory_mb, "Node's heap was full", ending.peak_memory_bytes, loaded)
    code = ending.exit_code
    how = (
        "was ended"
        if code is None
        else f"ended with exit code {code}"
        if code < 128
        else f"ended by signal {code - 128}"
    )
    return ours(Verdict.RUNTIME_ERROR, f"the process {how} during the act", while_loading=not loaded)


def of_memory_watch(memory_mb: int, peak_bytes: int, *, loaded: bool) -> Failure:
    """A process that the watchdog found over its memory limit."""
    return _memory(memory_mb, "its resident memory was over the limit", peak_bytes, loaded)


def of_waiting(*, loaded: bool) -> Failure:
    """An act that can never end: nothing is left that could settle what it awaits."""
    if loaded:
        return ours(Verdict.WRONG_ANSWER, "the solution awaits a promise that nothing will resolve")
    text = "the solution does not load: it awaits a promise that nothing will resolve"
    return ours(Verdict.RUNTIME_ERROR, text, while_loading=True)


def of_computing(cpu_s: float, *, loaded: bool) -> Failure:
    """An act that used up its processor time."""
    doing = "running" if loaded else "loading"
    text = f"still {doing} after {cpu_s:.2g} s of processor time, the limit for one act"
    return ours(Verdict.TIME_LIMIT, text, while_loading=not loaded)


def of_patience(wall_s: float, *, loaded: bool, waits: str | None, holds: list[str]) -> Failure:
    """An act that used up its time by the wall, while its scenario `waits` and the event loop has work: `holds`."""
    doing = "running" if loaded else "loading"
    text = f"still {doing} after {wall_s:.2g} s, the limit for one act"
    did_not_come = f": {waits} did not come" if waits else ""
    pending = f"; the event loop waits for {what}" if (what := _pending(holds)) else ""
    message, notice = text + did_not_come + pending, text + pending
    return Failure(verdict=Verdict.TIME_LIMIT, message=message, notice=notice, while_loading=not loaded)


def _pending(kinds: list[str]) -> str:
    """`2 sockets, 1 timer`: what has a name that people know."""
    counts = Counter(_PEOPLE_SAY[kind] for kind in kinds if kind in _PEOPLE_SAY)
    return ", ".join(f"{count} {what}{'s' if count > 1 else ''}" for what, count in counts.most_common())


def of_spent_time(run_s: float) -> Failure:
    """A test whose share of the run's time was used up before this act."""
    return ours(Verdict.TIME_LIMIT, f"no time is left of the run's {run_s:g} s")


def of_output(what: str, limit_kb: int, *, loaded: bool) -> Failure:
    """An act that put out more than it may."""
    return ours(Verdict.OUTPUT_LIMIT, f"{what}; the limit for one act is {limit_kb} KB", while_loading=not loaded)


def of_refusal(module: str, rule: str, files: dict[str, bytes]) -> Failure:
    """A module that the kata does not allow. A candidate reads its name if one of the solution's `files` has it."""
    quoted = [f"{quote}{module}{quote}".encode() for quote in "'\"`"]
    is_known = any(name in content for content in files.values() for name in quoted)
    asked = f"the solution asked for '{module}'"
    notice = f"{asked if is_known else 'the solution asked for a module'}, which the kata does not allow"
    message = f"{asked}: {rule}"
    return Failure(verdict=Verdict.POLICY_VIOLATION, message=message, notice=notice)


def ours(verdict: Verdict, message: str, *, while_loading: bool = False) -> Failure:
    """A failure in words that are ours alone."""
    return Failure(verdict=verdict, message=message, notice=message, while_loading=while_loading)


def _memory(memory_mb: int, how: str, peak_bytes: int, loaded: bool) -> Failure:
    peak = f"; it had {peak_bytes / _MB:.0f} MB at its peak" if peak_bytes else ""
    text = f"more than {memory_mb} MB of memory ({how}{peak})"
    return ours(Verdict.MEMORY_LIMIT, text, while_loading=not loaded)


def _place(thrown: Thrown | None) -> Place | None:
    """The first frame of a stack that lies in the solution."""
    found = _FRAME.search(thrown.stack) if thrown else None
    return Place(file=f"{FOLDER}/{found[1]}", line=int(found[2]), column=int(found[3])) if found else None


def file_of(place: Place) -> str:
    """The path in the solution that a place names."""
    return unquote(place.file).removeprefix("file://").removeprefix(f"{FOLDER}/")


def _words(thrown: Thrown | None, limits: Limits) -> str:
    """`TypeError: x is not a function (solution.mjs:3:5)`; what met a limit, with the limit."""
    if thrown is None:
        return "nothing was said"
    found = _FRAME.search(thrown.stack)
    where = f" ({found[1]}:{found[2]}:{found[3]})" if found else ""
    message = re.sub(rf"(?:file://)?{FOLDER}/", "", thrown.message) + _limit_met(thrown.message, limits)
    return f"{thrown.name}: {message}{where}" if message else f"{thrown.name}{where}"


def _limit_met(message: str, limits: Limits) -> str:
    """The limit behind an error of the system, as Node words it; "" where there is none.

    EAGAIN is also what a read without data gets, and ENOSPC what a file watcher too many does: in other words.
    """
    if re.search(r"\bEMFILE\b", message):
        return f"; a process may have {limits.open_files} files open"
    if re.search(r"\bENOSPC: no space left", message):
        return f"; all files in /tmp together may have {limits.scratch_bytes // _MB} MB"
    if re.search(r"\bEFBIG\b", message):
        return f"; a file may have {limits.file_bytes // _MB} MB"
    if re.search(r"\bEAGAIN$", message):
        return f"; there may be {limits.tasks} processes and threads, of which Node takes about a dozen"
    return ""


def _quote(place: Place, files: dict[str, bytes]) -> str:
    """The line of the solution, from our own copy, with a mark under the column."""
    name = file_of(place)
    lines = files.get(name, b"").decode("utf-8", "replace").splitlines()
    head = f"{name}:{place.line}:{place.column}"
    if not 1 <= place.line <= len(lines):
        return head
    line = lines[place.line - 1][:200]
    return (
        f"{head}\n    {line}\n    {' ' * (place.column - 1)}^"
        if place.column <= len(line) + 1
        else f"{head}\n    {line}"
    )
