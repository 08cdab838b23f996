"""The author's gate: a sound kata passes, and each kind of defect is told by a message of its own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runner.commands.new import new_command
from tests.conftest import Outcome

Kata = Callable[..., Outcome]
Check = Callable[..., dict[str, Any]]

ONE_CALL = "act('calls_after_pauses', { ms: 9, pauses: [1], after: 9 })"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new kata, as `kata new` writes it."""
    new_command("sound", tmp_path)
    return tmp_path / "sound"


@pytest.fixture
def check(kata: Kata, folder: Path) -> Check:
    """Check the new kata and give what was found."""

    def run(*options: str) -> dict[str, Any]:
        outcome = kata("check", folder, "--format", "json", "--sandbox", "bubblewrap", *options)
        assert outcome.code in (0, 1, 2), outcome.err
        result: dict[str, Any] = json.loads(outcome.out)[0]
        return result

    return run


def change(path: Path, old: str, new: str) -> None:
    """Replace what stands once in a file."""
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def declare(folder: Path, name: str) -> None:
    """Add a hidden test to the manifest."""
    path = folder / "tests" / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["hidden"].append(name)
    path.write_text(json.dumps(manifest))


def add_test(folder: Path, name: str, body: str) -> None:
    """Add a hidden test, and declare it."""
    path = folder / "tests" / "hidden.test.mjs"
    path.write_text(f"{path.read_text()}\ntest('{name}', async () => {{\n  {body}\n}});\n")
    declare(folder, name)


def problems(result: dict[str, Any], step: str) -> str:
    """What a step found, as text; steps that were not reached have found nothing."""
    found = [finding for one in result["steps"] if one["name"] == step for finding in one["findings"]]
    return "\n".join(f"{finding['where']}: {finding['problem']}\n{finding['evidence']}" for finding in found)


def test_a_new_kata_passes(kata: Kata, folder: Path, sandbox: str) -> None:
    """What `kata new` writes holds in every respect, in both sandboxes."""
    outcome = kata("check", folder, "--sandbox", sandbox, "--repeat", "2", "--load", "1")
    assert (outcome.code, outcome.err) == (0, "")
    assert "100.0% of 5 mutants" in outcome.out


def test_a_test_that_nothing_needs_is_told(check: Check, folder: Path) -> None:
    """A test that only repeats another one is listed."""
    add_test(folder, "C2 again", f"assert.equal((await {ONE_CALL})[0]?.[1], 0);")
    assert "C2 again: nothing needs this test" in problems(check("--repeat", "0"), "merit")


def test_a_test_that_only_a_mutant_needs_has_merit(check: Check, folder: Path) -> None:
    """A mutant that passes the other tests of a requirement is a reason for one more."""
    (folder / "solutions" / "partially_accepted" / "cancel-for-good.mjs").unlink()
    change(folder / "tests" / "hidden.test.mjs", "assert.deepEqual(seen, { whileCancelled: [], calls: [kept] })",
           "assert.equal(seen.calls[0]?.[1] ?? kept[1], 'kept')")  # fmt: skip
    add_test(
        folder, "E1 nothing is called", "assert.equal((await act('cancel', { ms: 9, early: 1 })).calls.length, 1);"
    )
    assert "E1 nothing is called" not in problems(check("--repeat", "0"), "merit")


def test_a_requirement_without_a_test_is_told(check: Check, folder: Path) -> None:
    """A requirement that no hidden test checks is named."""
    change(folder / "kata.toml", '["C1", "C2"]', '["C1", "C2", "C3"]')
    change(folder / "README.md", "## Edge", "- **C3** It is fast.\n\n## Edge")
    assert "no test checks C3" in problems(check("--quick"), "agreement")


def test_a_requirement_that_is_not_promised_is_told(check: Check, folder: Path) -> None:
    """A test of something that the specification does not say is named with its requirement."""
    change(folder / "README.md", "- **E1** ", "- ")
    assert "the specification does not promise E1" in problems(check("--quick"), "agreement")


def test_a_promise_without_a_tier_is_told(check: Check, folder: Path) -> None:
    """A requirement of the specification that no tier lists is named."""
    change(folder / "README.md", "## Edge", "- **C3** It is fast.\n\n## Edge")
    assert "C3 is promised, but no tier lists it" in problems(check("--quick"), "agreement")


def test_a_manifest_that_does_not_match_is_told(check: Check, folder: Path) -> None:
    """A declared test that does not run is named, with the command that mends it."""
    declare(folder, "C2 gone")
    found = problems(check("--quick"), "agreement")
    assert "declares 'C2 gone', which does not run; run `kata manifest sound --write`" in found


