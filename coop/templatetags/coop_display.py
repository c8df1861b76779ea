"""How rows are said in templates: money, times in a node's zone, counts, icons, links of the masthead."""

from datetime import date, datetime

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from coop.error_words import said_errors
from coop.icons import drawings, icon_svg
from coop.money import format_minor
from coop.phrases import (
    count_words,
    day_words,
    length_words,
    machine_moment,
    mass_words,
    moment_words,
    short_day_words,
    span_words,
    zone_words,
)
from coop.typefaces import CUTS

register = template.Library()
register.filter(said_errors)


def time_tag(machine: str, words: str) -> str:
    return format_html('<time datetime="{}">{}</time>', machine, words)


def local(moment: datetime, node) -> tuple[datetime, date]:
    """The moment on the node's clock, and the node's today."""
    return moment.astimezone(node.zone), timezone.now().astimezone(node.zone).date()


@register.filter
def money(minor: int | None, currency: str = "EUR") -> str:
    """{{ 4800|money:"EUR" }} → €48.00"""
    return "" if minor is None else format_minor(minor, currency)


@register.filter
def at_node(moment: datetime | None, node) -> str:
    """{{ capsule.closes_at|at_node:node }} → Thu 12 March, 18:00"""
    if moment is None:
        return ""
    there, today = local(moment, node)
    return time_tag(machine_moment(there), moment_words(there, today))


@register.filter
def day_at(moment: datetime | None, node) -> str:
    """→ Thu 12 March"""
    if moment is None:
        return ""
    there, today = local(moment, node)
    return time_tag(there.date().isoformat(), day_words(there.date(), today))


@register.filter
def short_day_at(moment: datetime | None, node) -> str:
    """→ Thu 12 Mar"""
    if moment is None:
        return ""
    day = moment.astimezone(node.zone).date()
    return time_tag(day.isoformat(), short_day_words(day))


@register.filter
def hour_at(moment: datetime | None, node) -> str:
    """→ 18:00"""
    if moment is None:
        return ""
    there = moment.astimezone(node.zone)
    return time_tag(machine_moment(there), f"{there:%H:%M}")


@register.filter
def day(when: date | None) -> str:
    """{{ some_date|day }} → Thu 12 March"""
    return "" if when is None else time_tag(when.isoformat(), day_words(when, timezone.now().date()))


@register.simple_tag
def span_at(start: datetime, end: datetime, node) -> str:
    """{% span_at booking.start booking.end node %} → Thu 12 March, 14:00–16:00"""
    (there, today), (until, _) = local(start, node), local(end, node)
    return time_tag(machine_moment(there), span_words(there, until, today))


@register.filter
def zone_of(node, moment: datetime | None = None) -> str:
    """{{ node|zone_of }} or {{ node|zone_of:capsule.closes_at }} → Rotterdam time (CET)"""
    return zone_words(node.city, node.zone, moment or timezone.now())


@register.filter
def duration(minutes: int) -> str:
    """{{ 150|duration }} → 2 h 30 min"""
    return length_words(minutes)


@register.filter
def mass(grams: int) -> str:
    """{{ 1150|mass }} → 1.15 kg"""
    return mass_words(grams)


@register.filter
def plural(count: int, words: str) -> str:
    """{{ 3|plural:"piece,pieces" }} → 3 pieces"""
    one, many = words.split(",")
    return count_words(count, one, many)


@register.simple_tag
def strokes(taken: int, size: int) -> list[dict]:
    """The strokes of an edition's strip: where each stands in percent, and t(aken), n(ext) or o(pen)."""
    return [
        {"x": f"{(index + 0.5) / size * 100:.2f}", "state": "t" if index < taken else "n" if index == taken else "o"}
        for index in range(size)
    ]


@register.simple_tag
def icon(name: str, label: str = "") -> str:
    """{% icon "kiln" %}, or with words of its own: {% icon "late" "late" %}"""
    return icon_svg(name, label)


@register.simple_tag
def icon_lines(name: str) -> str:
    """What an icon is drawn with, for a place in another drawing."""
    return drawings()[name]


@register.simple_tag
def preload_faces() -> str:
    """The typefaces are asked for before the style sheet says so. Without npm's there are none to ask for."""
    files = [static(made.url_path) for made in CUTS] if settings.FONTS_INSTALLED else []
    return format_html_join(
        "", '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>', [(file,) for file in files]
    )


@register.simple_tag(takes_context=True)
def nav_link(context, name: str, words: str, *args, also: str = "") -> str:
    """One item of a masthead: a link, marked as current on its page and on those named in `also`."""
    match = getattr(context.get("request"), "resolver_match", None)
    here = match.url_name if match else ""
    current = "page" if here == name else "true" if here in also.split() else ""
    marked = format_html(' aria-current="{}"', current) if current else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', reverse(name, args=args), marked, words)
