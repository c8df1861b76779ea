"""Firings looking for company, and opening, joining and leaving one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from coop.access import maker_only, member
from coop.money import format_minor
from scheduling.actions import firing as verbs
from scheduling.actions.firing_checks import check_joinable, check_load, look_at_firing
from scheduling.forms.firing import JoinForm, OpenForm
from scheduling.models import Firing, LoadShare
from scheduling.pages.firings import FiringShown, by_program
from scheduling.refusals import BookingRefused, CannotCancel

from .board_acts import seen_minor

WHOLE = ("program", "opened_by", "booking__station__node", "booking__station__kind")


@member
def firings(request):
    """Shared firings with room left, by cone and date, and those that one's own pieces are in."""
    now, cone = timezone.now(), request.GET.get("cone", "")
    rows = Firing.objects.select_related(*WHOLE).prefetch_related("shares")
    waiting = [FiringShown(row, request.user) for row in rows.looking_for_company(now)]
    own = rows.live().filter(pk__in=own_shares(request.user).values("firing"), booking__during__endswith__gt=now)
    page = {
        "cone": cone,
        "cones": sorted({each.firing.program.cone for each in waiting if each.firing.program.cone}),
        "programs": by_program(each for each in waiting if cone in ("", each.firing.program.cone)),
        "own": [FiringShown(row, request.user) for row in own],
    }
    return render(request, "studio/firings.html", page)


@member
def firing(request, pk):
    """One firing; with litres in the address, what they would cost in it."""
    shown = FiringShown(fetched(request, pk), request.user)
    form = JoinForm(request.GET if "litres" in request.GET else None, firing=shown.firing)
    refusal, costs = None, None
    if request.user.maker and form.is_valid():
        try:
            asked = form.cleaned_data
            check_joinable(shown.firing, asked["program"], request.user.maker)
            check_load(asked["litres"], asked["pieces"], room=shown.firing.free_l, where=f"{shown.firing} has")
            costs = shown.cost_of_joining(asked["litres"])
        except BookingRefused as refused:
            refusal = refused
    return firing_page(request, shown, form, refusal=refusal, costs=costs)


@maker_only
@require_POST
def firing_join(request, pk):
    row = fetched(request, pk)
    form = JoinForm(request.POST, firing=row)
    if not form.is_valid():
        return firing_page(request, FiringShown(row, request.user), form, status=422)
    try:
        share = verbs.join_firing(row, maker=request.user.maker, by=request.user, **form.cleaned_data)
    except BookingRefused as refused:
        shown = FiringShown(fetched(request, pk), request.user)
        return firing_page(request, shown, form, refusal=refused, status=refused.status)
    messages.success(request, f"Your {share.litres.normalize():f} l are in {row}. Bring them before loading begins.")
    return redirect("firing", pk)


@member
@require_POST
def firing_leave(request, pk):
    """Take a share out; its maker's own, or any for an admin."""
    by_hand = LoadShare.objects.by_hand_of(request.user).select_related("firing__program", "firing__booking__station")
    share = get_object_or_404(by_hand, pk=pk)
    try:
        fee = verbs.leave_firing(share, by=request.user, seen_minor=seen_minor(request))
        cost = f" Leaving so late costs {format_minor(fee)}." if fee else ""
        messages.success(request, f"{share.litres.normalize():f} l are out of {share.firing}.{cost}")
    except CannotCancel as refused:
        messages.error(request, str(refused))
        return redirect("firing", share.firing_id)
    return redirect("firings")


@maker_only
def firing_open(request):
    """Look what a firing would hold and cost, then open it; a refusal keeps what was typed and offers other times."""
    sent = request.POST if request.method == "POST" else request.GET if "litres" in request.GET else None
    form = OpenForm(sent, initial={"shared": True} | request.GET.dict())
    loading, refusal, status = None, None, 200
    if form.is_valid():
        asked = dict(form.cleaned_data)
        share = {name: asked[name] for name in ("program", "litres", "pieces")}
        wanted = {"maker": request.user.maker, "start": asked["starts_at"], **share}
        try:
            if request.method == "POST":
                more = {name: asked[name] for name in ("fragile", "shared", "title")}
                return opened(request, verbs.open_firing(asked["kiln"], by=request.user, **wanted, **more))
            loading = look_at_firing(asked["kiln"], **wanted)
        except BookingRefused as refused:
            refusal, status = refused, refused.status
    elif form.is_bound:
        status = 422
    page = {"form": form, "loading": loading, "refusal": refusal, "offers": offers(form, refusal)}
    return render(request, "studio/firing_open.html", page | {"typed": typed(form)}, status=status)


def opened(request, firing):
    messages.success(request, f"{firing} is yours: {format_minor(firing.price_minor)}, less as others join.")
    return redirect("firing", firing.pk)


def firing_page(request, shown, form, *, refusal=None, costs=None, status=200):
    page = {
        "shown": shown,
        "firing": shown.firing,
        "node": shown.node,
        "form": form if request.user.maker and shown.is_ahead and shown.firing.free_l else None,
        "typed": typed(form),
        "refusal": refusal,
        "costs": costs,
    }
    return render(request, "studio/firing.html", page, status=status)


def fetched(request, pk):
    visible = Firing.objects.visible_to(request.user).select_related(*WHOLE)
    return get_object_or_404(visible.prefetch_related("shares__maker", "shares__step__run__capsule"), pk=pk)


def own_shares(user):
    return LoadShare.objects.live().owned_by(user)


def typed(form, **instead) -> dict:
    """What was typed, for a form of hidden fields that sends it again."""
    names = {*form.fields, "start_which"}
    return {name: value for name, value in form.data.items() if name in names and value} | instead


def offers(form, refusal) -> list[dict]:
    """The refusal's loading times, each as a form that only needs to be sent."""
    found = []
    for letter, loading in zip("ABC", refusal.alternatives if refusal else [], strict=False):
        local = loading.start.astimezone(loading.station.node.zone)
        when = {"day": local.date().isoformat(), "start": f"{local:%H:%M}", "start_which": str(local.fold)}
        found.append({"letter": letter, "loading": loading, "typed": typed(form, kiln=loading.station.slug, **when)})
    return found
