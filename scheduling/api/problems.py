"""Refusals as problem details (RFC 9457): the words of the pages, and what a program needs to help further."""

import re

from django.http import Http404, JsonResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError

from coop.refusals import Refusal

from .shapes import slot_shape


def problem(kind: str, status: int, detail: str, **more) -> JsonResponse:
    """`kind` names the problem for programs: "station-taken"; the words are for people."""
    body = {"type": f"urn:coop:problem:{kind}", "title": kind.replace("-", " ").capitalize(), "status": status}
    answer = JsonResponse(body | {"detail": detail} | more, status=status, content_type="application/problem+json")
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def refused(request, refusal: Refusal) -> JsonResponse:
    """Named after the refusal's class: StationTaken is "station-taken"."""
    kind = re.sub(r"(?<!^)(?=[A-Z])", "-", type(refusal).__name__).lower()
    slots = [slot_shape(slot) for slot in getattr(refusal, "alternatives", [])]
    return problem(kind, refusal.status, str(refusal), alternatives=slots)


def unauthenticated(request, error: AuthenticationError) -> JsonResponse:
    return problem("no-valid-key", 401, "Send “Authorization: Bearer …” with a key that is not revoked.")


def unreadable(request, error: ValidationError) -> JsonResponse:
    errors = [{"where": ".".join(map(str, each["loc"])), "what": each["msg"]} for each in error.errors]
    return problem("unreadable-request", 422, "The request cannot be read; `errors` says where.", errors=errors)


def not_found(request, error: Http404) -> JsonResponse:
    return problem("not-found", 404, "There is no such thing, or it is not yours.")


def otherwise(request, error: HttpError) -> JsonResponse:
    return problem("refused", error.status_code, str(error))


HANDLERS = {
    Refusal: refused,
    AuthenticationError: unauthenticated,
    ValidationError: unreadable,
    Http404: not_found,
    HttpError: otherwise,
}
