"""The ledger of prime hours, for every member to see, and which hours they are."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from coop.access import admin_only, member
from coop.hours import write_hours
from coop.models import Maker, Node
from scheduling.actions.fairness import save_prime_hours
from scheduling.forms.rules import PrimeHoursForm
from scheduling.prime import monday_of, prime_ledger

WEEKS = 4


@member
def prime_hours(request, slug):
    """How many prime hours of a node each maker holds, this week and the next ones."""
    node = get_object_or_404(Node, slug=slug)
    monday = monday_of(timezone.now().astimezone(node.zone).date())
    weeks = [monday + timedelta(weeks=number) for number in range(WEEKS)]
    ledgers = [prime_ledger(node, week) for week in weeks]
    makers = Maker.objects.in_bulk({pk for ledger in ledgers for pk, minutes in ledger.items() if minutes})
    rows = [{"maker": maker, "minutes": [ledger[maker.pk] for ledger in ledgers]} for maker in makers.values()]
    rows.sort(key=lambda row: (-sum(row["minutes"]), row["maker"].name))
    hours = [
        f"{each.get_weekday_display()} {write_hours([(each.opens_minute, each.closes_minute)])}"
        for each in node.prime_hours.all()
    ]
    page = {"node": node, "weeks": weeks, "rows": rows, "hours": hours}
    return render(request, "studio/prime_hours.html", page)


@admin_only
def prime_hours_edit(request, slug):
    """Which hours of a node's week are prime."""
    node = get_object_or_404(Node, slug=slug)
    form = PrimeHoursForm(request.POST or None, prime=node.prime_hours.all())
    if request.method == "POST" and form.is_valid():
        save_prime_hours(node, week=form.week, by=request.user)
        messages.success(request, f"The prime hours of {node} are saved.")
        return redirect("node-edit", node.slug)
    return render(request, "office/prime_hours.html", {"node": node, "form": form}, status=422 if form.errors else 200)
