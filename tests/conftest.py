"""One private PostgreSQL and one private Redis per test run, before Django reads its settings."""

import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings

from coop.embedded import Servers


def start_servers(config):
    """Started by the process that was called; xdist's workers inherit the addresses through the environment."""
    folder = Path(tempfile.mkdtemp(prefix="coop-t-", dir="/tmp"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    servers = Servers(folder, durable=False)
    servers.start()
    config.add_cleanup(servers.stop)
    os.environ.update(
        COOP_FOLDER=str(folder),
        DATABASE_URL=servers.database_url,
        REDIS_URL=servers.redis_url,
        SECRET_KEY="only-for-tests",
        PUBLIC_URL="http://testserver",
    )


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        start_servers(config)
    # Named here and not in pyproject.toml: there, pytest-django would read the settings before the servers run.
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    assert settings.DATABASES  # read now: pytest-django sets Django up only where the settings are read
