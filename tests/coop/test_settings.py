"""What the settings promise, asked of a fresh process with an environment of its own."""

import os
import re
import subprocess
import sys
from shutil import copytree

import pytest

from coop.logs import masked
from tests.stack import ROOT

PRODUCTION = {
    "SECRET_KEY": "k8sJ2-mnq0Zr_5xYwT7vLhPdGcEaUf93iBoN4R1eXtWyQzKj6Hs",
    "ALLOWED_HOSTS": "coop.example",
    "DATABASE_URL": "postgresql://coop@db.example/coop",
    "REDIS_URL": "redis://redis.example/0",
}


def run(*arguments, tmp_path, **environment):
    env = {"PATH": os.environ["PATH"], "COOP_FOLDER": str(tmp_path), **environment}
    return subprocess.run([sys.executable, *arguments], env=env, capture_output=True, text=True)


def test_a_deployment_check_has_nothing_to_say_about_a_minimal_production_environment(tmp_path):
    done = run("manage.py", "check", "--deploy", "--fail-level", "DEBUG", tmp_path=tmp_path, **PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")


def test_production_without_a_secret_key_is_refused_in_one_line(tmp_path):
    environment = {name: value for name, value in PRODUCTION.items() if name != "SECRET_KEY"}
    done = run("manage.py", "check", tmp_path=tmp_path, **environment)
    assert (done.returncode, done.stderr) == (
        1,
        "Coop cannot start: SECRET_KEY is not set. Put a long random text into the environment or into .env.\n",
    )


def test_one_server_named_and_the_other_not_is_refused_in_one_line(tmp_path):
    done = run("manage.py", "check", tmp_path=tmp_path, DATABASE_URL=PRODUCTION["DATABASE_URL"])
    assert (done.returncode, done.stderr) == (
        1,
        "Coop cannot start: DATABASE_URL is set and REDIS_URL is not: "
        "set both, or neither to use Coop's own servers.\n",
    )


def test_a_private_start_makes_a_key_of_its_own_and_keeps_it(tmp_path):
    ask = "from coop.settings import HTTPS, SECRET_KEY; print(HTTPS, SECRET_KEY)"
    first, second = (run("-c", ask, tmp_path=tmp_path).stdout for _ in range(2))
    assert first == second == f"False {(tmp_path / 'secret_key').read_text()}\n"
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_file_env_counts_like_the_environment_for_whoever_asks_first(tmp_path):
    copytree(ROOT / "coop", tmp_path / "coop")
    servers = {name: PRODUCTION[name] for name in ("DATABASE_URL", "REDIS_URL")}
    said = {"COOP_FOLDER": str(tmp_path / "elsewhere"), "WEB_WORKERS": "3", "WEB_THREADS": "4"} | servers
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in said.items()))
    ask = (
        "from coop.embedded import FOLDER, is_embedded; from coop import gunicorn; "
        "print(FOLDER, is_embedded(), gunicorn.workers, gunicorn.threads)"
    )

    done = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "WEB_THREADS": "5"},
        capture_output=True,
        text=True,
    )

    assert (done.stdout, done.stderr) == (f"{tmp_path / 'elsewhere'} False 3 5\n", "")


def test_every_switch_is_in_the_example():
    listed = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    asked = re.compile(r"""(?:env\.\w+\(\s*|environ\.get\()["']([A-Z_]+)["']""")
    read = {name for file in (ROOT / "coop").rglob("*.py") for name in asked.findall(file.read_text())}
    assert read - {"DJANGO_SETTINGS_MODULE"} == listed


def test_pages_carry_the_headers_that_keep_others_out(client):
    response = client.get("/accounts/login/")
    assert {name: response[name] for name in ("Referrer-Policy", "X-Frame-Options", "X-Content-Type-Options")} == {
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
    }
    assert sorted(response["Content-Security-Policy"].split("; ")) == [
        "base-uri 'none'",
        "default-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "object-src 'none'",
    ]


def test_nobody_signs_up_alone(client, db):
    client.post("/accounts/signup/", {"email": "stranger@example.com", "password1": "x" * 12, "password2": "x" * 12})
    assert client.get("/home/").status_code == 302


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("GET /o/Zk3-x_9/ 200", "GET /o/…/ 200"),
        ("GET /o/Zk3-x_9/cancel/ 200", "GET /o/…/cancel/ 200"),
        ("http://127.0.0.1:8000/o/Zk3", "http://127.0.0.1:8000/o/…"),
        ("POST /w/Zk3/ 302", "POST /w/…/ 302"),
        ("POST /r/Zk3/ 302", "POST /r/…/ 302"),
        ("GET /calendar/Zk3-x_9.ics 304", "GET /calendar/… 304"),
        ("GET /studio/calendar/import/ 200", "GET /studio/calendar/import/ 200"),
        ("GET /desk/oosterkade/pickup/?code=K7Q-2F", "GET /desk/oosterkade/pickup/?code=…"),
        ("GET /accounts/password/reset/key/3-abc/", "GET /accounts/password/reset/key/…/"),
        ("GET /office/ 200", "GET /office/ 200"),
    ],
)
def test_the_log_masks_what_opens_an_order(line, shown):
    assert masked(line) == shown
