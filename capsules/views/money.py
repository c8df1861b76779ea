from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from capsules.actions import charging
from capsules.actions.comparing import mark_settled
from capsules.actions.refunding import give_back, mark_given
from capsules.forms.money import GiveBackForm, SettleForm
from capsules.models import Difference, Payment, Refund
from capsules.money_shown import MoneyShown
from capsules.paying import takes_cards
from capsules.paying.provider import ProviderAway
from coop.access import admin_only
from coop.lifecycle import IllegalMove, StaleRow
from coop.money import format_minor
from coop.refusals import Refusal


@admin_only
def payments(request):
    """What of payments waits for somebody, and the latest ones."""
    return page(request)


@admin_only
def payment(request, pk):
    """One payment with its refunds, and a form to give back a part of it, or all."""
    rows = Payment.objects.select_related("preorder__capsule__made_at", "preorder__variant", "card")
    shown = get_object_or_404(rows, pk=pk)
    form, refusal, status = GiveBackForm(request.POST or None, initial={"minor": shown.kept_minor}), None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                refund = give_back(shown, **form.cleaned_data, by=request.user)
                sum_back = format_minor(refund.amount_minor, shown.currency)
                messages.success(request, f"{sum_back} goes back to {shown.preorder.name}, who is told your reason.")
                return redirect("payment", pk)
            except Refusal as why_not:
                refusal, status = why_not, why_not.status
    context = {"payment": shown, "order": shown.preorder, "node": shown.preorder.capsule.made_at}
    context |= {"refunds": shown.refunds.select_related("by"), "form": form, "refusal": refusal}
    return render(request, "office/payment.html", context, status=status)


@admin_only
@require_POST
def payment_look(request, pk):
    """Ask the provider how a payment stands: for whoever found that it says otherwise than we do."""
    asked = get_object_or_404(Payment, pk=pk)
    try:
        found = charging.look(asked) if takes_cards() else asked
        messages.success(request, f"Stripe was asked: {found.get_status_display()}.")
    except ProviderAway:
        messages.error(request, "Stripe does not answer at the moment.")
    return redirect("payment", pk)


@admin_only
@require_POST
def refund_given(request, pk):
    refund = get_object_or_404(Refund.objects.select_related("payment__preorder"), pk=pk)
    try:
        mark_given(refund, by=request.user)
        messages.success(request, f"Noted: {format_minor(refund.amount_minor, refund.payment.currency)} given back.")
    except (IllegalMove, StaleRow):
        messages.info(request, "Nothing to do: it no longer waits to be given back by hand.")
    return redirect("payments")


@admin_only
@require_POST
def difference_settle(request, pk):
    difference = get_object_or_404(Difference, pk=pk)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return page(request, wrong=difference, status=422)
    mark_settled(difference, note=form.cleaned_data["note"], by=request.user)
    messages.success(request, "Settled. It is kept, and listed no more.")
    return redirect("payments")


def page(request, *, wrong=None, status=200):
    context = {"shown": MoneyShown(), "takes_cards": takes_cards(), "wrong": wrong}
    return render(request, "office/payments.html", context, status=status)
