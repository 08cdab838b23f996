"""The sandboxes, by name. Imported on demand: the docker SDK alone takes longer to import than a run."""

from collections.abc import Callable

from runner.backends.base import Backend

NAMES = ("bubblewrap", "docker")


def named(name: str, say: Callable[[str], None]) -> Backend:
    """The backend of that name, or of docker:RUNTIME. `say` is told, in a line, of what takes long.

    Raises SandboxError.
    """
    if name == "bubblewrap":
        from runner.backends.bubblewrap import Bubblewrap

        return Bubblewrap()
    from runner.backends.docker import Docker

    return Docker(say, runtime=name.partition(":")[2])


def for_judge(backend: Backend) -> Backend:
    """Where the judge runs: beside a box in bubblewrap in one of its own; otherwise under Node's permission model.

    A second container would double what Docker takes to start, and the judge is ours.
    """
    if backend.name == "bubblewrap":
        return backend
    from runner.backends.permission import NodePermission

    return NodePermission()
