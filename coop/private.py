"""Pages whose address is the key to them."""

from django.http import HttpResponse


def kept_private(answer: HttpResponse) -> HttpResponse:
    """No search engine keeps it, no other page is told its address, no cache holds it."""
    # Not “no-referrer”: browsers then send “Origin: null” with a form, and none could be sent.
    answer["Referrer-Policy"] = "strict-origin"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Cache-Control"] = "no-store"
    return answer
