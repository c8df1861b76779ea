from uuid import uuid4

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt

from capsules.actions.preordering import preorder
from capsules.models import Capsule
from coop.access import public
from coop.refusals import Refusal
from coop.shared_pages import shared
from scheduling.forms.preordering import PreorderForm
from scheduling.pages.around import Around
from scheduling.pages.showcase import Showcase


# Whoever orders types who they are: no log-in stands behind the form, so it needs no cookie to prove a sender.
@public
@csrf_exempt
@shared
def capsule(request, slug):
    """The capsule's page. Its form orders, or only counts the sum again where it says so."""
    shown = get_object_or_404(visible_to(request.user), slug=slug)
    if request.method != "POST":
        return page(request, shown, PreorderForm(capsule=shown))

    form = PreorderForm(request.POST, capsule=shown)
    if request.POST.get("do") == "sum":
        return page(request, shown, PreorderForm(initial=request.POST.dict(), capsule=shown))
    if not form.is_valid():
        return page(request, shown, form, status=422)
    try:
        placed = preorder(shown, **form.cleaned_data, agreed_minor=form.seen_minor)
    except Refusal as refusal:
        return page(request, shown, form, refusal=refusal, status=refusal.status)
    answer = redirect(placed)
    answer.status_code = 303
    return answer


def visible_to(user):
    """What is public, and drafts for their maker and for admins."""
    capsules = Capsule.objects.select_related("maker__home", "made_at").prefetch_related("pictures")
    if not user.is_authenticated:
        return capsules.public()
    if user.is_admin:
        return capsules
    return capsules.filter(Q(pk__in=Capsule.objects.public()) | Q(pk__in=Capsule.objects.owned_by(user)))


def page(request, shown, form, *, refusal=None, status=200):
    show = Showcase(shown, variant=form["variant"].value(), quantity=form["quantity"].value(), now=timezone.now())
    context = {"capsule": shown, "node": shown.made_at, "show": show, "around": Around(shown)}
    context |= {"form": form, "refusal": refusal}
    answer = render(request, "shop/capsule.html", context, status=status)
    patch_cache_control(answer, private=True, no_cache=True)
    # What the page says to all is shared; the key of its form is each visitor's own.
    answer.own = {str(form["idempotency_key"].value()): lambda: str(uuid4())}
    return answer
