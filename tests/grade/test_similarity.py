"""Similarity: what is told of submissions that are alike, with Dolos itself."""

import random
import re
from pathlib import Path

import pytest

from runner import collection, resources
from runner.check.shipped import reference, shipped, starter
from runner.grade import similarity
from runner.grade.similarity import Similarity, pairs
from runner.solution import Solution

KATAS = sorted(path.parent.name for path in resources.KATAS.glob("*/kata.toml"))
FUNCTIONS = [
    """function mean(values) {
  let sum = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) throw new TypeError(`no number: ${value}`);
    sum += value;
  }
  return values.length > 0 ? sum / values.length : undefined;
}
""",
    """async function retry(times, task) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await task(attempt);
    } catch (error) {
      if (attempt >= times || error.fatal) throw error;
      await new Promise((resolve) => setTimeout(resolve, 2 ** attempt * 100));
    }
  }
}
""",
    """function group(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key) ?? [];
    group.push(item);
    groups.set(key, group);
  }
  return [...groups].map(([key, members]) => ({ key, members }));
}
""",
    """function walk(tree, visit, depth = 0) {
  if (tree === null || visit(tree, depth) === false) return depth;
  let deepest = depth;
  while (tree.children.length > 0 && !tree.closed) {
    deepest = Math.max(deepest, walk(tree.children.shift(), visit, depth + 1));
  }
  return deepest;
}
""",
]
ORIGINAL = "\n".join(FUNCTIONS) + "\nexport { mean, retry, group, walk };\n"


def texts(solution: Solution) -> dict[str, str]:
    """Its files' texts."""
    return {name: content.decode() for name, content in solution.files.items()}


def of_shipped(slug: str) -> str:
    """The reference solution of a kata."""
    return "\n".join(texts(reference(collection.find(slug)).solution).values())


def between(one: str, other: str, **files: str) -> Similarity:
    """Two submissions of one file each, and a starter."""
    return pairs("k", {"ada": {"k.mjs": one}, "bob": {"k.mjs": other}}, files)


def renamed(text: str) -> str:
    """A text in which the variables have other names."""
    names = sorted(set(re.findall(r"\b(?:const|let) (?!from\b)(\w+) =", text)))
    for number, name in enumerate(names):
        text = re.sub(rf"\b{name}\b", f"other{number}", text)
    return text


@pytest.mark.parametrize("slug", KATAS)
def test_independent_solutions_of_a_shipped_kata_are_not_told(slug: str) -> None:
    """What the shipped accepted solutions of one kata have in common is no pair."""
    folder = collection.find(slug)
    accepted = {one.name: texts(one.solution) for one in shipped(folder) if one.is_accepted}

    told = pairs(slug, accepted, texts(starter(folder)))

    assert told == Similarity(pairs=[], left_out="")


@pytest.mark.parametrize("slug", KATAS)
def test_a_copy_with_other_names_is_told(slug: str) -> None:
    """A shipped solution and its copy in which every variable has another name are a pair, all of them alike."""
    original = of_shipped(slug)

    [pair] = between(original, renamed(original)).pairs

    assert min(pair.left_share, pair.right_share) > 0.9


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(re.sub(r"\n *", "\n\n\t// what this is for\n", ORIGINAL), id="comments"),
        pytest.param(re.sub(r"\s+", " ", ORIGINAL), id="layout"),
        pytest.param("\n".join(reversed(FUNCTIONS)), id="moved functions"),
        pytest.param("'use strict';\n" + "\n".join(FUNCTIONS) + "module.exports = { mean, retry };", id="CommonJS"),
        pytest.param(ORIGINAL.replace("throw", "const n = Date.now();\nthrow"), id="idle code"),
        pytest.param(f"{of_shipped('rate-limiter')}\n{ORIGINAL.replace('export', '//')}", id="among other code"),
    ],
)
def test_what_hides_a_copy_does_not_hide_it(copy: str) -> None:
    """A copy is told whatever was done to it that leaves it what it is."""
    assert between(ORIGINAL, copy).pairs


def test_types_make_no_difference() -> None:
    """A copy in TypeScript has types, and is a copy."""
    typed = ORIGINAL.replace("(values)", "(values: readonly number[]): number | undefined").replace(
        "new Map()", "new Map<string, unknown[]>() as Groups"
    )

    [pair] = pairs("k", {"ada": {"k.mjs": ORIGINAL}, "bob": {"k.ts": f"type Groups = object;\n{typed}"}}, {}).pairs

    assert pair.right_share > 0.9


def test_the_starter_is_taken_out() -> None:
    """Two submissions that have only the starter's code in common are no pair."""
    one, other = (f"{ORIGINAL}\n{of_shipped(slug).replace('export ', '')}" for slug in ("rate-limiter", "worker-pool"))
    submissions = {"ada": {"k.mjs": one}, "bob": {"k.mjs": other}}

    assert pairs("k", submissions, {}, least=0.2).pairs
    assert pairs("k", submissions, {"k.mjs": ORIGINAL}, least=0.2).pairs == []


