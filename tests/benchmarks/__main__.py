"""`python -m tests.benchmarks [group …]` prints one line per figure: name, value, unit."""

import os
import signal
import sys
import tempfile

import django


def prepare() -> None:
    """Set Django up as in earnest; the database is named later, by the stack that a group starts."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "coop.settings",
        "COOP_FOLDER": tempfile.mkdtemp(prefix="coop-b-", dir="/tmp"),
        "SECRET_KEY": "only-for-benchmarks",
        "HTTPS": "no",
        "LOG_LEVEL": "ERROR",
    }
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    django.setup()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that whoever stops it leaves nothing running
    prepare()
    from tests.benchmarks.groups import run

    sys.exit(run(sys.argv[1:]))