def test_a_solution_in_the_wrong_folder_is_told(check: Check, folder: Path) -> None:
    """The verdict that it gets, and why, stands beside the folder that it lies in."""
    solutions = folder / "solutions"
    (solutions / "partially_accepted" / "first-attempt.mjs").rename(solutions / "wrong_answer" / "first-attempt.mjs")
    found = problems(check("--quick"), "solutions")
    assert "first-attempt.mjs: gets partially_accepted (every core test passed" in found
    assert "it lies under wrong_answer" in found


def test_more_failures_than_named_are_told(check: Check, folder: Path) -> None:
    """A requirement that fails and is not in the first line is named."""
    change(folder / "solutions" / "wrong_answer" / "a-millisecond-early.mjs", "fails: C1 E1", "fails: C1")
    assert "also fails E1, which its first line does not name" in problems(check("--repeat", "0"), "solutions")


def test_the_quick_check_holds_a_mistake_against_its_own_tests(check: Check, folder: Path) -> None:
    """What the first line names must fail, also where nothing else is looked at."""
    assert not problems(check("--quick"), "solutions")
    change(folder / "solutions" / "wrong_answer" / "a-millisecond-early.mjs", "fails: C1 E1", "fails: C1")
    assert not problems(check("--quick"), "solutions")
    change(folder / "solutions" / "partially_accepted" / "cancel-for-good.mjs", "fails: E1", "fails: E1 C2")
    assert "passes C2, which its first line says it fails" in problems(check("--quick"), "solutions")


def test_a_weak_assertion_is_told(check: Check, folder: Path) -> None:
    """When a test lets a mistake pass, the solution that makes it and the surviving mutants show that."""
    change(folder / "tests" / "hidden.test.mjs", "assert.deepEqual(seen, { whileCancelled: [], calls: [kept] })",
           "assert.ok(seen && kept)")  # fmt: skip
    result = check("--repeat", "0")
    assert "cancel-for-good.mjs: passes E1" in problems(result, "solutions")
    assert "95% are wanted" in problems(result, "mutation")
    survivors = next(step["remarks"] for step in result["steps"] if step["name"] == "mutation")
    assert "+  debounced.cancel = () => undefined;" in survivors[0]["evidence"]


def test_a_flaky_test_is_told(check: Check, folder: Path) -> None:
    """A test that comes out differently with another seed is found by repeating it."""
    add_test(folder, "C2 sometimes", f"await {ONE_CALL}; assert.ok(draw(fc.boolean()));")
    assert "a test or the solution is flaky" in problems(check("--quick", "--repeat", "8"), "stability")


def test_a_test_that_needs_another_one_is_told(check: Check, folder: Path) -> None:
    """A test that passes only after another one is found by running them in another order."""
    path = folder / "tests" / "hidden.test.mjs"
    path.write_text(f"let ran = 0;\n{path.read_text()}")
    add_test(folder, "C2 first", f"await {ONE_CALL}; ran += 1;")
    add_test(folder, "C2 second", f"await {ONE_CALL}; assert.equal(ran, 1);")
    result = check("--quick", "--repeat", "4")
    assert not problems(result, "solutions")
    assert "in shuffled order" in problems(result, "stability")


def test_a_test_of_private_names_is_told(check: Check, folder: Path) -> None:
    """A test that looks at a field which the specification does not name fails for other names, and that is told."""
    reference = folder / "solutions" / "accepted" / "reference.mjs"
    reference.write_text(
        "class Debouncer {\n  pending = null;\n  wait(call, ms) {\n    clearTimeout(this.pending);\n"
        "    this.pending = setTimeout(call, ms);\n  }\n}\n"
        "export function debounce(fn, ms) {\n  const inner = new Debouncer();\n"
        "  const debounced = (...args) => inner.wait(() => fn(...args), ms);\n"
        "  debounced.cancel = () => clearTimeout(inner.pending);\n  debounced.inner = inner;\n  return debounced;\n}\n"
    )
    scenarios = folder / "tests" / "hidden.scenarios.mjs"
    scenarios.write_text(
        f"{scenarios.read_text()}\nexport function peek({{ debounce }}) {{\n"
        "  const { inner } = debounce(() => {}, 9);\n  return inner ? 'pending' in inner : true;\n}\n"
    )
    add_test(folder, "C2 peeks", "assert.equal(await act('peek'), true);")
    found = problems(check("--repeat", "0"), "fairness")
    assert "reference.mjs: fails when pending" in found
    assert "C2 peeks" in found


