"""What the documentation shows is what happens."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT, SOLUTIONS, Outcome

Kata = Callable[..., Outcome]
README = (ROOT / "README.md").read_text()


def commands() -> list[list[str]]:
    """Every `kata` command that the README shows, as arguments."""
    lines = re.findall(r"^\$ kata (.+?)(?:\s+#.*)?$", README, re.M)
    return [line.split() for line in lines]


@pytest.mark.parametrize("arguments", commands(), ids=" ".join)
def test_every_command_of_the_readme_works(kata: Kata, tmp_path: Path, arguments: list[str]) -> None:
    """In a folder with a solution that falls short at one point, each command does what it says."""
    nearly = SOLUTIONS / "partially_accepted" / "falsy-event-clears-all.mjs"
    for name in ("my-emitter.mjs", "event-emitter.mjs"):
        shutil.copy(nearly, tmp_path / name)
    outcome = kata(*arguments, cwd=tmp_path)
    judged_hidden = arguments[0] == "run" and "public" not in arguments
    assert outcome.code == (1 if judged_hidden else 0), outcome.err


def test_the_screen_of_the_readme_is_real(kata: Kata, tmp_path: Path) -> None:
    """Each line of the screen that the README shows is in the real output, but for the time it took."""
    shutil.copy(SOLUTIONS / "partially_accepted" / "falsy-event-clears-all.mjs", tmp_path / "my-emitter.mjs")
    real = kata("run", "event-emitter", "my-emitter.mjs", "--sandbox", "bubblewrap", cwd=tmp_path).out.splitlines()
    screen = README.split("$ kata run event-emitter my-emitter.mjs\n")[1].split("```")[0]
    seen = {re.sub(r"\(\w+\)$|\d+\.\d+ s$", "", line) for line in real}
    for line in screen.splitlines():
        if line.strip() in ("", "…") or "after removeAllListeners" in line:  # which falsy event comes first is random
            continue
        assert re.sub(r"\d+\.\d+ s$", "", line) in seen, line
