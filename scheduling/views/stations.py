from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from coop.access import admin_only
from coop.models import Node
from scheduling.actions.equipping import bring_back, retire, save_equipment
from scheduling.forms.stations import KindForm, ProgramForm, StationForm
from scheduling.models import Program, Station, StationKind
from scheduling.refusals import StillBooked

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


@admin_only
@require_POST
def station_service(request, pk):
    """Take a station out of service, or bring it back."""
    station = get_object_or_404(Station, pk=pk)
    try:
        if request.POST.get("act") == "back":
            bring_back(station, by=request.user)
            messages.success(request, f"{station} is in service again.")
        else:
            retire(station, by=request.user)
            messages.success(request, f"{station} is out of service. What was made there stays in the books.")
    except StillBooked as refused:
        messages.error(request, str(refused))
        return redirect("equipment-edit", "station", pk)
    return redirect("stations")
