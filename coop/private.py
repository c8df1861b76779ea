"""Pages whose address is the key to them."""

from django.http import HttpResponse


def kept_private(answer: HttpResponse) -> HttpResponse:
    """No search engine keeps the address, no other site is told it, no cache holds the page."""
    # Not “no-referrer”: browsers then send “Origin: null” with a form, and nothing could be sent from the page.
    answer["Referrer-Policy"] = "strict-origin"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Cache-Control"] = "no-store"
    return answer
