"""What a solution reaches of packages and modules that its kata allows."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import KATA_TOML, Outcome

Kata = Callable[..., Outcome]
MakeKata = Callable[..., Path]
Solution = Callable[..., Path]

WITH_EXPRESS = KATA_TOML.replace("reveal = true", 'packages = ["express"]\nreveal = true')


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.mjs", "import express from 'express'; express(); export const answer = (x) => 2 * x;"),
        ("a.cjs", "const express = require('express'); express(); exports.answer = (x) => 2 * x;"),
        ("a.cts", "const express = require('express'); express(); exports.answer = (x: number) => 2 * x;"),
        ("a.cjs", "require('express/lib/utils.js'); exports.answer = (x) => 2 * x;"),
    ],
    ids=["import", "require", "TypeScript", "a file of it"],
)
def test_an_allowed_package_is_there_in_each_module_system(
    kata: Kata, sandbox: str, make_kata: MakeKata, solution: Solution, name: str, text: str
) -> None:
    """Whether it imports or requires it, a solution gets a package that its kata allows."""
    outcome = kata("run", make_kata(toml=WITH_EXPRESS), solution(text, name), "--sandbox", sandbox)
    assert outcome.code == 0, outcome.out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.mjs", "import 'express/../../host/rules.mjs'; export const answer = (x) => 2 * x;"),
        ("a.mjs", "import 'express/%2e%2e/../host/rules.mjs'; export const answer = (x) => 2 * x;"),
        ("a.cjs", "require('express/../../host/rules.mjs'); exports.answer = (x) => 2 * x;"),
        ("a.cjs", "require('express/../busboy'); exports.answer = (x) => 2 * x;"),
        ("a.cjs", "require('busboy'); exports.answer = (x) => 2 * x;"),
        ("a.mjs", "import 'body-parser'; export const answer = (x) => 2 * x;"),
    ],
)
def test_a_package_leads_nowhere_else(
    kata: Kata, sandbox: str, make_kata: MakeKata, solution: Solution, name: str, text: str
) -> None:
    """No path through an allowed package reaches another one or the harness."""
    outcome = kata("run", make_kata(toml=WITH_EXPRESS), solution(text, name), "--sandbox", sandbox)
    assert "policy_violation" in outcome.out, outcome.out


def test_an_import_of_http_does_not_load_all_of_nodes_web(
    kata: Kata, sandbox: str, make_kata: MakeKata, solution: Solution
) -> None:
    """Named imports of node:http work without loading undici, and what needs it is there as it is without them."""
    toml = KATA_TOML.replace("reveal = true", 'imports = ["node:http"]\nreveal = true')
    text = (
        "import http, { createServer } from 'node:http';\n"
        "if (process.moduleLoadList.some((name) => name.includes('undici'))) throw new Error('it is loaded');\n"
        "if (!('WebSocket' in http)) throw new Error('it is gone');\n"
        "createServer(() => {});\n"
        "export const answer = (x) => 2 * x;"
    )
    outcome = kata("run", make_kata(toml=toml), solution(text, "a.mjs"), "--sandbox", sandbox)
    assert outcome.code == 0, outcome.out
