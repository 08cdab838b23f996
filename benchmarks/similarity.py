"""How long it takes to find the submissions of a class that are alike, and how that grows with the class."""

import random
import sys
import time

from runner.grade.similarity import pairs

SIZES = (100, 1000)
STATEMENTS = (
    "const a = b.map((c) => c.d(e, 1));",
    "for (const a of b.values()) c.d(a, await e(a));",
    "if (!a || b.size > 1) throw new TypeError('c');",
    "this.a.set(b, [...(this.a.get(b) ?? []), c]);",
    "try { return await a(b); } catch (c) { d.e(c.f); } finally { g = false; }",
    "return new Promise((a, b) => this.c.once('d', (e) => (e ? b(e) : a())));",
    "while (a.length > 0 && b < this.c) { const { d, e } = a.shift(); b += d(e); }",
    "switch (typeof a) { case 'b': return a.c(); default: return `${a}: ${b - 1}`; }",
    "a = b === null ? { c, d: 1 } : Object.assign({}, b, { e: c?.f });",
    "clearTimeout(a); b = setTimeout(() => c.d(), Math.min(2 ** e * 100, f));",
    "this.a.emit('b', ...c.filter(Boolean).sort((d, e) => d.f - e.f));",
    "a[b] = a[b] || (c % 2 === 0 && delete d[b]);",
)


def submission(chance: random.Random) -> str:
    """A program of some 20 to 170 long lines that nobody needs."""
    methods = []
    for number in range(chance.randint(2, 20)):
        body = "\n".join(f"    {chance.choice(STATEMENTS)}" for _ in range(6))
        methods.append(f"  async m{number}(b, c) {{\n{body}\n  }}")
    return "export class K {\n" + "\n".join(methods) + "\n}\n"


def main() -> int:
    """Print the seconds for each size, and what the largest takes for a submission against the smallest."""
    chance = random.Random(1)
    taken = []
    for size in SIZES:
        submissions = {f"s{number}": {"k.mjs": submission(chance)} for number in range(size)}
        started = time.perf_counter()
        told = pairs("k", submissions, {})
        taken.append(time.perf_counter() - started)
        print(f"{size} submissions: {taken[-1]:.1f} s, {len(told.pairs)} pairs {told.left_out}".rstrip())
    ratio = taken[-1] / SIZES[-1] / (taken[0] / SIZES[0])
    print(f"a submission among {SIZES[-1]}: {ratio:.2f} of one among {SIZES[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
