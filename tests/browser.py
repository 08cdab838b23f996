"""A real browser, for the tests of what is made for one."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

from tests.conftest import REQUIRED, ROOT

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_AXE = ROOT / "sandbox" / "node_modules" / "axe-core" / "axe.min.js"
_QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A page that was opened, and what it did beside being shown."""

    page: Page
    told: list[str] = field(default_factory=list)
    """What stood in the browser's console."""
    asked: list[str] = field(default_factory=list)
    """The addresses that were asked for, the page's own first."""
    dialogs: list[str] = field(default_factory=list)

    def dismiss(self, dialog: Dialog) -> None:
        """Note what a dialog says."""
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def violations(self) -> list[tuple[str, list[str]]]:
        """What axe has against the page, as it is now: each rule, and the elements that break it. Needs bypass_csp."""
        self.page.add_script_tag(path=_AXE)
        found = self.page.evaluate("axe.run()")["violations"]
        return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


# For one module, not longer: while the browser runs, so does an event loop in this thread.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none, in CI a failure, elsewhere a skip."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        if REQUIRED:
            pytest.fail("there is no Chromium: apt-get install chromium")
        pytest.skip("there is no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=_QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    """Open a page from a file: visit(html, dark=True). `bypass_csp` lets a test run a script of its own in it.

    Without `javascript` the page's own script does not run, either.
    """
    contexts = []

    def open_(
        html: str, *, dark: bool = False, width: int = 1280, bypass_csp: bool = False, javascript: bool = True
    ) -> Visit:
        path = tmp_path / "page.html"
        path.write_text(html, "utf-8")
        context = browser.new_context(
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": 900},
            bypass_csp=bypass_csp,
            java_script_enabled=javascript,
        )
        contexts.append(context)
        seen = Visit(page=context.new_page())
        seen.page.on("console", lambda message: seen.told.append(message.text))
        seen.page.on("pageerror", lambda error: seen.told.append(str(error)))
        seen.page.on("request", lambda request: seen.asked.append(request.url))
        seen.page.on("dialog", lambda dialog: seen.dismiss(dialog))
        seen.page.goto(path.as_uri())
        return seen

    yield open_
    for context in contexts:
        context.close()
