from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from coop.access import admin_only
from coop.actions.members import add_maker, add_staff
from coop.models import Maker, User
from coop.slugs import free_slug
from scheduling.actions.equipping import save_membership
from scheduling.forms.members import MakerForm, MembershipForm, StaffForm


@admin_only
def members(request):
    page = {
        "makers": Maker.objects.select_related("home").prefetch_related("people", "qualifications__kind"),
        "staff": User.objects.filter(maker=None).select_related("desk").order_by("name"),
    }
    return render(request, "office/members.html", page)


@admin_only
def maker_new(request):
    form = MakerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        slug = free_slug(Maker, form.cleaned_data["name"])
        maker = add_maker(**form.cleaned_data, slug=slug, by=request.user)
        messages.success(request, f"{maker} is a member. Say what they are qualified for.")
        return redirect("maker-edit", maker.slug)
    page = {"form": form, "title": "A new maker", "act": "Take them in"}
    return render(request, "office/member_new.html", page, status=422 if form.errors else 200)


@admin_only
def staff_new(request):
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = add_staff(**form.cleaned_data, by=request.user)
        messages.success(request, f"{user} may log in now, with a code mailed to {user.email}.")
        return redirect("members")
    page = {"form": form, "title": "Somebody for a desk, a floor or the office", "act": "Add them"}
    return render(request, "office/member_new.html", page, status=422 if form.errors else 200)


@admin_only
def maker_edit(request, slug):
    maker = get_object_or_404(Maker, slug=slug)
    form = MembershipForm(request.POST or None, maker=maker)
    if request.method == "POST" and form.is_valid():
        save_membership(maker, **form.cleaned_data, by=request.user)
        messages.success(request, f"{maker} is saved.")
        return redirect("members")
    return render(request, "office/member.html", {"form": form, "maker": maker}, status=422 if form.errors else 200)
