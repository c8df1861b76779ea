"""Where the editor keeps what is being typed, and throws it away."""

from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from capsules.actions.typing import forget, keep
from capsules.forms.window import NOT_WORDS, whole
from capsules.models import Capsule, Typed
from capsules.models.typed import MOST_CHARACTERS
from coop.access import maker_only
from coop.stash import words_of

PAGES = {Typed.Form.CAPSULE: "capsule-edit", Typed.Form.ROUTE: "route-edit", Typed.Form.COSTS: "costs-edit"}


@maker_only
@require_POST
def typed_keep(request, form, slug=None):
    """Keep a form as it stands. 409 tells a window that another one wrote too; its words are kept all the same."""
    owned = Capsule.objects.owned_by(request.user)
    capsule = get_object_or_404(owned, slug=slug) if slug else None
    words = words_of(request.POST, leave_out=NOT_WORDS)
    if form not in Typed.Form.values or len(words) > MOST_CHARACTERS:
        return JsonResponse({"words": "This is too long to be kept. Save it, or take something out."}, status=422)
    known = {name: whole(request.POST.get(sent)) for name, sent in (("row", "typed"), ("mark", "mark"))}
    row, parted = keep(request.user, form=form, capsule=capsule, words=words, **known)
    now = timezone.now().astimezone(request.user.maker.home.zone)
    told = {"typed": row.pk, "mark": row.mark, "words": f"Kept at {now:%H:%M:%S}, not saved yet."}
    if parted:
        told["words"] = "Another window writes here too. Both are kept, each for itself."
        told["other"] = known["row"]
    return JsonResponse(told, status=409 if parted else 200)


@maker_only
@require_POST
def typed_forget(request, pk):
    row = get_object_or_404(Typed.objects.select_related("capsule"), pk=pk, user=request.user)
    forget(request.user, row=row.pk)
    if row.capsule is None:
        return redirect("capsule-new")
    return redirect(PAGES[row.form], row.capsule.slug)
