"""The week's cells as markup.

A week has a thousand cells, and half of its page's time went into the template that drew them one by one. So a row's
cells are written here, in one string; everything that people typed goes through `format_html`.
"""

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from scheduling.board.week import Bar, ShiftCell
from scheduling.models import Station

NOBODY = mark_safe('<td class="is-off"></td>')


def drawn_row(cells: Iterable[ShiftCell], station: Station, can_book: bool) -> SafeString:
    """All cells of a station's row."""
    name = f"{station}, "
    return mark_safe("".join(_cell(cell, station.slug, name, can_book) for cell in cells))


def _cell(cell: ShiftCell, slug: str, name: str, can_book: bool) -> SafeString:
    if cell.look == "off":
        return NOBODY
    return mark_safe(f'<td class="is-{cell.look}">{_bars(cell.bars)}{_link(cell, slug, name, can_book)}</td>')


def _bars(bars: list[Bar]) -> str:
    """One path for all bars of a look."""
    if not bars:
        return ""
    paths: dict[str, str] = {}
    for bar in bars:
        top, height = (0, 6) if bar.look == "mine" else (1, 4)  # one's own stand out by height too
        paths[bar.look] = f"{paths.get(bar.look, '')}M{bar.x:g} {top}h{bar.width:g}v{height}h-{bar.width:g}z"
    drawn = "".join(f'<path class="{look}" d="{path}"/>' for look, path in paths.items())
    return f'<svg class="shiftbar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">{drawn}</svg>'


def _link(cell: ShiftCell, slug: str, name: str, can_book: bool) -> str:
    """To the shift's day or, where it can be booked, to the panel with its first free start."""
    if not cell.words:
        return ""
    asked = ""
    if can_book and cell.look == "free":
        on = f"&on={cell.on}" if cell.on else ""
        asked = f"?station={slug}&start={cell.starts}&length={cell.length}{on}#book"
    return format_html(
        '<a class="free" data-key="{}-{}" href="../{}/{}"><span class="vh">{}{}: </span>{}</a>',
        slug,
        cell.shift.key,
        cell.shift.day_iso,
        asked,
        name,
        _said(cell),
        cell.words,
    )


def _said(cell: ShiftCell) -> str:
    """What its looks say to those who do not see them."""
    said = [cell.shift.said, cell.fired, "some of it yours" if cell.holds_own else "", "free" * (cell.look == "free")]
    return ", ".join(filter(None, said))
