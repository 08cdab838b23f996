"""The attacks: what each tries, what must become of it, and how it is handed in for a kata."""

import re
from dataclasses import dataclass
from pathlib import Path

from runner import resources
from runner.solution import Solution
from runner.verdict import Verdict

_HEAD = re.compile(r"// tries: (?P<tries>.+)\n(?:// kata: (?P<kata>\S+)\n)?// expects: (?P<expects>\w+(?: \w+)*)\n")
_EXPORTS = re.compile(r"^(?:export\b|module\.exports\b|exports\b)", re.M)
_HOLLOW = "function hollow() {}"


@dataclass(frozen=True, kw_only=True)
class Attack:
    """A file of the corpus.

    Its first lines say what it `tries`, to get done what is not its to do, and which verdicts are right for it.
    It hands in `hollow`, which it may define, under each name that a kata asks for. With a line
    `// kata: event-emitter` it is meant for that kata alone, and may export what that asks for itself.
    """

    name: str
    """Its path in the corpus: forging/exits-well.mjs."""
    tries: str
    expects: frozenset[Verdict]
    kata: str | None
    text: str

    def solution(self, exports: list[str]) -> Solution:
        """What is handed in for a kata that asks for `exports`."""
        file = f"attack{Path(self.name).suffix}"
        is_whole = self.kata and _EXPORTS.search(self.text)
        text = self.text if is_whole else self.text + _footer(self.text, exports, file)
        return Solution(files={file: text.encode()}, entry=file, path=self.name)


def attacks() -> list[Attack]:
    """The whole corpus, in order of their names."""
    files = sorted(path for path in resources.ATTACKS.rglob("*.*js") if path.is_file())
    return [_read(path) for path in files]


def _read(path: Path) -> Attack:
    text = path.read_text("utf-8")
    name = path.relative_to(resources.ATTACKS).as_posix()
    head = _HEAD.match(text)
    if head is None:
        raise AssertionError(f"{name} does not begin with `// tries:` and `// expects:`")
    expects = frozenset(Verdict(word) for word in head["expects"].split())
    return Attack(name=name, tries=head["tries"], expects=expects, kata=head["kata"], text=text)


def _footer(text: str, exports: list[str], file: str) -> str:
    hollow = "" if re.search(r"\bhollow\b", text) else f"{_HOLLOW}\n"
    if file.endswith(".cjs"):
        return f"\n{hollow}module.exports = {{ {', '.join(f'{name}: hollow' for name in exports)} }};\n"
    return f"\n{hollow}export {{ {', '.join(f'hollow as {name}' for name in exports)} }};\n"
