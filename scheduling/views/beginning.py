"""A new capsule: what it begins with, and its first saving."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from capsules.figures import Figures, Step, figures_of
from capsules.forms import Editor
from capsules.forms.window import Window
from capsules.models import Capsule, Lesson, Typed
from capsules.sheets import Sheet, first_sheet_at
from coop.access import keeps_typed, maker_only
from coop.slugs import free_slug
from scheduling.actions.beginning import begin
from scheduling.beginnings import BEGINNINGS, Beginning
from scheduling.models import Operation, Program, StationKind
from scheduling.pages.reckoning import Reckoning, reckoning_of

from .calculator import calculated
from .windows import window_context

OPENS_IN = timedelta(days=14)
OPEN_FOR = timedelta(days=10)


@maker_only
@keeps_typed
def capsule_new(request):
    """First the choice of what to begin with, then the editor, and with its first saving the draft."""
    capsule = blank(request.user.maker)
    window = Window(request, Typed.Form.CAPSULE, capsule)
    if window.data is None and "from" not in request.GET:
        return choice(request, window)
    beginning = BEGINNINGS.get((window.data or request.GET).get("from", ""))
    if window.is_part:
        return calculated(request, reckoned(window, beginning))
    editor = Editor(window.data, capsule=capsule, **first(capsule, beginning), unchecked=window.is_unchecked)
    if window.is_unchecked:
        return page(request, window, editor, beginning)
    if not editor.is_valid():
        return page(request, window, editor, beginning, status=422)
    capsule.slug = free_slug(Capsule, editor.form.cleaned_data["title"])
    stops = stops_of(beginning, capsule.made_at) if beginning else []
    sheet = first_costs(beginning, capsule, editor.figures(capsule)) if beginning else None
    saved = begin(capsule, stops=stops, sheet=sheet, **editor.drafted, by=request.user)
    window.done()
    messages.success(request, f"{saved} is saved.")
    return redirect("capsule-edit", saved.slug)


def choice(request, window):
    lesson = Lesson.objects.filter(capsule__maker=request.user.maker).select_related("capsule").order_by("-written_at")
    context = {"beginnings": BEGINNINGS.values(), "begun": window.rows, "lesson": lesson.first()}
    return render(request, "studio/capsule_begin.html", context)


def blank(maker) -> Capsule:
    return Capsule(maker=maker, made_at=maker.home)


def first(capsule, beginning: Beginning | None) -> dict:
    """What the editor begins with."""
    home = capsule.maker.home
    opens = timezone.now().astimezone(home.zone) + OPENS_IN
    fields = {
        "made_at": home,
        "pickup_nodes": [home] if home.hands_over else [],
        "opens_day": opens.date(),
        "opens_hour": "18:00",
        "closes_day": (opens + OPEN_FOR).date(),
        "closes_hour": "18:00",
    }
    if beginning is None:
        return {"initial": fields}
    return {"initial": fields | beginning.fields, "variants": beginning.variants, "tiers": beginning.tiers}


def stops_of(beginning: Beginning, node) -> list[Operation]:
    """At the node's own kinds of station where it has them."""
    has = set(node.stations.in_service().values_list("kind", flat=True))
    kinds = sorted(StationKind.objects.all(), key=lambda kind: kind.pk not in has)
    return beginning.stops(kinds, Program.objects.select_related("kind"))


def first_costs(beginning: Beginning | None, capsule, figures: Figures) -> Sheet:
    """Its materials and minutes, sent to the co-op's zones at its rates."""
    first = first_sheet_at(capsule.made_at, figures)
    return beginning.sheet._replace(zones=first.zones) if beginning else first


def reckoned(window, beginning: Beginning | None) -> Reckoning:
    """At what is typed, over the route and the costs that it begins with."""
    capsule = blank(window.user.maker)
    begins = first(capsule, beginning)
    editor = Editor(window.data, capsule=blank(window.user.maker), **begins)
    if window.data:
        figures = editor.figures(capsule)
    else:
        tiers = [Step(tier["first"], tier["last"], **tier["change"]) for tier in begins.get("tiers", [])]
        figures = figures_of(capsule, variants=begins.get("variants", []), tiers=tiers, typed=begins["initial"])
    operations = stops_of(beginning, capsule.made_at) if beginning else []
    costs = first_costs(beginning, capsule, figures)
    return reckoning_of(capsule, figures, costs, operations, wrong=editor.miscounts)


def page(request, window, editor, beginning, *, status=200):
    unsaved = window_context(window, lambda: editor, mark="")
    context = {"capsule": editor.form.instance, "editor": editor, "form": editor.form, "beginning": beginning}
    context |= {"reckoning": reckoned(window, beginning)}
    return render(request, "studio/capsule.html", context | unsaved, status=status)
