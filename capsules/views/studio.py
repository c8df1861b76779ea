from django.shortcuts import render

from capsules.models import Capsule, Typed
from coop.access import maker_only


@maker_only
def capsules(request):
    mine = Capsule.objects.owned_by(request.user).select_related("made_at").prefetch_related("runs").with_taken()
    begun = Typed.objects.of(request.user, Typed.Form.CAPSULE, None)
    return render(request, "studio/capsules.html", {"capsules": mine.order_by("-drafted_at"), "begun": begun})
