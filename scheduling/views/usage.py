"""What makers used in a month, as a page and a CSV file, and how much each station was used."""

import csv
from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from coop.access import admin_only, maker_only
from coop.models import Node
from coop.times import minute_of_day
from scheduling.models import Booking
from scheduling.months import Month
from scheduling.pages.usage import statement_of, statements
from scheduling.pages.utilisation import heat_map

HEADER = ("maker", "node", "station", "kind", "what", "title", "start", "end", "zone")
FIGURES = ("hours", "litres", "sum", "currency")
WEEKS = (1, 4, 12)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@maker_only
def own_usage_now(request):
    return redirect("usage", this_month(request.user.maker.home))


@maker_only
def own_usage(request, month):
    """A maker's own month."""
    page = {"statement": statement_of(request.user.maker, month), "node": request.user.maker.home, "month": month}
    return render(request, "studio/usage.html", page)


@maker_only
def own_usage_csv(request, month):
    return csv_of(f"usage-{request.user.maker.slug}-{month}.csv", [statement_of(request.user.maker, month)])


@admin_only
def usage_now(request):
    return redirect("office-usage", this_month(first_node()))


@admin_only
def usage(request, month):
    """Every maker's month."""
    found = statements(month)
    page = {"statements": found, "month": month, "sum_minor": sum(each.sum_minor for each in found)}
    return render(request, "office/usage.html", page)


@admin_only
def usage_csv(request, month):
    return csv_of(f"usage-{month}.csv", statements(month))


@admin_only
def utilisation_first(request):
    return redirect("utilisation", first_node().slug)


@admin_only
def utilisation(request, slug):
    """Each station of a node by weekday and hour, over the whole local days of the last weeks."""
    node = get_object_or_404(Node.objects.prefetch_related(*Node.HOURS), slug=slug)
    asked = request.GET.get("weeks", "")
    weeks = int(asked) if asked in map(str, WEEKS) else WEEKS[1]
    today = timezone.now().astimezone(node.zone).date()
    start, end = (minute_of_day(day, 0, node.zone) for day in (today - timedelta(weeks=weeks), today))
    staffed = node.staffed_between(start, end)
    held: dict[int, list] = {}
    work = Booking.objects.live().filter(station__node=node).exclude(purpose=Booking.Purpose.MAINTENANCE)
    for station, occupied in work.within(start, end).order_by("occupied").values_list("station", "occupied"):
        held.setdefault(station, []).append((occupied.lower, occupied.upper))
    stations = node.stations.in_service().select_related("kind").order_by("kind__group", "kind__name", "name")
    page = {
        "node": node,
        "nodes": Node.objects.all(),
        "weeks": weeks,
        "choices": WEEKS,
        "first": today - timedelta(weeks=weeks),
        "last": today - timedelta(days=1),
        "maps": [(each, heat_map(staffed, held.get(each.pk, []), node.zone)) for each in stations],
    }
    return render(request, "office/utilisation.html", page)


def csv_of(name, found):
    """One line for each booking and share, with its times on the clock of its node."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    lines = csv.writer(answer)
    lines.writerow(HEADER + FIGURES)
    for statement in found:
        for entry in statement.entries:
            start, end = (moment.astimezone(entry.node.zone) for moment in (entry.start, entry.end))
            said = (entry.maker, entry.node, entry.station, entry.station.kind, entry.what, entry.title)
            times = (f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}", entry.node.zone.key)
            sums = (entry.hours, f"{entry.litres:.1f}", f"{entry.sum_minor // 100}.{entry.sum_minor % 100:02}", "EUR")
            lines.writerow((*(plain(str(word)) for word in said), *times, *sums))
    return answer


def plain(word: str) -> str:
    """Words that a spreadsheet would take for a formula are marked as words."""
    return f"'{word}" if word.startswith(FORMULA) else word


def this_month(node) -> Month:
    return Month.of(timezone.now().astimezone(node.zone).date())


def first_node() -> Node:
    node = Node.objects.first()
    if node is None:
        raise Http404("There is no node yet.")
    return node
