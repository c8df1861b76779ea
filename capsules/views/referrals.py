"""Links with `?via=`: a maker's own in the studio, all of them in the office."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from capsules.actions.referring import end_referral, make_referral
from capsules.codes_shown import codes_shown
from capsules.forms.referrals import ReferralForm
from capsules.models import Capsule, PriceCode, Referral
from capsules.referrals_shown import looked_at, referrals_shown
from capsules.refusals import CodeTaken
from coop.access import admin_only, maker_only

LATEST = 12


@maker_only
def studio_referrals(request):
    """A maker's links, what each brought, and the codes that hold for their drops."""
    mine = Referral.objects.owned_by(request.user)
    capsules = Capsule.objects.owned_by(request.user).public()
    codes = codes_shown(PriceCode.objects.for_drops_of(request.user).select_related("capsule__made_at"), now=now())
    return _page(request, "studio", mine, capsules, maker=request.user.maker, codes=codes)


@admin_only
def office_referrals(request):
    """Every link of the co-op and of its makers."""
    return _page(request, "office", Referral.objects.all(), Capsule.objects.public(), maker=None)


def _page(request, area, referrals, capsules, *, maker, **more):
    form = ReferralForm(request.POST or None, maker=maker)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_referral(maker=maker, by=request.user, **form.cleaned_data)
        except CodeTaken as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, f"The link for {made} is ready to be copied.")
            return redirect(f"{area}-referrals")
    rows = referrals.with_figures().select_related("maker", "price_code", "sample")
    listed = capsules.filter(status=Capsule.Status.LISTED).order_by("closes_at")
    page = {
        "shown": referrals_shown(rows, listed),
        "looked": looked_at(capsules.select_related("maker")[:LATEST]),
        "form": form,
    }
    return render(request, f"{area}/referrals.html", page | more, status=422 if form.errors else 200)


@maker_only
@require_POST
def studio_referral_end(request, pk):
    return _end(request, Referral.objects.owned_by(request.user), pk, "studio-referrals")


@admin_only
@require_POST
def office_referral_end(request, pk):
    return _end(request, Referral.objects.all(), pk, "office-referrals")


def _end(request, referrals, pk, back_to):
    """Those of samples end with their sample."""
    referral = get_object_or_404(referrals.filter(sample=None), pk=pk)
    end_referral(referral, by=request.user)
    messages.success(request, f"The link of {referral} counts no more. It still opens the page.")
    return redirect(back_to)
