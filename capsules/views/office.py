from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from capsules.actions.closing import change_closing_time
from capsules.actions.preordering import cancel
from capsules.forms.closing import ClosingForm
from capsules.models import Capsule, Preorder, Waiting
from coop.access import admin_only
from coop.money import format_minor
from coop.refusals import Refusal


@admin_only
def capsules(request):
    """Every capsule that a maker has submitted, the latest closing time first."""
    shown = Capsule.objects.exclude(status=Capsule.Status.DRAFT).select_related("maker", "made_at").with_taken()
    return render(request, "office/capsules.html", {"capsules": shown.order_by("-closes_at")})


@admin_only
def capsule_closing(request, slug):
    """Move a capsule's closing time, seeing who waits for a piece."""
    capsule = get_object_or_404(Capsule.objects.public().select_related("made_at", "maker").with_taken(), slug=slug)
    local = capsule.closes_at.astimezone(capsule.made_at.zone)
    typed = {"day": local.date(), "hour": local.time()}
    form = ClosingForm(request.POST or None, zone=capsule.made_at.zone, initial=typed)
    status, refusal = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                moved = change_closing_time(capsule, closes_at=form.cleaned_data["closes_at"], by=request.user)
            except Refusal as why_not:
                status, refusal = why_not.status, why_not
            else:
                if moved.closes_at == capsule.closes_at:
                    messages.info(request, f"{capsule} closes as before: nothing was changed.")
                else:
                    messages.success(request, f"The closing time of {capsule} is moved.")
                return redirect("office-capsules")
    waiting = Waiting.objects.in_line().filter(capsule=capsule)
    page = {"capsule": capsule, "form": form, "refusal": refusal, "waiting": waiting}
    return render(request, "office/capsule_closing.html", page, status=status)


@admin_only
def capsule_orders(request, slug):
    """All orders of a capsule, each to be cancelled with a reason as long as it is not collected."""
    return orders_page(request, get_object_or_404(Capsule.objects.public(), slug=slug))


@admin_only
@require_POST
def order_cancel_by_admin(request, pk):
    order = get_object_or_404(Preorder.objects.select_related("capsule"), pk=pk)
    reason = request.POST.get("reason", "")
    try:
        ended = cancel(order, reason=reason, by=request.user)
    except Refusal as refusal:
        typed = {"order": order, "reason": reason, "refusal": refusal}
        return orders_page(request, order.capsule, wrong=typed, status=refusal.status)
    back = f" {format_minor(ended.paid_minor, ended.currency)} goes back to the card." if ended.paid_minor else ""
    messages.success(request, f"{str(order).capitalize()} is cancelled. {order.name} is told, with your reason.{back}")
    return redirect("capsule-orders", order.capsule.slug)


def orders_page(request, capsule, *, wrong=None, status=200):
    orders = capsule.preorders.select_related("variant", "pickup_node").order_by("pk")
    page = {"capsule": capsule, "node": capsule.made_at, "orders": orders, "wrong": wrong}
    return render(request, "office/orders.html", page, status=status)
