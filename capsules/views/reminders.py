from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from capsules.actions.reminding import ask, leave
from capsules.forms import WaitingForm
from capsules.models import Capsule, Reminder
from coop.access import public, secret_link
from coop.refusals import Refusal


# The page that asks is the same for everybody, so its form carries no token. It uses nothing that only a cookie gives.
@public
@csrf_exempt
@require_POST
def reminder_join(request, slug):
    """Tell an address when the drop opens."""
    capsule = get_object_or_404(Capsule.objects.public().select_related("maker"), slug=slug)
    form = WaitingForm(request.POST)
    if not form.is_valid():
        return render(request, "shop/reminder_join.html", {"capsule": capsule, "form": form}, status=422)
    try:
        reminder = ask(capsule, email=form.cleaned_data["email"])
    except Refusal as refusal:
        context = {"capsule": capsule, "form": form, "refusal": refusal}
        return render(request, "shop/reminder_join.html", context, status=refusal.status)
    if reminder:
        return redirect("reminder", reminder.secret)
    messages.info(request, "We write to this address already when it opens.")
    return redirect(capsule)


# Mail programs leave a list by a plain POST to this address (RFC 8058), which has no token. The secret is the right.
@secret_link
@csrf_exempt
def reminder(request, secret):
    """The link that whoever asked holds: what they asked for, and the one click to ask no more."""
    asked = get_object_or_404(Reminder.objects.select_related("capsule__maker", "capsule__made_at"), secret=secret)
    if request.method == "POST":
        leave(asked)
        return redirect("reminder", secret)
    return render(request, "shop/reminder.html", {"reminder": asked, "capsule": asked.capsule})
