from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from coop.access import maker_only
from coop.actions.keys import make_key, revoke_key
from scheduling.forms.calendar import KeyForm

TEXT_TO_SHOW = "api_key_text"


@maker_only
def keys(request):
    """One's own keys for the API. A new one's text is shown once, on the next page."""
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _, request.session[TEXT_TO_SHOW] = make_key(request.user, name=form.cleaned_data["name"], by=request.user)
        return redirect("keys")
    page = {"form": form, "keys": request.user.api_keys.all(), "text": request.session.pop(TEXT_TO_SHOW, "")}
    return render(request, "studio/keys.html", page, status=422 if form.errors else 200)


@maker_only
@require_POST
def key_revoke(request, pk):
    key = get_object_or_404(request.user.api_keys, pk=pk)
    revoke_key(key, by=request.user)
    messages.success(request, f"Revoked: {key.name}. Whatever used it is refused from now on.")
    return redirect("keys")
