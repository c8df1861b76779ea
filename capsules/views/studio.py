from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from capsules.actions.drafting import what_is_missing
from capsules.actions.editing import WORDS, change_words, save_draft
from capsules.forms import Editor
from capsules.models import Capsule
from capsules.pricing import price_stretches
from capsules.refusals import Frozen
from coop.access import maker_only
from coop.slugs import free_slug

OPENS_IN = timedelta(days=14)
OPEN_FOR = timedelta(days=10)


@maker_only
def capsules(request):
    mine = Capsule.objects.owned_by(request.user).select_related("made_at").prefetch_related("runs").with_taken()
    return render(request, "studio/capsules.html", {"capsules": mine.order_by("-drafted_at")})


@maker_only
def capsule_new(request):
    maker = request.user.maker
    capsule = Capsule(maker=maker)
    opens = timezone.now().astimezone(maker.home.zone)
    first = {
        "made_at": maker.home,
        "pickup_nodes": [maker.home] if maker.home.hands_over else [],
        "opens_day": (opens + OPENS_IN).date(),
        "opens_hour": "18:00",
        "closes_day": (opens + OPENS_IN + OPEN_FOR).date(),
        "closes_hour": "18:00",
    }
    editor = Editor(request.POST or None, capsule=capsule, initial=first)
    if request.method == "POST" and editor.is_valid():
        capsule.slug = free_slug(Capsule, editor.form.cleaned_data["title"])
        saved = _save(request, capsule, editor)
        return redirect("capsule-edit", saved.slug)
    return _page(request, capsule, editor)


@maker_only
def capsule_edit(request, slug):
    capsule = _mine(request, slug)
    editor = Editor(request.POST or None, capsule=capsule)
    if request.method == "POST" and editor.is_valid():
        try:
            _save(request, capsule, editor)
        except Frozen as refusal:
            return _page(request, capsule, editor, refusal=refusal)
        return redirect("capsule-edit", slug)
    return _page(request, capsule, editor)


def _mine(request, slug):
    owned = Capsule.objects.owned_by(request.user).select_related("made_at")
    return get_object_or_404(owned, slug=slug)


def _save(request, capsule, editor):
    form = editor.form
    if not editor.is_draft:
        messages.success(request, "The words are saved.")
        return change_words(capsule, fields={name: form.cleaned_data[name] for name in WORDS}, by=request.user)
    tiers = [{"first": row["first"], "last": row["last"], **row["change"]} for row in editor.tiers.filled()]
    saved = save_draft(
        capsule,
        fields=form.written,
        pickup_nodes=form.cleaned_data["pickup_nodes"],
        variants=editor.variants.filled(),
        tiers=tiers,
        by=request.user,
    )
    messages.success(request, f"{saved} is saved.")
    return saved


def _page(request, capsule, editor, *, refusal=None):
    wrong = request.method == "POST" and (refusal or editor.errors)
    # The forms have written into `capsule` what was typed: the page also needs what is so.
    rows = Capsule.objects.select_related("made_at").prefetch_related("variants", "tiers", "pickup_nodes")
    saved = rows.get(pk=capsule.pk) if capsule.pk else None
    context = {
        "capsule": capsule,
        "saved": saved,
        "stretches": _stretches(saved) if saved else [],
        "editor": editor,
        "form": editor.form,
        "refusal": refusal,
        "missing": what_is_missing(capsule) if capsule.pk and editor.is_draft and not wrong else [],
    }
    return render(request, "studio/capsule.html", context, status=getattr(refusal, "status", 422) if wrong else 200)


def _stretches(capsule):
    """Each variant with its prices by position, as they are saved."""
    tiers = list(capsule.tiers.all())
    return [
        (variant, price_stretches(capsule.edition_size, variant.price_minor, tiers))
        for variant in capsule.variants.all()
    ]