def test_a_submission_that_is_the_starter_is_too_little() -> None:
    """Where nothing is a candidate's own there is nothing to compare, which is told."""
    told = between(ORIGINAL, f"{ORIGINAL}// mine", **{"k.mjs": ORIGINAL})

    assert told == Similarity(
        pairs=[], left_out="ada, bob have too little code of their own beyond the starter and what a third of all have"
    )


def test_what_a_third_of_a_class_has_written_is_no_evidence() -> None:
    """A passage that more than a third of many hold is taken for the task's doing; what less than that hold is told."""
    few = {f"s{number}": {"k.mjs": f"{ORIGINAL}// {number}"} for number in range(50)}
    many = few | {"s50": {"k.mjs": f"{ORIGINAL}// 50"}}

    assert pairs("k", few, {}, most=1).pairs
    told = pairs("k", many, {}, most=1)
    assert told.pairs == []
    assert "46 more have too little code of their own" in told.left_out


def test_passages_are_the_lines_that_are_alike() -> None:
    """A passage names the lines of a function in each of two submissions."""
    before, after = of_shipped("worker-pool"), of_shipped("rate-limiter")
    own = f"{FUNCTIONS[1]}{FUNCTIONS[2]}"
    one, other = f"{before}\n// here\n{own}", f"{own}// there\n{after}"
    first = one[: one.index("// here")].count("\n") + 2
    last = own.count("\n")

    [pair] = pairs("k", {"ada": {"k.mjs": one}, "bob": {"k.mjs": other}}, {}, least=0.1).pairs

    longest = max(pair.passages, key=lambda passage: passage.left.last - passage.left.first)
    assert abs(longest.left.first - first) <= 2
    assert abs(longest.left.last - (first + last - 1)) <= 2
    assert abs(longest.right.first - 1) <= 2
    assert abs(longest.right.last - last) <= 2


def test_passages_name_the_file_they_are_in() -> None:
    """What was copied into a file of its own is found there."""
    parts = {f"lib/{number}.mjs": text for number, text in enumerate(FUNCTIONS)}

    [pair] = pairs("k", {"ada": {"k.mjs": ORIGINAL}, "bob": parts}, {}).pairs

    spans = [passage.right for passage in pair.passages]
    assert {span.file for span in spans} == set(parts)
    assert all(1 <= span.first <= span.last <= len(parts[span.file].splitlines()) for span in spans)


def test_a_line_ends_with_a_line_feed() -> None:
    """Other characters that end a line of JavaScript do not shift a passage."""
    hostile = "/*\u2028\r\u2029*/" * 50

    [pair] = between(ORIGINAL, f"{hostile}{ORIGINAL}").pairs

    assert max(passage.right.last for passage in pair.passages) <= ORIGINAL.count("\n")


def test_a_pair_holds_the_texts_of_both() -> None:
    """What is shown side by side is all that was handed in, also what was not compared."""
    ada, bob = {"k.mjs": ORIGINAL}, {"k.mjs": renamed(ORIGINAL), "notes.md": "# mine"}

    [pair] = pairs("k", {"ada": ada, "bob": bob}, {}).pairs

    assert (pair.kata, pair.left, pair.right) == ("k", "ada", "bob")
    assert (pair.left_files, pair.right_files) == (ada, bob)


def test_the_order_of_the_submissions_does_not_matter() -> None:
    """The same submissions in another order, with their files in another order, give the same answer."""
    submissions = {f"s{n}": {f"{n % 3}.mjs": ORIGINAL, "b.mjs": of_shipped(KATAS[n])} for n in range(6)}
    shuffled = list(submissions.items())
    random.Random(1).shuffle(shuffled)
    turned = {name: dict(reversed(files.items())) for name, files in shuffled}

    assert pairs("k", submissions, {}) == pairs("k", turned, {})


def test_the_most_alike_come_first_and_the_rest_is_counted() -> None:
    """No more pairs are told than were asked for, and how many there are besides is."""
    half = f"{ORIGINAL}\n{of_shipped('streaming-upload').replace('export ', '')}"

    told = pairs(
        "k", {"ada": {"k.mjs": half}, "bob": {"k.mjs": ORIGINAL}, "cy": {"k.mjs": f"{ORIGINAL}//"}}, {}, most=1
    )

    assert [(pair.left, pair.right) for pair in told.pairs] == [("bob", "cy")]
    assert told.left_out == "the 1 most alike of 3 pairs are listed"


def test_one_submission_has_no_pair() -> None:
    """Nothing is compared, and nothing is left out, where there is nothing to compare with."""
    assert pairs("k", {"ada": {"k.mjs": ORIGINAL}}, {}) == Similarity(pairs=[], left_out="")


