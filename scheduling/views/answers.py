"""Answers that are not sent again to whoever has them already."""

import hashlib
from datetime import datetime

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date


def asked_again(request, mark: str) -> HttpResponse | None:
    """304 where the caller has what this mark stands for; else nothing."""
    return get_conditional_response(request, etag=f'"{mark}"')


def marked(request, answer: HttpResponse, *, changed_at: datetime | None = None) -> HttpResponse:
    """The answer, or a 304, with an ETag of its content; caches ask each time, so that no price is older than ours."""
    etag = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    answer["ETag"] = etag
    answer["Cache-Control"] = "public, no-cache"
    seconds = int(changed_at.timestamp()) if changed_at else None
    if seconds is not None:
        answer["Last-Modified"] = http_date(seconds)
    return get_conditional_response(request, etag=etag, last_modified=seconds, response=answer)
