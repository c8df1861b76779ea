"""The key that signs sessions on a machine where nobody has set one."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def generated_key(folder: Path) -> str:
    """The key in `folder`, made on the first day: sessions outlive a restart, and no two checkouts share one."""
    place = folder / "secret_key"
    if not place.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Written aside and linked into place, so that two first starts agree on one key.
        draft = folder / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(get_random_secret_key())
        try:
            os.link(draft, place)
        except FileExistsError:
            pass
        draft.unlink()
    return place.read_text()
