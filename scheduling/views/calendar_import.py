from datetime import timedelta
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from coop.access import maker_only
from scheduling.actions.importing import book_events, try_events
from scheduling.calendar.reading import UnreadableFile, read_calendar
from scheduling.forms.calendar import ImportForm
from scheduling.models import StationKind


@maker_only
def calendar_import(request):
    """Look at a calendar file first, then book what fits; the file's text travels with the form."""
    form = ImportForm(request.POST or None, request.FILES or None)
    outcome, refusal, done = None, None, request.POST.get("act") == "book"
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            outcome = outcome_of(asked, maker=request.user.maker, by=request.user, done=done)
        except UnreadableFile as refused:
            refusal = refused
        else:
            form = ImportForm(initial=asked | {"otherwise": asked["otherwise"] and asked["otherwise"].slug})
    lines = [(line, [offered(slot) for slot in line.alternatives]) for line in outcome.lines] if outcome else []
    home = request.user.maker.home
    page = {"form": form, "home": home, "outcome": outcome, "lines": lines, "refusal": refusal, "done": done}
    return render(request, "studio/calendar_import.html", page, status=422 if form.errors or refusal else 200)


def outcome_of(asked, *, maker, by, done):
    now = timezone.now()
    ahead = max(StationKind.objects.values_list("horizon_days", flat=True), default=0)
    events = read_calendar(asked["text"], start=now, end=now + timedelta(days=ahead))
    act = book_events if done else try_events
    return act(events, maker=maker, by=by, otherwise=asked["otherwise"], with_titles=asked["with_titles"])


def offered(slot):
    """A free slot, and the board on which it is booked by sending the form."""
    node = slot.station.node
    local = slot.start.astimezone(node.zone)
    typed = {"station": slot.station.slug, "start": f"{local:%H:%M}", "length": slot.minutes}
    return {"slot": slot, "url": f"{reverse('board-day', args=[node.slug, local.date()])}?{urlencode(typed)}"}
