"""What runs: the command of each process."""

import sys

PYTHON = sys.executable
WEB = [PYTHON, "-m", "gunicorn", "-c", "python:coop.gunicorn", "coop.wsgi"]
# It warns of running as root; so do we, where it matters: in a container of its own.
CELERY = [PYTHON, "-W", "ignore::UserWarning:celery.platforms", "-m", "celery", "--quiet", "-A"]
ALONE = ["--without-gossip", "--without-mingle", "--without-heartbeat"]  # there is no second worker to talk to
WORKER = [*CELERY, "coop", "worker", "--concurrency", "2", "--loglevel", "warning", *ALONE]
BEAT = [*CELERY, "coop.beat", "beat", "--loglevel", "warning", "--pidfile="]
