"""What a batch writes: a report and a page for each submission, and tables over all of them.

The tables hold nothing that differs from one run to the next, such as how long it took: two runs of one batch write
the same bytes. That stands in the reports.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from runner.formats import Look, render
from runner.formats.csv import cell
from runner.grade.grades import Grade
from runner.grade.prepared import Prepared
from runner.grade.records import Entry, Judgement
from runner.report import Report, TierResult, from_json, to_json
from runner.verdict import Verdict

_TIERS = ("core", "edge")


class Results:
    """The files of a batch in its folder."""

    def __init__(self, prepared: Prepared) -> None:
        self._folder, self._prepared = prepared.folder, prepared
        self._max_scores = {
            slug: sum(test.points for test in one.kata.tests("hidden")) for slug, one in prepared.katas.items()
        }

    def write(self, key: str, report: Report) -> None:
        """Write the report of a key, for each submission that has it. Raises StoreError."""
        entries = self._folder.store.handed_in(key)
        for entry in entries:
            own = replace(report, solution=replace(report.solution, path=entry.path))
            look = Look(color=False, columns=80, detail=0, dialect="strict")
            self._folder.write(_place(entry, "json"), to_json(own))
            self._folder.write(_place(entry, "html"), render("html", own, look))
        self._folder.store.note_written(key, [entry.id for entry in entries])

    def complete(self) -> None:
        """Write the reports that a batch which was cut off has not. Raises StoreError."""
        missing = {
            entry.key: judgement.report
            for entry, judgement in self._folder.store.outcomes()
            if judgement.report and not (entry.written and self._is_there(entry))
        }
        for key, text in missing.items():
            report, files = from_json(text), self._prepared.solution(key).files
            sources = {name: content.decode() for name, content in files.items()}
            self.write(key, replace(report, solution=replace(report.solution, sources=sources)))

    def grades(self) -> Iterator[Grade]:
        """The grade of each submission, by kata and id."""
        first: dict[str, str] = {}
        for entry, judgement in self._folder.store.outcomes():
            same_as = first.setdefault(entry.key, entry.id)
            yield self._grade(entry, judgement, "" if same_as == entry.id else same_as)

    def write_tables(self) -> None:
        """Write results.csv and results.jsonl. Raises StoreError."""
        written = io.StringIO()
        lines = io.StringIO()
        table = csv.writer(written, lineterminator="\n")
        for number, grade in enumerate(self.grades()):
            row = _row(grade)
            if number == 0:
                table.writerow(row)
            table.writerow(cell(" ".join(value) if isinstance(value, list) else value) for value in row.values())
            lines.write(json.dumps(row) + "\n")
        self._folder.write_whole("results.csv", written.getvalue())
        self._folder.write_whole("results.jsonl", lines.getvalue())

    def _is_there(self, entry: Entry) -> bool:
        return (self._folder.path / _place(entry, "json")).is_file()

    def _grade(self, entry: Entry, judgement: Judgement, same_as: str) -> Grade:
        max_score = self._max_scores[entry.kata]
        report = json.loads(judgement.report) if judgement.report else None
        usage = report["usage"] if report else {}
        return Grade(
            id=entry.id,
            kata=entry.kata,
            path=entry.path,
            digest=report["solution"]["digest"] if report and report["solution"]["files"] else "",
            verdict=Verdict(report["verdict"]) if report else Verdict.INTERNAL_ERROR,
            reason=report["reason"] if report else judgement.error or "it was not judged yet",
            score=report["score"] if report else None,
            max_score=max_score,
            tiers={name: TierResult(**tier) for name, tier in report["tiers"].items()} if report else {},
            missed=_missed(report["tests"]) if report else [],
            wall_s=usage.get("wall_s", 0.0),
            cpu_s=usage.get("cpu_s", 0.0),
            peak_memory_mb=usage.get("peak_memory_mb", 0.0),
            notes=report["integrity"] if report else [],
            same_as=same_as,
            report=_place(entry, "json") if report else "",
            page=_place(entry, "html") if report else "",
        )


def _place(entry: Entry, kind: str) -> str:
    """Where a submission's report of a kind (json, html) lies in the folder."""
    return f"reports/{entry.kata}/{entry.name}.{kind}"


def _missed(tests: Iterable[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(test["requirement"] for test in tests if test["status"] != "passed"))


def _row(grade: Grade) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": grade.id,
        "kata": grade.kata,
        "verdict": grade.verdict.value,
        "score": grade.score,
        "max_score": grade.max_score,
    }
    for name in _TIERS:
        tier = grade.tiers.get(name)
        row[f"{name}_passed"] = tier.passed if tier else None
        row[f"{name}_total"] = tier.total if tier else None
    return row | {
        "missed": grade.missed,
        "same_as": grade.same_as,
        "path": grade.path,
        "solution_digest": grade.digest,
        "report": grade.report,
        "error": "" if grade.graded else grade.reason,
    }
