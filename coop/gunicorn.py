"""How gunicorn serves Coop: `gunicorn -c python:coop.gunicorn coop.wsgi`."""

import os

from gunicorn.glogging import Logger, SafeAtoms

from coop.logs import masked


class MaskedAtoms(SafeAtoms):
    """What a line may name. Only what it does name is masked: dozens of atoms are gathered for each answer."""

    def __getitem__(self, name):
        value = super().__getitem__(name)
        return masked(value) if isinstance(value, str) else value


class MaskedLogger(Logger):
    """An access log without the secrets of order links, in the address or in the page that led here."""

    atoms_wrapper_class = MaskedAtoms


bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_WORKERS") or 1)
threads = int(os.environ.get("WEB_THREADS") or 8)
worker_class = "gthread"
# Two connections to spare per process, for a health check while every thread is busy.
raw_env = [f"DATABASE_POOL={os.environ.get('DATABASE_POOL') or threads + 2}"]
graceful_timeout = 10
control_socket_disable = True
accesslog = "-"
access_log_format = "%(m)s %(U)s %(s)s %(M)sms"
logger_class = MaskedLogger
