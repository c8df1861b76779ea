"""One private PostgreSQL and one private Redis per test run, before Django reads its settings."""

import gc
import os
import shutil
import tempfile

import pytest
from django.conf import settings
from django.db import connection

IS_XDIST_WORKER = "PYTEST_XDIST_WORKER" in os.environ
if not IS_XDIST_WORKER:
    # Before the first import of ours, which reads it: no test may touch the developer's own folder.
    os.environ["COOP_FOLDER"] = tempfile.mkdtemp(prefix="coop-t-", dir="/tmp")

from coop.embedded import FOLDER, Servers  # noqa: E402
from tests.databases import emptying  # noqa: E402
from tests.seed import make_template  # noqa: E402


def start_servers(config):
    """Started by the process that was called; xdist's workers inherit the addresses through the environment."""
    config.add_cleanup(lambda: shutil.rmtree(FOLDER, ignore_errors=True))
    servers = Servers(FOLDER, durable=False)
    servers.start()
    config.add_cleanup(servers.stop)
    os.environ.update(
        DATABASE_URL=servers.database_url,
        REDIS_URL=servers.redis_url,
        SECRET_KEY="only-for-tests",
        PUBLIC_URL="http://testserver",
    )


def pytest_configure(config):
    if not IS_XDIST_WORKER:
        start_servers(config)
    gc.set_threshold(50_000, 20, 50)  # thousands of tests stay in memory: not to be walked through at every turn
    # Named here and not in pyproject.toml: there, pytest-django would read the settings before the servers run.
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    assert settings.DATABASES  # read now: pytest-django sets Django up only where the settings are read


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """Test databases are copies of one that is migrated once."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = make_template()


@pytest.fixture(scope="session", autouse=True)
def emptied_quickly():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.ops), "sql_flush", emptying)
        yield
