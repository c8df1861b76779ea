from django.contrib import messages
from django.contrib.auth import login
from django.shortcuts import redirect, render

from coop.access import member, public
from coop.actions.founding import found, is_founded
from coop.forms import FoundingForm


@public
def welcome(request):
    """The first page of an empty co-op: it makes the first admin, and is gone afterwards."""
    if is_founded():
        return redirect("home")

    form = FoundingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, found(**form.cleaned_data))
        messages.success(request, "You are the first admin. Now tell where the stations stand.")
        return redirect("node-new")
    return render(
        request,
        "account/welcome.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@member
def home(request):
    """After the log-in: to the overview of the most that one may do."""
    user = request.user
    if user.is_admin:
        return redirect("office")
    if user.maker_id:
        return redirect("studio")
    if user.desk_id:
        return redirect("desk", user.desk.slug)
    return redirect("shop")
