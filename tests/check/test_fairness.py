"""What a solution chose for itself is given other names, and it works as before."""

from runner.check.mutants import run_author_program

PARAMETERS = """\
export class Counter {
  #step = 1;
  seen: number[] = [];
  constructor(private free: number, public rest = 2) {}
  take() {
    this.free -= this.#step;
    this.seen.push(this.free);
    return this.seen.length + this.rest;
  }
}
"""


def test_members_are_renamed_but_for_those_that_are_parameters() -> None:
    """TypeScript's parameter properties share their name with a variable, and keep it."""
    made = run_author_program("rename.mjs", {"files": {"counter.ts": PARAMETERS}, "promised": ["Counter", "take"]})
    assert made["names"] == ["seen"]
    assert "this.seenRenamed.push(this.free)" in made["files"]["counter.ts"]