def test_packages_are_not_compared() -> None:
    """Two that brought the same package are no pair."""
    brought = {"node_modules/p/index.js": ORIGINAL}
    one, other = ({"k.mjs": of_shipped(slug), **brought} for slug in ("rate-limiter", "worker-pool"))

    assert pairs("k", {"ada": one, "bob": other}, {}).pairs == []


MINIFIED = "f(function(){return a[0]?b:c});" * (1024 * 1024 // 31)
HOSTILE: dict[str, dict[str, str]] = {
    "nothing": {"k.mjs": ""},
    "no file": {},
    "no code": {"k.json": "{}", "README.md": "# k"},
    "only comments": {"k.mjs": "// c\n" * 5000},
    "one line of 1 MiB": {"k.mjs": MINIFIED},
    "much of the same": {"k.mjs": MINIFIED[: 60 * 1024]},
    "deep nesting": {"k.mjs": "[" * 20000 + "]" * 20000},
    "a long chain": {"k.mjs": "x=" + "a+" * 20000 + "a"},
    "a syntax error": {"k.mjs": "class {"},
    "types that take for ever": {"k.ts": "x=" + "<T>(" * 40 + "1" + ")" * 40},
    "200 files": {f"{number}.mjs": f"export const v = {number};" for number in range(200)},
    "strange alphabets": {"ключ.mjs": "const ключ = '🗝'; export { ключ as \\u{6b} }; // \u202e\ufeff"},
    "names of objects": {"__proto__.mjs": "x", "constructor.js": "x", "../../k.mjs": "x", "a\nb.mjs": "x"},
}


@pytest.mark.parametrize("files", [pytest.param(files, id=name) for name, files in HOSTILE.items()])
def test_a_hostile_submission_keeps_no_pair_from_being_told(
    files: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever two hand in beside them, a copy is told; nothing is raised and nothing printed."""
    submissions = {
        "ada": {"k.mjs": ORIGINAL},
        "bob": {"k.mjs": renamed(ORIGINAL)},
        "mallory": files,
        "__proto__": {name: f"{text}\n" for name, text in files.items()},
    }

    told = pairs("k", submissions, {})

    assert ("ada", "bob") in [(pair.left, pair.right) for pair in told.pairs]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (HOSTILE["one line of 1 MiB"], "have files that are too big to be compared"),
        (HOSTILE["a syntax error"], "have files that cannot be parsed and were not compared"),
        (HOSTILE["types that take for ever"], "have files that cannot be parsed and were not compared"),
        ({"k.mjs": "x = y + 1;\n" * 5000}, "have more code than is compared, of which it was the beginning"),
        (HOSTILE["only comments"], "have too little code of their own beyond the starter and what a third of all have"),
        (HOSTILE["no code"], "have too little code of their own beyond the starter and what a third of all have"),
    ],
)
def test_what_was_not_compared_is_told(files: dict[str, str], reason: str) -> None:
    """Whoever reads that there is no pair also reads whom that does not hold for."""
    told = pairs("k", {"ada": {"k.mjs": ORIGINAL}, "mallory": files}, {})

    assert f"mallory {reason}" in told.left_out


def test_a_starter_that_is_no_program_is_left_out() -> None:
    """It is the author's to mend, and takes nothing away from the comparison."""
    assert between(ORIGINAL, renamed(ORIGINAL), **{"k.mjs": "}{"}).pairs


def test_many_that_were_not_compared_are_counted() -> None:
    """The sentence stays one that can be read."""
    told = pairs("k", {f"s{number}": {"k.mjs": f"x = {number}"} for number in range(9)}, {})

    assert (
        told.left_out
        == "s0, s1, s2, s3, s4 and 4 more have too little code of their own beyond the starter and what a third of all have"
    )


def test_a_comparison_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages come without pairs, and say why."""
    monkeypatch.setattr(similarity, "_TIMEOUT_S", 0.01)

    told = between(ORIGINAL, renamed(ORIGINAL))

    assert told == Similarity(pairs=[], left_out="similarity was given up: comparing took more than 0.01 s")


def test_a_comparison_that_fails_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without what compares there are no pairs, and no exception."""
    (tmp_path / "author").mkdir()
    monkeypatch.setattr(resources, "HARNESS", tmp_path)

    told = between(ORIGINAL, renamed(ORIGINAL))

    assert told.pairs == []
    assert told.left_out.startswith("similarity was not looked for, as the comparison failed:")


def test_where_all_are_too_many_the_big_ones_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory that is needed does not grow with a class; small submissions are compared all the same."""
    monkeypatch.setattr(similarity, "_MOST_IN_ALL", 4 * len(ORIGINAL))
    big = f"{ORIGINAL * 3}".replace("export", "//")
    submissions = {"ada": {"k.mjs": ORIGINAL}, "bob": {"k.mjs": renamed(ORIGINAL)}, "cy": {"k.mjs": big}}

    told = pairs("k", submissions, {})

    assert [(pair.left, pair.right) for pair in told.pairs] == [("ada", "bob")]
    assert told.left_out.startswith("cy have files that are too big to be compared")
