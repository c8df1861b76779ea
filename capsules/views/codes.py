from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from capsules.actions.codes import end_code, make_code
from capsules.codes_shown import codes_shown
from capsules.forms.codes import CodeForm
from capsules.models import PriceCode
from capsules.refusals import CodeTaken
from coop.access import admin_only


@admin_only
def codes(request):
    """Every price-off code with what it took off, and the form for a new one."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_code(by=request.user, **form.cleaned_data)
        except CodeTaken as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, f"{made.code} is given out: {made.words}.")
            return redirect("codes")
    given = codes_shown(PriceCode.objects.with_sums().select_related("capsule__made_at"), now=timezone.now())
    return render(request, "office/codes.html", {"shown": given, "form": form}, status=422 if form.errors else 200)


@admin_only
@require_POST
def code_end(request, pk):
    code = get_object_or_404(PriceCode, pk=pk)
    end_code(code, by=request.user)
    messages.success(request, f"{code.code} takes nothing off any more. Orders keep what it took off.")
    return redirect("codes")
