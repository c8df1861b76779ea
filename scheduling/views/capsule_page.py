from uuid import uuid4

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt

from capsules.actions.preordering import preorder
from capsules.models import Capsule
from capsules.via import counted
from coop.access import public
from coop.private import kept_private
from coop.refusals import Refusal
from coop.shared_pages import shared
from scheduling.forms.preordering import PreorderForm
from scheduling.pages.around import Around
from scheduling.pages.entrance import Entrance
from scheduling.pages.showcase import Showcase


# Whoever orders types who they are: no log-in stands behind the form, so it needs no cookie to prove a sender.
@public
@csrf_exempt
@counted(capsule="slug")
@shared
def capsule(request, slug):
    """The capsule's page. Its form orders, or only counts the sum again where it says so."""
    shown = get_object_or_404(visible_to(request.user), slug=slug)
    came = Entrance(request, shown, now=timezone.now())
    if request.method != "POST":
        chosen = {"variant": request.GET.get("variant")}
        return page(request, shown, PreorderForm(initial=chosen, capsule=shown, kept=came.kept), came)

    form = PreorderForm(request.POST, capsule=shown, kept=came.kept)
    if request.POST.get("do") == "sum":
        return page(request, shown, PreorderForm(initial=request.POST.dict(), capsule=shown, kept=came.kept), came)
    if not form.is_valid():
        return page(request, shown, form, came, status=422)
    try:
        placed = preorder(shown, **form.cleaned_data, agreed_minor=form.seen_minor, door=came.door)
    except Refusal as refusal:
        came = Entrance(request, shown, now=timezone.now())  # as it is now: the code may be used up
        return page(request, shown, form, came, refusal=refusal, status=refusal.status)
    answer = redirect("pay", placed.secret) if placed.status == placed.Status.HELD else redirect(placed)
    answer.status_code = 303
    return answer


def visible_to(user):
    """What is public, and drafts for their maker and for admins."""
    capsules = Capsule.objects.select_related("maker__home", "made_at").prefetch_related("variants", "pictures")
    if not user.is_authenticated:
        return capsules.public()
    if user.is_admin:
        return capsules
    return capsules.filter(Q(pk__in=Capsule.objects.public()) | Q(pk__in=Capsule.objects.owned_by(user)))


def page(request, shown, form, came: Entrance, *, refusal=None, status=200):
    chosen = {name: form[name].value() for name in ("variant", "quantity")}
    show = Showcase(shown, **chosen, way=form.way, came=came, now=came.now)
    context = {"capsule": shown, "node": shown.made_at, "show": show, "came": came, "around": Around(shown)}
    answer = render(request, "shop/capsule.html", context | {"form": form, "refusal": refusal}, status=status)
    if came.waiting:
        return kept_private(answer)
    patch_cache_control(answer, private=True, no_cache=True)
    # What the page says to all is shared; the key of its form is each visitor's own.
    answer.own = {str(form["idempotency_key"].value()): lambda: str(uuid4())}
    return answer
