"""Node's permission model, for the judge where there is no bubblewrap: it reads the harness and nothing else."""

from runner import resources
from runner.backends.base import Ending, Enforcement, Job
from runner.backends.pipes import Pipes
from runner.errors import SandboxError


class NodePermission:
    """No files but the harness, no writing, no processes, no threads, no native code; main.mjs closes the network.

    Only for the judge, which runs none of the candidate's code.
    """

    name = "permission"

    def start(self, job: Job) -> "Confined":
        """Start `job`, whose arguments bring Node's --permission. Raises SandboxError."""
        if job.files or "--permission" not in job.node_args:
            raise ValueError("this is for the judge alone")
        arguments = [argument.replace("/sandbox", str(resources.HARNESS)) for argument in job.node_arguments()]
        try:
            return Confined([str(resources.node()), *arguments], env=dict(job.env))
        except OSError as error:
            raise SandboxError(f"Node could not be started: {error}") from error

    def describe(self) -> list[Enforcement]:
        """What holds for the judge."""
        return [Enforcement(what="judge", by="Node's permission model")]


class Confined(Pipes):
    """The judge as a plain process."""

    def confine(self) -> None:
        """Nothing that is not there from the start."""

    def cpu_s(self) -> float | None:
        """Not measured: it is ours."""
        return None

    def memory(self) -> tuple[int, int] | None:
        """Not measured, either."""
        return None

    def over_memory(self) -> bool:
        """Node's heap limit holds."""
        return False

    def kill(self) -> Ending:
        """Kill it."""
        self.child.kill()
        return Ending(exit_code=None, out_of_memory=False, peak_memory_bytes=0, cpu_s=0.0)

    def close(self) -> None:
        """Kill it and wait for its end."""
        self.kill()
        self.wait()
