from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from capsules.actions.rates import remove_zone, save_zone
from capsules.forms.shipping import ZoneEditor
from capsules.models import ShippingZone
from capsules.paying import takes_cards
from coop.access import admin_only
from coop.refusals import Refusal


@admin_only
def rates(request):
    """What parcels cost, zone by zone."""
    zones = ShippingZone.objects.prefetch_related("countries", "rates")
    page = {"zones": zones, "takes_cards": takes_cards()}
    return render(request, "office/rates.html", page)


@admin_only
def zone_new(request):
    return zone_page(request, ShippingZone())


@admin_only
def zone_edit(request, pk):
    return zone_page(request, get_object_or_404(ShippingZone, pk=pk))


@admin_only
@require_POST
def zone_remove(request, pk):
    zone = get_object_or_404(ShippingZone, pk=pk)
    remove_zone(zone, by=request.user)
    messages.success(request, f"{zone} is removed: no new parcel goes there. Those that are ordered still do.")
    return redirect("rates")


def zone_page(request, zone):
    """A zone's form, and what becomes of it when it is sent."""
    editor, refusal, status = ZoneEditor(request.POST or None, zone=zone), None, 200
    if request.method == "POST":
        status = 422
        if editor.is_valid():
            countries = editor.form.cleaned_data["countries"]
            try:
                saved = save_zone(editor.form.instance, countries=countries, rates=editor.rates.rates, by=request.user)
            except Refusal as why_not:
                refusal, status = why_not, why_not.status
            else:
                messages.success(request, f"{saved} is saved. Orders from now on pay these rates.")
                return redirect("rates")
    page = {"zone": zone, "editor": editor, "refusal": refusal}
    return render(request, "office/zone.html", page, status=status)
