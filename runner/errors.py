"""What can go wrong that is not a candidate's failure: one base exception, one exit code per kind.

    KataRunnerError            4  a bug in kata
    ├── UsageError             2  what was typed cannot be done
    │   ├── KataError          2  a kata that is broken or unknown
    │   └── SolutionError      2  a solution that is nothing to be judged
    │       └── UnreadableError  2  a solution that this machine does not let us read
    ├── SandboxError           3  the infrastructure failed: nothing was judged
    │   └── NoSandboxError     3  this kind of sandbox does not work on this host
    ├── QueueError             3  the broker between machines does not answer
    └── StoreError             3  a batch's store cannot be read or written

A candidate's failure is data (see verdict.py), never an exception.
"""


class KataRunnerError(Exception):
    """The base of every error that kata raises itself; its text is for the user."""

    exit_code = 4


class UsageError(KataRunnerError):
    """What was asked for cannot be done; the text says what to do instead."""

    exit_code = 2


class KataError(UsageError):
    """A kata does not exist or its files are wrong: its author's to mend."""


class SolutionError(UsageError):
    """A solution does not exist or is not something that can be judged."""


class UnreadableError(SolutionError):
    """A solution could not be read, whatever is in it: no fault of who wrote it."""


class SandboxError(KataRunnerError):
    """No sandbox can be had, or the one there was failed: nothing was judged."""

    exit_code = 3


class NoSandboxError(SandboxError):
    """This kind of sandbox does not work on this host; another one may."""


class QueueError(KataRunnerError):
    """The broker that connects the machines does not answer."""

    exit_code = 3


class StoreError(KataRunnerError):
    """The store of a batch cannot be read or written."""

    exit_code = 3
