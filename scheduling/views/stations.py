from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from coop.access import admin_only
from coop.models import Node
from scheduling.actions.equipping import save_equipment
from scheduling.forms.stations import KindForm, ProgramForm, StationForm
from scheduling.models import Program, Station, StationKind

EQUIPMENT = {
    "station": (Station, StationForm, "Station"),
    "kind": (StationKind, KindForm, "Kind of station"),
    "program": (Program, ProgramForm, "Program"),
}


@admin_only
def stations(request):
    page = {
        "nodes": Node.objects.prefetch_related("stations__kind"),
        "kinds": StationKind.objects.all(),
        "programs": Program.objects.select_related("kind"),
    }
    return render(request, "office/stations.html", page)


@admin_only
def equipment(request, what, pk=None):
    """Add or change a station, a kind of station or a program."""
    if what not in EQUIPMENT:
        raise Http404
    model, form_class, title = EQUIPMENT[what]
    row = get_object_or_404(model, pk=pk) if pk else model()
    form = form_class(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        save_equipment(form.instance, changeovers=form.cleaned_data.get("changeovers"), by=request.user)
        messages.success(request, f"{form.instance} is saved.")
        return redirect("stations")
    page = {"form": form, "title": title, "row": row if pk else None}
    return render(request, "office/equipment.html", page, status=422 if form.errors else 200)
