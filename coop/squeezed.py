"""A page that many get and that differs in few places, squeezed once for all of them. Pure.

A gzip file is a row of blocks. The parts that are the same for everybody are squeezed beforehand, each for itself;
what differs stands between them in blocks of its own that are not squeezed.
"""

import struct
import zlib
from collections.abc import Sequence

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
RAW = -15
LONGEST = 65_535
"""Bytes that a block which is not squeezed may hold."""


class Squeezed:
    """`parts` of a page; between each two of them stands one of the `fills` that a copy is given."""

    def __init__(self, parts: Sequence[bytes]):
        self.parts = tuple(parts)
        self._blocks = [_squeezed(part, zlib.Z_FULL_FLUSH) for part in parts[:-1]]
        self._blocks.append(_squeezed(parts[-1], zlib.Z_FINISH))

    def plain(self, fills: Sequence[bytes]) -> bytes:
        return _between(self.parts, fills)

    def gzip(self, fills: Sequence[bytes]) -> bytes:
        page = _between(self.parts, fills)
        body = _between(self._blocks, [_stored(fill) for fill in fills])
        return b"".join((HEAD, body, struct.pack("<LL", zlib.crc32(page), len(page) & 0xFFFFFFFF)))


def _between(parts: Sequence[bytes], fills: Sequence[bytes]) -> bytes:
    if len(fills) != len(parts) - 1:
        raise ValueError(f"{len(parts)} parts take {len(parts) - 1} fills, not {len(fills)}")
    return b"".join(piece for pair in zip(parts, [*fills, b""], strict=True) for piece in pair)


def _squeezed(part: bytes, end: int) -> bytes:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, RAW)
    return squeezer.compress(part) + squeezer.flush(end)


def _stored(fill: bytes) -> bytes:
    if len(fill) > LONGEST:
        raise ValueError(f"a fill has {LONGEST} bytes at most, not {len(fill)}")
    return b"\x00" + struct.pack("<HH", len(fill), len(fill) ^ LONGEST) + fill
