"""Pictures as anybody sees them, and as their maker arranges them."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from capsules.actions import picturing
from capsules.forms.pictures import AltForm, PictureForm
from capsules.models import Capsule, Picture
from capsules.models.pictures import MOST_PICTURES
from capsules.refusals import PageFull
from coop.access import maker_only, public

FOR_EVER = "public, max-age=31536000, immutable"
"""A picture never changes under its address: another one has another key."""


@public
def picture(request, key, width):
    """One size of a photograph on show; of a draft only for its maker and for admins."""
    shown = get_object_or_404(Picture.objects.on_show().select_related("capsule"), key=key)
    is_public = shown.capsule.status in (Capsule.Status.LISTED, Capsule.Status.CLOSED)
    if width not in shown.widths or not (is_public or may_see_drafts(request.user, shown.capsule)):
        raise Http404
    etag = f'"{key}-{width}"'
    headers = {"ETag": etag, "Cache-Control": FOR_EVER if is_public else "private, no-cache"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers=headers)
    try:
        file = default_storage.open(shown.file_of(width))
    except FileNotFoundError as gone:
        raise Http404 from gone
    return FileResponse(file, content_type="image/webp", headers=headers)


def may_see_drafts(user, capsule) -> bool:
    return user.is_authenticated and (user.is_admin or capsule.maker_id == user.maker_id)


@maker_only
def pictures(request, slug):
    """A capsule's photographs in their order, and the form for one more."""
    capsule = get_object_or_404(Capsule.objects.owned_by(request.user), slug=slug)
    if request.method != "POST":
        return page(request, capsule, PictureForm())

    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, capsule, form, status=422)
    try:
        picturing.add(capsule, sizes=form.sizes, alt=form.cleaned_data["alt"], by=request.user)
    except PageFull as refusal:
        return page(request, capsule, form, refusal=refusal, status=refusal.status)
    messages.success(request, "The picture is on the page.")
    return redirect("capsule-pictures", slug)


def page(request, capsule, form, *, refusal=None, wrong=None, status=200):
    """`wrong` is (picture, form) where the words of a picture were refused."""
    pictures = [(each, wrong[1] if wrong and wrong[0] == each else None) for each in capsule.pictures.on_show()]
    context = {"capsule": capsule, "pictures": pictures, "form": form, "refusal": refusal, "most": MOST_PICTURES}
    return render(request, "studio/pictures.html", context, status=status)


@maker_only
@require_POST
def picture_act(request, pk):
    """Arrange, describe or take away one picture: what is to be done comes in `do`."""
    theirs = get_object_or_404(Picture.objects.owned_by(request.user).select_related("capsule"), pk=pk)
    do = request.POST.get("do", "")
    if do == "earlier":
        picturing.move(theirs, by_places=-1, by=request.user)
    elif do == "later":
        picturing.move(theirs, by_places=1, by=request.user)
    elif do == "remove":
        picturing.remove(theirs, by=request.user)
        messages.success(request, "The picture is taken away.")
    elif do == "describe":
        words = AltForm(request.POST)
        if not words.is_valid():
            return page(request, theirs.capsule, PictureForm(), wrong=(theirs, words), status=422)
        picturing.describe(theirs, alt=words.cleaned_data["alt"], by=request.user)
        messages.success(request, "The words are saved.")
    return redirect("capsule-pictures", theirs.capsule.slug)
