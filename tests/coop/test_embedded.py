import os
import signal
import stat
import subprocess
import sys
import threading
import time

import psycopg
import pytest

from coop.embedded import Servers, ServersError
from coop.embedded.ground import LONGEST_SOCKET, is_alive
from coop.embedded.servers import InUse


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    with Servers(tmp_path_factory.mktemp("embedded"), durable=False) as servers:
        yield servers


def remember(servers, fact):
    with psycopg.connect(servers.database_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS fact (told text)")
        connection.execute("INSERT INTO fact VALUES (%s)", [fact])


def facts(servers):
    with psycopg.connect(servers.database_url) as connection:
        return [told for (told,) in connection.execute("SELECT told FROM fact ORDER BY told")]


def test_rows_outlive_a_crash_and_redis_forgets(servers):
    remember(servers, "the kiln is hot")
    with servers.redis.client() as redis:
        redis.set("bell", "rung")

    servers.postgres.stop(mode="kill")
    servers.postgres.start()
    servers.redis.stop(mode="kill")
    servers.redis.start()

    with servers.redis.client() as redis:
        assert (facts(servers), redis.dbsize()) == (["the kiln is hot"], 0)


def test_a_server_waits_until_the_processes_of_its_dead_one_have_ended(servers):
    with psycopg.connect(servers.database_url) as connection:
        known = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
        (straggler,) = connection.execute(known).fetchone()
    os.kill(straggler, signal.SIGSTOP)
    end = threading.Timer(0.7, os.kill, (straggler, signal.SIGCONT))

    servers.postgres.stop(mode="kill")
    end.start()
    servers.postgres.start()

    assert "pre-existing shared memory block" in servers.postgres.log.read_text()
    with psycopg.connect(servers.database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_flushing_redis_empties_it(servers):
    with servers.redis.client() as redis:
        redis.set("bell", "rung")
        servers.redis.flush()
        assert redis.dbsize() == 0


def test_only_the_servers_user_can_reach_sockets_and_data(servers):
    modes = [stat.S_IMODE(folder.stat().st_mode) for folder in (servers.sockets, servers.postgres.data)]
    assert modes == [0o700, 0o700]


def test_two_folders_run_side_by_side_and_know_nothing_of_each_other(servers, tmp_path):
    remember(servers, "ours")
    with Servers(tmp_path, durable=False) as neighbours:
        remember(neighbours, "theirs")
        assert facts(neighbours) == ["theirs"]
    assert "theirs" not in facts(servers)


def test_a_folder_has_one_owner_at_a_time(servers):
    with pytest.raises(InUse, match=f"process {os.getpid()} already runs the servers"):
        Servers(servers.folder).start()


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(tmp_path):
    deep = Servers(tmp_path / ("deep" * 25))
    assert deep.folder not in deep.sockets.parents
    assert len(os.fsencode(deep.redis.socket)) <= LONGEST_SOCKET
    assert deep.sockets != Servers(tmp_path / ("reef" * 25)).sockets


def test_a_stale_pid_file_does_not_keep_the_servers_from_starting(servers):
    servers.postgres.stop()
    # A pid that lives, but belongs to somebody else: us.
    (servers.postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n{servers.postgres.data}\n")
    servers.postgres.start()
    assert facts(servers)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_servers_end_with_an_owner_who_is_killed_and_its_folder_starts_again(tmp_path):
    program = (
        "import sys, time; from pathlib import Path; from coop.embedded import Servers\n"
        "servers = Servers(Path(sys.argv[1]), durable=False); servers.start()\n"
        "print(servers.postgres.pid, servers.redis.pid, flush=True); time.sleep(60)"
    )
    owner = subprocess.Popen([sys.executable, "-c", program, tmp_path], stdout=subprocess.PIPE, text=True)
    pids = [int(pid) for pid in owner.stdout.readline().split()]
    owner.send_signal(signal.SIGKILL)
    owner.communicate()

    with Servers(tmp_path, durable=False):
        assert not any(is_alive(pid, name) for pid, name in zip(pids, ("postgres", "redis"), strict=True))


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("12", "was written by PostgreSQL 12, this is 18: move it away, or set DATABASE_URL"),
        ("garbage", "holds no PostgreSQL data: move it away, and Coop starts afresh"),
        (None, "holds no PostgreSQL data: move it away, and Coop starts afresh"),
    ],
)
def test_a_folder_of_another_postgres_is_refused_with_advice(tmp_path, version, sentence):
    (tmp_path / "postgres").mkdir()
    if version:
        (tmp_path / "postgres" / "PG_VERSION").write_text(version)
    with pytest.raises(ServersError, match=sentence):
        Servers(tmp_path).start()


def test_a_damaged_data_folder_is_told_with_postgres_own_words(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("18")
    with pytest.raises(ServersError, match=r"PostgreSQL stopped at once: .*postgres.log"):
        Servers(tmp_path).start()


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ServersError, match=r"cannot write to .*/file/coop"):
        Servers(tmp_path / "file" / "coop").start()


def test_two_commands_share_the_servers_and_the_last_one_stops_them(tmp_path):
    def command(seconds):
        code = (
            "import time; from django.db import connection\n"
            f"with connection.cursor() as cursor: time.sleep({seconds}); cursor.execute('SELECT 1')"
        )
        return subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-v0", "--no-imports", "-c", code], env=environment
        )

    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment |= {"COOP_FOLDER": str(tmp_path), "DJANGO_SETTINGS_MODULE": "coop.settings"}
    host = command(0)
    time.sleep(0.5)
    guest = command(3)
    assert (host.wait(30), guest.wait(30)) == (0, 0)
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()
