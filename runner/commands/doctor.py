"""`kata doctor`: what this host can enforce and through what, by really starting each sandbox."""

import json
from dataclasses import asdict, dataclass

import click

from runner import backends
from runner.backends.base import Backend, Job, Limits
from runner.box import Box
from runner.errors import SandboxError
from runner.messages import Ready
from runner.supervisor import PATIENCE_S
from runner.wires import Wires

_EMPTY = {
    "time": "real",
    "exports": [],
    "imports": [],
    "packages": [],
    "reimplements": [],
    "folder": "/job",
    "fixtures": "/job/fixtures",
    "entry": "x.mjs",
    "modules": {"s.mjs": ""},
    "scenarios": "s.mjs",
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A sandbox on this host: the version of Node in it and what it keeps, or what is in the way."""

    node: str = ""
    enforced: dict[str, str | None] | None = None
    error: str = ""


def doctor_command(format_: str) -> int:
    """A line per finding; 3 when no sandbox works."""
    findings = {name: _examine(name) for name in backends.NAMES}
    works = any(not finding.error for finding in findings.values())
    if format_ == "json":
        click.echo(json.dumps({name: asdict(finding) for name, finding in findings.items()}, indent=2))
    else:
        for name, finding in findings.items():
            _print(name, finding)
        if not works:
            click.echo("no sandbox works here: allow user namespaces for bubblewrap, or start Docker")
    return 0 if works else SandboxError.exit_code


def _print(name: str, finding: Finding) -> None:
    if finding.error:
        click.echo(f"{name}: does not work: {finding.error}")
        return
    click.echo(f"{name}: works, Node {finding.node}")
    for what, by in (finding.enforced or {}).items():
        click.echo(f"  {what}: {by or 'not enforced on this host'}")


def _examine(name: str) -> Finding:
    try:
        backend = backends.named(name, lambda text: click.echo(text, err=True))
        node = start_once(backend)
        return Finding(node=node, enforced={found.what: found.by for found in backend.describe()})
    except SandboxError as error:
        return Finding(error=str(error))


def start_once(backend: Backend) -> str:
    """Start an empty box, confine it, end it, and give its Node's version. Raises SandboxError."""
    memory = Limits(memory_bytes=256 * 1024 * 1024)
    process = backend.start(Job(node_args=("/sandbox/host/main.mjs",), files={"x.mjs": b""}, limits=memory, env={}))
    wires = Wires()
    try:
        box = Box(process, output_bytes=64 * 1024)
        wires.watch("box", process)
        wires.send(process, json.dumps(_EMPTY).encode() + b"\n")
        while not box.ended:
            arrived = [fileno for _, fileno in wires.wait(PATIENCE_S)]
            if not arrived:
                raise SandboxError(f"a box did not start within {PATIENCE_S:g} s")
            for message in (message for fileno in arrived for message in box.receive(fileno)):
                if not isinstance(message, Ready):
                    raise SandboxError(f"the harness does not start: {message}")
                process.confine()
                return message.node
        raise SandboxError(box.tail().decode("utf-8", "replace").strip() or "a box ended at once")
    finally:
        wires.close()
        process.close()
