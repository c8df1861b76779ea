from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from capsules.actions.waiting import join, leave
from capsules.forms import WaitingForm
from capsules.models import Capsule, Waiting
from capsules.refusals import ListClosed, PiecesLeft
from coop.access import public, secret_link
from coop.private import kept_private


# The page that asks is the same for everybody, so its form carries no token. It uses nothing that only a cookie gives.
@public
@csrf_exempt
@require_POST
def waiting_join(request, slug):
    capsule = get_object_or_404(Capsule.objects.public().select_related("maker"), slug=slug)
    form = WaitingForm(request.POST)
    if not form.is_valid():
        return render(request, "shop/waiting_join.html", {"capsule": capsule, "form": form}, status=422)
    try:
        waiting = join(capsule, email=form.cleaned_data["email"])
    except (PiecesLeft, ListClosed) as refusal:
        context = {"capsule": capsule, "form": form, "refusal": refusal}
        return render(request, "shop/waiting_join.html", context, status=refusal.status)
    if waiting:
        return redirect("waiting-leave", waiting.secret)
    messages.info(request, "This address is on the waiting list already, and keeps its place.")
    return redirect(capsule)


@secret_link
def waiting_leave(request, secret):
    """The link that whoever waits holds: their place or their invitation, and the one click to leave."""
    rows = Waiting.objects.select_related("capsule__maker", "capsule__made_at")
    waiting = get_object_or_404(rows, secret=secret)
    if request.method == "POST":
        leave(waiting)
        return kept_private(redirect("waiting-leave", secret))
    ahead = waiting.capsule.waiting.waiting().filter(pk__lt=waiting.pk).count()
    page = {"waiting": waiting, "capsule": waiting.capsule, "node": waiting.capsule.made_at, "place": ahead + 1}
    page["is_kept"] = waiting.status == Waiting.Status.INVITED and timezone.now() < waiting.held_until
    return kept_private(render(request, "shop/waiting.html", page))
