from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from coop.access import admin_only, maker_only
from coop.actions.members import LastAdmin, add_maker, add_person, add_staff, change_maker, change_person
from coop.models import Maker, User
from coop.slugs import free_slug
from scheduling.actions.equipping import save_membership
from scheduling.forms.members import (
    MakerForm,
    MembershipForm,
    NewPersonForm,
    PersonForm,
    ProfileForm,
    StaffForm,
)


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
    maker = get_object_or_404(Maker.objects.select_related("home").prefetch_related("people"), slug=slug)
    form = MembershipForm(request.POST or None, maker=maker)
    if request.method == "POST" and form.is_valid():
        status = form.cleaned_data["status"]
        save_membership(maker, status=status, permits=form.permits, profile=form.profile, by=request.user)
        messages.success(request, f"{maker} is saved.")
        return redirect("members")
    return render(request, "office/member.html", {"form": form, "maker": maker}, status=422 if form.errors else 200)


@admin_only
def person_new(request, slug):
    """One more who logs in for a studio."""
    maker = get_object_or_404(Maker, slug=slug)
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = add_person(maker, **form.cleaned_data, by=request.user)
        messages.success(request, f"{person} may log in for {maker} now, with a code mailed to {person.email}.")
        return redirect("maker-edit", slug)
    page = {"form": form, "title": f"Somebody for {maker}", "act": "Add them"}
    return render(request, "office/member_new.html", page, status=422 if form.errors else 200)


@admin_only
def person_edit(request, pk):
    person = get_object_or_404(User.objects.select_related("maker"), pk=pk)
    form = PersonForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            change_person(person, **form.cleaned_data, by=request.user)
        except LastAdmin as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{form.cleaned_data['name']} is saved.")
            return redirect("maker-edit", person.maker.slug) if person.maker else redirect("members")
    page = {"form": form, "title": person, "act": f"Save {person}"}
    return render(request, "office/member_new.html", page, status=422 if form.errors else 200)


@maker_only
def profile(request):
    """What a studio tells its customers of itself."""
    maker = request.user.maker
    form = ProfileForm(request.POST or None, initial={"craft": maker.craft, "story": maker.story})
    if request.method == "POST" and form.is_valid():
        change_maker(maker, **form.cleaned_data, by=request.user)
        messages.success(request, "Your page is saved.")
        return redirect("studio-profile")
    return render(request, "studio/profile.html", {"form": form, "maker": maker}, status=422 if form.errors else 200)
