"""“Find me a time”: the first free slots of a kind, and a chain of them booked as one."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from coop.access import maker_only
from coop.money import format_minor
from scheduling.actions.chains import Link, book_chain, price_of
from scheduling.forms.finding import ChainForm, FindForm
from scheduling.models import Firing, Program
from scheduling.pages.board import board_day_of
from scheduling.refusals import BookingRefused
from scheduling.seeking import Joining, NothingFree, Search

from .board import place_or_404


def forms_of(request, place):
    """Both forms, and whichever was sent is bound. What the maker may use stands first."""
    kinds = {station.kind_id: station.kind for station in place.stations}
    programs = Program.objects.filter(kind__in=kinds).select_related("kind")
    today = timezone.now().astimezone(place.node.zone).date()
    permits = set(request.user.maker.qualifications.valid_on(today).values_list("kind", flat=True))
    by_use = sorted(kinds.values(), key=lambda kind: kind.needs_qualification and kind.pk not in permits)
    given = {"node": place.node, "kinds": by_use, "programs": list(programs)}
    sent = request.POST if request.method == "POST" else request.GET
    find = FindForm(sent if "what" in sent else None, initial={"earliest": today, "minutes": 120}, **given)
    usual = {"earliest": today, "form_minutes": 180, "glaze_minutes": 120, "litres": 20, "pieces": 6}
    usual |= usual_stops(**given)
    return find, ChainForm(sent if "form_kind" in sent else None, initial=usual, **given)


def usual_stops(node, kinds, programs) -> dict:
    """What a pot passes, as far as the node has it: formed, bisque fired, glazed, glaze fired."""
    by_group = {kind.group: kind.slug for kind in reversed(kinds)}
    stops = {"form_kind": by_group.get("form"), "glaze_kind": by_group.get("glaze")}
    for name in ("bisque", "glaze"):
        stops[name] = next((program.pk for program in programs if name in program.family), None)
    return {name: stop for name, stop in stops.items() if stop}


@maker_only
def board_find(request, slug):
    """The first free times of a kind or a program, or a chain of them; a chain that is sent is booked whole."""
    place = place_or_404(slug)
    find, chain = forms_of(request, place)
    page = {
        "node": place.node,
        "find": find,
        "chain": chain,
        "today": timezone.now().astimezone(place.node.zone).date(),
    }
    status = 422 if find.errors or chain.errors else 200
    if find.is_bound and find.is_valid():
        page["found"] = found_for(place.node, find)
    if chain.is_bound and chain.is_valid():
        if request.method == "POST":
            try:
                return chain_booked(request, place.node, chain)
            except BookingRefused as refused:
                page["refusal"], status = refused, refused.status
        page |= chain_found(place.node, chain)
    return render(request, "studio/board_find.html", page, status=status)


def found_for(node, form) -> list[dict]:
    leg, search = form.leg, Search(node, form.since)
    slots = search.firings(leg.program) if leg.program else search.slots(leg.kind, leg.minutes)
    return [shown(node, slot, leg) for slot in slots]


def shown(node, slot, leg) -> dict:
    """A slot with where the board shows it, and what its form begins with."""
    local = slot.start.astimezone(node.zone)
    return {
        "slot": slot,
        "program": leg.program,
        "wait_minutes": leg.wait_minutes,
        "joins": joining_words(slot, local) if isinstance(slot, Joining) else "",
        "board_day": board_day_of(node, slot.start),
        "day": local.date(),
        "start": f"{local:%H:%M}",
        "at": slot.start.isoformat(),
    }


def joining_words(joining: Joining, local) -> str:
    """ "joins the cone 6 on Thursday"."""
    program = joining.firing.program
    heat = f"the cone {program.cone}" if program.cone else f"{program}"
    return f"joins {heat} on {local:%A}"


def chain_found(node, form) -> dict:
    try:
        legs = form.legs
        slots = Search(node, form.since).chain(legs)
    except NothingFree as nothing:
        return {"nothing": nothing}
    steps = [shown(node, slot, leg) for slot, leg in zip(slots, legs, strict=True)]
    typed = [(field.html_name, field.value()) for field in form]
    return {"steps": steps, "typed": typed, "sum_minor": sum(slot.price_minor for slot in slots)}


def open_firings(node, keys) -> dict[str, Firing]:
    """Those of the node that look for company, by their keys as the page sends them."""
    asked = [key[:18] for key in keys if key.isdecimal()]
    found = Firing.objects.looking_for_company(timezone.now()).filter(booking__station__node=node, pk__in=asked)
    return {str(firing.pk): firing for firing in found.select_related("program", "booking__station")}


def chain_booked(request, node, form):
    """Exactly the steps that the page showed, by the stations and starts that it sent along."""
    legs, stations = form.legs, {station.slug: station for station in place_or_404(node.slug).stations}
    sent = zip(*(request.POST.getlist(name) for name in ("station", "at", "joins")), strict=False)
    asked = [(stations.get(slug), parse_datetime(at.replace(" ", "+")), joins) for slug, at, joins in sent]
    if len(asked) != len(legs) or not all(station and start for station, start, _ in asked):
        raise BookingRefused("These are not the steps that were shown. Look at them again.")
    company = open_firings(node, [joins for _, _, joins in asked])
    if not company.keys() >= {joins for _, _, joins in asked if joins}:
        raise BookingRefused("A firing that the chain joins is open no more. Nothing is booked: look again.")
    links = [
        Link(
            station,
            start,
            start + timedelta(minutes=leg.minutes),
            leg.program,
            leg.litres,
            leg.pieces,
            company.get(joins),
        )
        for leg, (station, start, joins) in zip(legs, asked, strict=True)
    ]
    seen = request.POST.get("sum", "")
    held = book_chain(
        links,
        maker=request.user.maker,
        by=request.user,
        title=form.cleaned_data["title"],
        seen_minor=int(seen[:9]) if seen.isdecimal() else None,
    )
    total = format_minor(sum(price_of(each) for each in held))
    messages.success(request, f"All {len(held)} steps are booked, {total}.")
    return redirect("bookings")
