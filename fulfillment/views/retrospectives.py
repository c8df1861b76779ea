"""What a maker's drops taught, one page a drop. An admin reads every maker's."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from capsules.actions.learning import write_lesson
from capsules.models import Capsule
from coop.access import maker_only, member
from fulfillment.forms.lessons import LessonForm
from fulfillment.pages.retrospective import Retrospective, looked_back_on


@maker_only
def retrospectives(request):
    mine = looked_back_on(Capsule.objects.owned_by(request.user))
    return render(request, "studio/retrospectives.html", {"capsules": mine.prefetch_related("runs")})


@member
def retrospective(request, slug):
    """The maker writes the lesson; for an admin it stands there to be read."""
    capsules = Capsule.objects.all() if request.user.is_admin else Capsule.objects.owned_by(request.user)
    capsule = get_object_or_404(looked_back_on(capsules).prefetch_related("variants", "tiers"), slug=slug)
    shown, is_mine = Retrospective(capsule), capsule.maker_id == request.user.maker_id
    form = LessonForm(request.POST or None, instance=shown.lesson)
    if request.method == "POST" and is_mine and form.is_valid():
        answers = {name: form.cleaned_data[name] for name in form.fields}
        kept = write_lesson(capsule, **answers, by=request.user)
        messages.success(request, "The lesson is kept for your next drop." if kept else "The lesson is empty again.")
        return redirect("retrospective", slug)
    context = {"capsule": capsule, "node": capsule.made_at, "shown": shown, "form": form, "is_mine": is_mine}
    return render(request, "studio/retrospective.html", context, status=422 if form.errors else 200)
