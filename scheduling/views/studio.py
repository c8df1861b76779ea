from datetime import timedelta

from django.shortcuts import render
from django.utils import timezone

from capsules.models import Capsule, Run
from coop.access import maker_only
from coop.times import minute_of_day
from scheduling.models import Booking, Step
from scheduling.pages.run import steps_of


@maker_only
def studio(request):
    """What a maker comes for: today's stations, the drops, the runs, and what waits for them."""
    home = request.user.maker.home
    now = timezone.now()
    today = now.astimezone(home.zone).date()
    midnight, next_midnight = (minute_of_day(day, 0, home.zone) for day in (today, today + timedelta(days=1)))
    mine = Booking.objects.live().owned_by(request.user).select_related("station__node", "step__run__capsule")
    capsules = list(Capsule.objects.owned_by(request.user).with_taken().select_related("made_at"))
    context = {
        "maker": request.user.maker,
        "node": home,
        "now": now,
        "today": mine.filter(during__overlap=(midnight, next_midnight)),
        "next": mine.filter(during__startswith__gte=next_midnight).first(),
        "sent_back": [each for each in capsules if each.status == Capsule.Status.DRAFT and each.sent_back_reason],
        "drafts": [each for each in capsules if each.status == Capsule.Status.DRAFT and not each.sent_back_reason],
        "drops": [
            each for each in capsules if each.listed_at or (each.submitted_at and each.status != Capsule.Status.DRAFT)
        ],
        "runs": runs_of(request.user),
    }
    return render(request, "studio/overview.html", context)


def runs_of(user):
    """The maker's runs that are not over, each with its first open step (`next_step`)."""
    unfinished = Run.objects.owned_by(user).exclude(status__in=[Run.Status.MADE, Run.Status.WITHDRAWN])
    runs = list(unfinished.select_related("capsule__made_at"))
    waiting: dict[int, Step] = {}
    for step in steps_of(runs).open().with_times():
        waiting.setdefault(step.run_id, step)
    for run in runs:
        run.next_step = waiting.get(run.pk)
    return runs
