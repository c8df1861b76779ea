"""Files that several processes may make at once: whoever looks finds them whole or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def written_whole(file: Path) -> Iterator[IO[bytes]]:
    """Open to be written; it is at its place when the block has ended without an error."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as written:
            yield written
        os.replace(unfinished, file)
    except BaseException:
        os.unlink(unfinished)
        raise
