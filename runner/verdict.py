"""The words a judgement ends in, from best to worst."""

from enum import StrEnum


class Verdict(StrEnum):
    """The outcome of a run, and (but for PARTIALLY_ACCEPTED) of one test. Ordered: see `worst`."""

    ACCEPTED = "accepted"
    PARTIALLY_ACCEPTED = "partially_accepted"
    WRONG_ANSWER = "wrong_answer"
    POLICY_VIOLATION = "policy_violation"
    OUTPUT_LIMIT = "output_limit"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    RUNTIME_ERROR = "runtime_error"
    INTERNAL_ERROR = "internal_error"


_SEVERITY = {verdict: rank for rank, verdict in enumerate(Verdict)}


def worst(verdicts: list[Verdict]) -> Verdict:
    """The most severe of `verdicts`; INTERNAL_ERROR when there are none, since then nothing was judged."""
    return max(verdicts, key=_SEVERITY.__getitem__, default=Verdict.INTERNAL_ERROR)
