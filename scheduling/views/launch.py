from django.shortcuts import get_object_or_404, render

from capsules.models import Capsule
from coop.access import maker_only
from scheduling.forms.launching import CodesForm
from scheduling.pages.elsewhere.launch import Kit

from .elsewhere import on_sale


@maker_only
def launch(request, slug):
    """What a maker sends out. Nothing is kept: codes stand in the address."""
    owned = Capsule.objects.owned_by(request.user).select_related("maker", "made_at")
    capsule = get_object_or_404(owned, slug=slug)
    form = CodesForm(request.GET if "codes" in request.GET else None)
    codes = form.cleaned_data["codes"] if form.is_valid() else []
    context = {"capsule": capsule, "node": capsule.made_at, "kit": Kit(on_sale(capsule), codes), "form": form}
    return render(request, "studio/launch.html", context, status=422 if form.errors else 200)
