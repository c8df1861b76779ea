"""Whoever reads the log must not be able to collect somebody's order."""

import logging
import re

ADDRESS = r"/(?:o|w|r|accounts/password/reset/key)/|(?<!/studio)/calendar/|[?&](?:code|invited)="
SECRET = re.compile(rf"(?P<before>{ADDRESS})[^/\s\"'&<>]+")


def masked(text: str) -> str:
    """`text` with the secret part of every secret link, and every pickup code, replaced by dots."""
    return SECRET.sub(r"\g<before>…", text)


class MaskSecrets(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = masked(record.getMessage())
        record.args = None
        return True


class NoTraceOfRefusals(logging.Filter):
    """A page that somebody may not see is no fault of ours: one line says so, without a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True
