"""Samples on shops' shelves: a maker's own, their cards, and where a card's code leads."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from capsules.actions.counting import count_scan
from capsules.actions.referring import place_sample, take_sample_back
from capsules.forms.referrals import SampleForm
from capsules.materials import facts
from capsules.models import Capsule, Referral, Sample
from capsules.via import is_somebody
from coop.access import maker_only, public
from coop.lazily import at_first_call

card_of = at_first_call("capsules.card.card_of")


@maker_only
def studio_samples(request):
    """A maker's samples, what each brought, and the form for a new one."""
    form = SampleForm(request.POST or None, maker=request.user.maker)
    if request.method == "POST" and form.is_valid():
        placed = place_sample(request.user.maker, by=request.user, **form.cleaned_data)
        messages.success(request, f"{placed}: print its card, and put it beside the sample.")
        return redirect("studio-samples")
    samples = Sample.objects.owned_by(request.user).select_related("capsule")
    figures = Referral.objects.with_figures().in_bulk([sample.referral_id for sample in samples])
    page = {
        "samples": [(sample, figures[sample.referral_id]) for sample in samples],
        "form": form,
        "today": timezone.now().astimezone(request.user.maker.home.zone).date(),
    }
    return render(request, "studio/samples.html", page, status=422 if form.errors else 200)


@maker_only
@require_POST
def sample_take_back(request, pk):
    sample = get_object_or_404(Sample.objects.owned_by(request.user).select_related("referral", "capsule"), pk=pk)
    take_sample_back(sample, by=request.user)
    messages.success(request, f"{sample} is no longer shown. Its card’s code still opens the page.")
    return redirect("studio-samples")


@maker_only
def sample_card(request, pk):
    """The card to be printed, as a PDF of A6."""
    rows = Sample.objects.owned_by(request.user).select_related("referral__maker", "capsule")
    sample = get_object_or_404(rows, pk=pk)
    answer = HttpResponse(card_of(sample, drawn_by=drawn_by(sample)), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="card-{sample.referral.code}.pdf"'
    return answer


@public
def sample(request, code):
    """Where a card's code leads: counted as a scan, then on to the drop, as a visit by the card's link.

    Before the drop is listed, which a card on a shelf does not wait for, its maker has a page already.
    """
    rows = Sample.objects.select_related("referral__maker", "capsule")
    scanned = get_object_or_404(rows, referral__code=code.lower())
    if request.method == "GET" and is_somebody(request):
        count_scan(scanned.referral.code)
    drop = drawn_by(scanned)
    is_public = drop is not None and Capsule.objects.public().filter(pk=drop.pk).exists()
    page = drop.get_absolute_url() if is_public else reverse("maker", args=[scanned.referral.maker.slug])
    answer = redirect(f"{page}?via={scanned.referral.code}")
    answer["Cache-Control"] = "no-store"  # each scan is asked for
    return answer


def drawn_by(sample: Sample) -> Capsule | None:
    """The drop that a sample stands for: its own, or its maker's latest that names the material."""
    if sample.capsule:
        return sample.capsule
    theirs = Capsule.objects.public().filter(maker=sample.referral.maker_id).order_by("-opens_at")
    return next((drop for drop in theirs if sample.material in facts(drop.materials)), None)
