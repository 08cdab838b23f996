"""Which submissions for one kata are alike beyond what its starter gave them: for a person to judge, never a score."""

import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from runner.check.mutants import run_author_program
from runner.errors import KataRunnerError
from runner.grade.grades import Pair, Passage, Span
from runner.solution import SUFFIXES

LEAST = 0.4
"""The share from which on a pair is told. Of the shipped solutions, accepted ones that were written independently
have at most 0.08 in common, and 0.18 with a first attempt; copies with other names, types, comments or layout 0.93
and more, and those with every function moved, everything renamed and idle code between the lines 0.58."""
MOST = 100
_MOST_CHARACTERS = 64 * 1024
_MOST_IN_ALL = 64 * 1024 * 1024
_TIMEOUT_S = 600
_MOST_NAMED = 5

_Files = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Similarity:
    """The pairs, the most alike first, and in words what they do not say; "" when nothing was left out."""

    pairs: list[Pair]
    left_out: str


def pairs(
    kata: str, submissions: Mapping[str, _Files], starter: _Files, *, least: float = LEAST, most: int = MOST
) -> Similarity:
    """The `most` most alike pairs of submissions of which one stands in the other to a share of at least `least`.

    `submissions` maps an id to its files' texts, no two the same; `starter` are the starter's files. Whatever they
    hold, nothing is raised: what cannot be compared is told in `left_out`.
    """
    ids = sorted(submissions)
    if len(ids) < 2:
        return Similarity(pairs=[], left_out="")
    code = {name: _code(submissions[name]) for name in ids}
    budget = _budget(code.values())
    compared = {name: _smallest(code[name], budget) for name in ids}
    message: dict[str, object] = {
        "starter": _smallest(_code(starter), _MOST_CHARACTERS),
        "submissions": list(compared.values()),
        "least": least,
        "most": most,
    }
    try:
        answer = run_author_program("similar.mjs", message, timeout_s=_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return Similarity(pairs=[], left_out=f"similarity was given up: comparing took more than {_TIMEOUT_S} s")
    except (KataRunnerError, OSError, ValueError) as error:
        return Similarity(pairs=[], left_out=f"similarity was not looked for, as the comparison failed: {error}")
    found = [_pair(kata, ids, submissions, told) for told in answer["pairs"]]
    too_big = [name for name in ids if len(compared[name]) < len(code[name])]
    remarks = [
        _named("have files that are too big to be compared", too_big),
        _named("have files that cannot be parsed and were not compared", (ids[number] for number in answer["unread"])),
        _named("have more code than is compared, of which it was the beginning", (ids[n] for n in answer["cut"])),
        _named(
            "have too little code of their own beyond the starter and what a third of all have",
            (ids[number] for number in answer["small"]),
        ),
    ]
    if answer["found"] > len(found):
        remarks.insert(0, f"the {len(found)} most alike of {answer['found']} pairs are listed")
    return Similarity(pairs=found, left_out="; ".join(filter(None, remarks)))


def _code(files: _Files) -> dict[str, str]:
    """The files that are programs and the candidate's, in the order of their names."""
    names = (name for name in sorted(files) if name.endswith(SUFFIXES))
    return {name: files[name] for name in names if "node_modules" not in PurePosixPath(name).parts}


def _budget(code: Iterable[dict[str, str]]) -> int:
    """How many characters of each are compared: where all are too many, the big ones are left out first."""
    sizes = [sum(map(len, files.values())) for files in code]
    budget = _MOST_CHARACTERS
    while sum(min(size, budget) for size in sizes) > _MOST_IN_ALL:
        budget //= 2
    return budget


def _smallest(code: dict[str, str], budget: int) -> dict[str, str]:
    """As many files as the budget allows, the small ones first: a big one is likely somebody else's, or no code."""
    chosen: set[str] = set()
    for name in sorted(code, key=lambda name: (len(code[name]), name)):
        budget -= len(code[name])
        if budget < 0:
            break
        chosen.add(name)
    return {name: text for name, text in code.items() if name in chosen}


def _pair(kata: str, ids: list[str], submissions: Mapping[str, _Files], told: dict[str, Any]) -> Pair:
    left, right = ids[told["left"]], ids[told["right"]]
    return Pair(
        kata=kata,
        left=left,
        right=right,
        left_share=told["left_share"],
        right_share=told["right_share"],
        passages=[Passage(left=Span(**one["left"]), right=Span(**one["right"])) for one in told["passages"]],
        left_files=dict(submissions[left]),
        right_files=dict(submissions[right]),
    )


def _named(problem: str, ids: Iterable[str]) -> str:
    """Some submissions and what they have; "" when there are none."""
    names = list(ids)
    if not names:
        return ""
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more} {problem}"
