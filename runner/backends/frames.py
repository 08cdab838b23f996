"""Docker's multiplexed stream: two streams of output in one connection, told apart."""

import struct

from runner.backends.base import Stream
from runner.errors import SandboxError

_HEADER = struct.Struct(">B3xI")
_STREAMS: dict[int, Stream] = {1: "out", 2: "err"}


class Frames:
    """Takes the stream apart as it arrives.

    A frame is a byte that names the stream, three zeros, a length in four bytes, and that much data (Engine API,
    ContainerAttach). Data is handed on as soon as it is there, so that no length costs memory.
    """

    def __init__(self) -> None:
        self._header = bytearray()
        self._stream: Stream = "out"
        self._left = 0

    def feed(self, data: bytes) -> list[tuple[Stream, bytes]]:
        """What `data` adds to the streams; never an empty piece. Raises SandboxError."""
        found: list[tuple[Stream, bytes]] = []
        position = 0
        while position < len(data):
            wanted = self._left or _HEADER.size - len(self._header)
            piece = data[position : position + wanted]
            position += len(piece)
            if self._left:
                found.append((self._stream, piece))
                self._left -= len(piece)
            else:
                self._header += piece
                if len(self._header) == _HEADER.size:
                    self._begin()
        return found

    def _begin(self) -> None:
        kind, self._left = _HEADER.unpack(self._header)
        self._header.clear()
        if kind not in _STREAMS:
            raise SandboxError(f"Docker sent a stream of an unknown kind ({kind})")
        self._stream = _STREAMS[kind]