def test_a_test_of_open_wording_is_told(check: Check, folder: Path) -> None:
    """A test that insists on words which the specification leaves open is named with them."""
    for path in (folder / "solutions" / "accepted").iterdir():
        text = path.read_text()
        head, brace, tail = text.partition("debounce(fn, ms) {\n")
        if not brace:
            head, brace, tail = text.partition("Debounced<A> {\n")
        path.write_text(f"{head}{brace}  if (ms < 0) throw new RangeError('ms is negative');\n{tail}")
    scenarios = folder / "tests" / "hidden.scenarios.mjs"
    scenarios.write_text(
        f"{scenarios.read_text()}\nexport function negative({{ debounce }}) {{\n"
        "  try {\n    return debounce(() => {}, -1);\n  } catch (error) {\n    return error;\n  }\n}\n"
    )
    add_test(folder, "E1 refuses", "assert.equal((await act('negative')).message, 'ms is negative');")
    found = problems(check("--repeat", "0"), "wording")
    assert "E1 refuses: insists on the words 'ms is negative'" in found
    change(folder / "README.md", "- **E1** ", "- **E1** Says `ms is\n  negative` if it is. ")
    assert not problems(check("--repeat", "0"), "wording")


@pytest.mark.parametrize(
    ("becomes", "problem"),
    [("debounced.cancel = () => undefined;", "is not equivalent: 'E1 cancel"), ("nothing", "is no mutant")],
)
def test_a_declaration_that_does_not_hold_is_told(check: Check, folder: Path, becomes: str, problem: str) -> None:
    """A mutant that a test notices, or that there is not, cannot be declared equivalent."""
    was, reason = "debounced.cancel = () => clearTimeout(timer);", "a reason to believe it"
    entry = f'[[equivalent]]\nwas = "{was}"\nbecomes = "{becomes}"\nreason = "{reason}"\n'
    (folder / "tests" / "equivalent.toml").write_text(entry)
    assert problem in problems(check("--repeat", "0"), "mutation")


def test_a_declared_survivor_does_not_count(check: Check, folder: Path) -> None:
    """A survivor that an author has declared equivalent, with a reason, is no survivor."""
    reference = folder / "solutions" / "accepted" / "reference.mjs"
    change(reference, "return debounced;", "debounced.note = 'hello';\n  return debounced;")
    assert "are wanted" in problems(check("--repeat", "0"), "mutation")
    (folder / "tests" / "equivalent.toml").write_text(
        "[[equivalent]]\nwas = \"debounced.note = 'hello';\"\nbecomes = 'debounced.note = \"\";'\n"
        'reason = "no test may look at it"\n'
    )
    assert not problems(check("--repeat", "0"), "mutation")


def test_a_starter_that_solves_the_kata_is_told(check: Check, folder: Path) -> None:
    """The starter must leave something to do."""
    solved = (folder / "solutions" / "accepted" / "reference.mjs").read_text()
    (folder / "starter" / "sound.mjs").write_text(solved)
    found = problems(check("--quick"), "starter")
    assert "is accepted" in found
    assert "passes the public tests" in found


def test_a_starter_that_does_not_load_is_told(check: Check, folder: Path) -> None:
    """The starter must at least load."""
    (folder / "starter" / "sound.mjs").write_text("export const debounce = ;")
    assert "does not load" in problems(check("--quick"), "starter")


def test_a_test_that_throws_by_itself_is_the_authors(check: Check, folder: Path) -> None:
    """A hidden test that is broken is told as such, and no candidate's failure."""
    add_test(folder, "C2 broken", "missing();")
    assert "C2 broken: the test itself is broken: missing is not defined" in problems(check("--quick"), "solutions")


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("kata.toml", "title = 1", "kata.toml: title: "),
        ("kata.toml", "title = ", "not valid TOML"),
        ("tests/manifest.json", "{", "manifest.json: "),
        ("tests/hidden.test.mjs", "\nimport", "SyntaxError: Unexpected end of input (tests/hidden.test.mjs:2)"),
        ("tests/hidden.scenarios.mjs", "\nconst x = (", "(tests/hidden.scenarios.mjs:2)"),
        ("tests/equivalent.toml", "[[equivalent]]\nwas = 1", "equivalent.toml: equivalent.0.was: "),
        (
            "solutions/wrong_answer/first-arguments.mjs",
            "export {};",
            "the first line of a solution that is not accepted",
        ),
    ],
)
def test_a_broken_kata_is_named_and_the_others_are_checked(
    kata: Kata, folder: Path, file: str, text: str, problem: str
) -> None:
    """The file, the field and the fault are named; the other katas are checked all the same; the exit code is 2."""
    (folder / file).write_text(text)
    new_command("other", folder.parent)
    options = [] if "equivalent" in file else ["--quick"]
    outcome = kata("check", folder, folder.parent / "other", "--repeat", "0", *options)
    assert outcome.code == 2
    assert problem in outcome.out
    assert "other\n  ✓" in outcome.out


def test_a_folder_that_is_no_verdict_is_told(kata: Kata, folder: Path) -> None:
    """A folder below solutions/ whose name is no verdict is named, with the names there are."""
    (folder / "solutions" / "wrong").mkdir()
    outcome = kata("check", folder, "--quick")
    assert (outcome.code, "no verdict is called so" in outcome.out) == (2, True)
