"""What travels: a task to whoever judges, and answers to whoever asked. JSON, and checked on arrival on both sides."""

import base64
import json
import zlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import ConfigDict, StringConstraints, TypeAdapter, ValidationError

from runner.grade.key import Conditions

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_WHY = 2000
_EXACT = ConfigDict(extra="forbid")

Batch = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
Message = TypeVar("Message", "Task", "Answer")


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


class InvalidMessage(Exception):
    """What has arrived is none of kata's messages."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """A judgement that is asked for. Its `batch` says where answers go; with `key` it names the task."""

    __pydantic_config__ = _EXACT

    batch: Batch
    key: Key
    slug: str
    kata: Digest
    solution: str
    """Packed: see pack_files."""
    conditions: Conditions
    asked_by: str
    """The versions of whoever asks: see versions()."""
    avoid: str = ""
    """A worker that has failed at it, and is to leave it to others."""
    content: str = ""
    """The kata, packed, for a worker that does not have it."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a worker says of a task: taken on, still at it, or how it ended."""

    __pydantic_config__ = _EXACT

    key: Key
    worker: str
    what: Literal["begun", "working", "judged", "failed", "no kata", "elsewhere"]
    why: str = ""
    """Of a failure, which is never the submission's."""
    report: str = ""
    """Packed JSON: see pack."""


def to_message(one: Task | Answer) -> dict[str, Any]:
    """As JSON has it."""
    return asdict(one)


def from_message(kind: type[Message], values: object) -> Message:
    """The message in what has arrived. Raises InvalidMessage."""
    try:
        return _adapter(kind).validate_python(values)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, fault["loc"])) or "the whole"
        raise InvalidMessage(f"{place}: {fault['msg']}") from error
    except RecursionError as error:
        raise InvalidMessage("nested too deep") from error


def _adapter(kind: type[Message]) -> TypeAdapter[Message]:
    """Made once: that takes longer than all that it does."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def failure(key: str, worker: str, why: str) -> Answer:
    """It could not be judged."""
    return Answer(key=key, worker=worker, what="failed", why=why[:_MOST_WHY])


def pack(content: bytes) -> str:
    """Compressed, in letters that JSON has."""
    return base64.b64encode(zlib.compress(content)).decode()


def unpack(text: str, limit: int) -> bytes:
    """What was packed. Raises InvalidMessage, also for more than `limit` bytes, of which it makes no more."""
    stream = zlib.decompressobj()
    try:
        content = stream.decompress(base64.b64decode(text, validate=True), limit + 1)
    except (ValueError, zlib.error) as error:
        raise InvalidMessage(f"not packed as kata packs: {error}") from error
    if len(content) > limit or not stream.eof:
        raise InvalidMessage(f"cut off, or more than {limit >> 10} KiB")
    return content


def pack_files(files: "Mapping[str, bytes]") -> str:
    """Files by name; of whatever bytes, which JSON has not, the letters of the same numbers."""
    return pack(json.dumps({name: content.decode("latin-1") for name, content in files.items()}).encode())


def unpack_files(text: str, limit: int) -> dict[str, bytes]:
    r"""The files that were packed, `limit` bytes at most. Raises InvalidMessage.

    Nothing is said of their names: what writes them checks those.
    """
    packed = unpack(text, 6 * limit + 1024 * 1024)  # six letters for a byte that JSON writes as \u00ff
    try:
        files = {str(name): content.encode("latin-1") for name, content in json.loads(packed).items()}
    except (ValueError, AttributeError, RecursionError) as error:
        raise InvalidMessage(f"not files as kata packs them: {type(error).__name__}") from error
    if sum(map(len, files.values())) > limit:
        raise InvalidMessage(f"more than {limit >> 10} KiB")
    return files
