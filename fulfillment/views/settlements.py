"""What makers are paid for a month: a live preview until an admin closes it, as a page and as a CSV file."""

import csv

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from coop.access import admin_only, maker_only
from coop.models import Maker, Terms
from coop.money import decimal_minor
from coop.refusals import Refusal
from fulfillment.actions.settling import close_month, set_terms
from fulfillment.forms.settlements import ClosingForm, TermsForm
from fulfillment.models import CURRENCY, Settlement
from fulfillment.pages.settlements import month_of, months_of_all, totals
from fulfillment.settling import WORDS
from scheduling.views.usage import first_node, plain, this_month

HEADER = ("maker", "month", "state", "kind", "about", "what", "day", "sum", "currency")


@maker_only
def own_settlements(request):
    """A maker's closed months."""
    mine = Settlement.objects.owned_by(request.user)
    page = {"settlements": mine, "now": this_month(request.user.maker.home)}
    return render(request, "studio/settlements.html", page)


@maker_only
def own_settlement(request, month):
    page = {"shown": month_of(request.user.maker, month), "month": month, "node": request.user.maker.home}
    return render(request, "studio/settlement.html", page)


@maker_only
def own_settlement_csv(request, month):
    return csv_of(f"settlement-{request.user.maker.slug}-{month}.csv", [month_of(request.user.maker, month)])


@admin_only
def settlements_now(request):
    """The month that is to be closed: the last one."""
    return redirect("office-settlements", this_month(first_node()).before)


@admin_only
def settlements(request, month):
    shown = months_of_all(month)
    page = {"shown": shown, "month": month, "kinds": WORDS.values(), "totals": totals(shown)}
    return render(request, "office/settlements.html", page | {"payout_minor": sum(page["totals"])})


@admin_only
def settlements_csv(request, month):
    return csv_of(f"settlements-{month}.csv", months_of_all(month))


@admin_only
def settlement(request, month, slug):
    """One maker's month; what is sent here closes it."""
    maker = get_object_or_404(Maker.objects.select_related("home"), slug=slug)
    shown, refusal = month_of(maker, month), None
    seen = {"seen_minor": shown.reckoned.payout_minor}
    form, status = ClosingForm(request.POST or None, initial=seen), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                close_month(maker, month, seen_minor=form.cleaned_data["seen_minor"], **form.materials, by=request.user)
            except Refusal as why_not:
                refusal, status = why_not, why_not.status
                form = ClosingForm(with_seen(request.POST, seen))
            else:
                messages.success(request, f"{maker}’s {month.first:%B %Y} is closed.")
                return redirect("office-settlement", month, slug)
    page = {"shown": shown, "month": month, "node": maker.home, "form": form, "refusal": refusal}
    page["may_close"] = not shown.settlement and shown.reckoned.lines and timezone.now() >= month.anywhere[1]
    return render(request, "office/settlement.html", page, status=status)


def with_seen(posted, seen: dict) -> dict:
    """What was typed, with the sum that the page shows now."""
    return posted.dict() | seen


@admin_only
def terms(request):
    """What the co-op keeps, from which month on."""
    now = this_month(first_node())
    form = TermsForm(request.POST or None, now=now, initial=Terms.objects.in_force(now.first)._asdict())
    if request.method == "POST" and form.is_valid():
        saved = set_terms(form.month, form.rates, by=request.user)
        messages.success(request, f"The {saved} are set. Months that are closed stay as they are.")
        return redirect("settlement-terms")
    page = {"form": form, "rows": Terms.objects.all(), "now": now.first}
    return render(request, "office/terms.html", page, status=422 if form.errors else 200)


def csv_of(name: str, shown) -> HttpResponse:
    """One line for each line of each month; a maker's add up to the payout."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    rows = csv.writer(answer)
    rows.writerow(HEADER)
    for each in shown:
        state = "closed" if each.settlement else "open"
        for line in each.reckoned.lines:
            said = (line.words, line.about, line.said, str(line.on or ""))
            words = (plain(str(word)) for word in (each.maker, each.month, state, *said))
            rows.writerow((*words, signed_decimal(line.minor), CURRENCY))
    return answer


def signed_decimal(minor: int) -> str:
    return f"-{decimal_minor(-minor)}" if minor < 0 else decimal_minor(minor)
