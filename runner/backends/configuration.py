"""What the Docker engine is told of a container, and the archive of the files that go into it."""

import io
import tarfile
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from runner.backends import engine
from runner.backends.base import Job
from runner.backends.engine import Client

USER = "1000:1000"


def configuration(client: Client, runtime: str, job: Job) -> dict[str, Any]:
    """What the engine is told about a container; the limits are explained in base.py."""
    limits = job.limits
    ulimits = {"nofile": limits.open_files, "fsize": limits.file_bytes, "cpu": limits.cpu_s, "core": 0}
    return {
        "command": job.node_arguments(),
        # A name without a value takes a variable away that the engine or the base would set.
        "environment": dict.fromkeys(("PATH", "HOSTNAME", "NODE_VERSION", "YARN_VERSION")) | dict(job.env),
        "use_config_proxy": False,  # it would hand the box the proxy that the user has configured, and its password
        "hostname": "box",
        "user": USER,
        "stdin_open": True,
        "volumes": ["/job"],
        # A network namespace that the engine has no part in, for which it writes no /etc/hosts either: that of network
        # `none` takes it as long as all the rest, 100 ms of 195.
        "network_disabled": not job.localhost,
        "labels": engine.owner(),
        "host_config": client.api.create_host_config(
            runtime=runtime or None,
            network_mode="none",
            read_only=True,
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            ipc_mode="none",  # private, and without the writable /dev/shm
            init=True,
            log_config={"type": "none"},
            tmpfs={"/tmp": f"rw,noexec,nosuid,nodev,mode=1777,size={limits.scratch_bytes}"},
            mem_limit=limits.memory_bytes,
            memswap_limit=limits.memory_bytes,
            pids_limit=limits.tasks,
            # Two processors. Not as `nano_cpus`, which the engine refuses where it has only one.
            cpu_period=100_000,
            cpu_quota=200_000,
            ulimits=[{"Name": name, "Soft": value, "Hard": value} for name, value in ulimits.items()],
        ),
    }


def archive(files: Mapping[str, bytes]) -> bytes:
    """A tar archive of the job's files and their folders, which are root's, so that the box cannot write to them."""
    folders = {str(parent) for name in files for parent in PurePosixPath(name).parents} - {"."}
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        for name in sorted(folders):
            info = tarfile.TarInfo(name)
            info.type, info.mode = tarfile.DIRTYPE, 0o555
            tar.addfile(info)
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(data), 0o444
            tar.addfile(info, io.BytesIO(data))
    return content.getvalue()
