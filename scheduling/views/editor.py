"""The editor of a capsule: its page and prices, with what they earn beside them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from capsules.actions.drafting import what_is_missing
from capsules.actions.editing import WORDS, change_words, mark_of_draft, save_draft
from capsules.figures import saved_figures
from capsules.forms import Editor
from capsules.forms.window import Window
from capsules.models import Capsule, Typed
from capsules.refusals import ChangedMeanwhile, Frozen
from capsules.sheets import sheet_of
from coop.access import keeps_typed, maker_only
from scheduling.pages.reckoning import Reckoning, reckoning_of

from .calculator import calculated
from .windows import window_context

CAPSULES = Capsule.objects.select_related("maker", "made_at")


@maker_only
@keeps_typed
def capsule_edit(request, slug):
    """Save it; or only show what is typed, and what it would earn."""
    capsule = own_capsule(request, slug)
    window = Window(request, Typed.Form.CAPSULE, capsule)
    if window.is_part:
        return calculated(request, reckoned(window, capsule), capsule=capsule)
    editor = Editor(window.data, capsule=capsule, unchecked=window.is_unchecked)
    if window.is_unchecked:
        return page(request, window, editor, capsule)
    if not editor.is_valid():
        return page(request, window, editor, capsule, status=422)
    try:
        save(capsule, editor, seen=request.POST.get("seen", ""), by=request.user)
    except (Frozen, ChangedMeanwhile) as refusal:
        return page(request, window, editor, capsule, refusal=refusal, status=refusal.status)
    window.done()
    messages.success(request, f"{capsule} is saved." if editor.is_draft else "The words are saved.")
    return redirect("capsule-edit", slug)


def own_capsule(request, slug) -> Capsule:
    return get_object_or_404(CAPSULES.owned_by(request.user), slug=slug)


def save(capsule, editor, *, seen, by):
    if editor.is_draft:
        return save_draft(capsule, **editor.drafted, seen=seen, by=by)
    return change_words(capsule, fields={name: editor.form.cleaned_data[name] for name in WORDS}, seen=seen, by=by)


def reckoned(window, capsule) -> Reckoning:
    """At the prices that are typed, over the route and the costs that are saved."""
    saved, checked = CAPSULES.get(pk=capsule.pk), CAPSULES.get(pk=capsule.pk)
    editor = Editor(window.data, capsule=checked)
    figures = editor.figures(saved) if window.data else saved_figures(saved)
    operations = saved.operations.select_related("kind", "program")
    return reckoning_of(saved, figures, sheet_of(saved), operations, wrong=editor.miscounts)


def page(request, window, editor, capsule, *, refusal=None, status=200):
    # The form may have written into `capsule` what was typed: the page also needs what is so.
    saved = CAPSULES.prefetch_related("pickup_nodes").get(pk=capsule.pk)
    unsaved = window_context(window, lambda: Editor(capsule=saved), mark=mark_of_draft(saved), refusal=refusal)
    is_quiet = editor.is_draft and not (refusal or (window.is_sent and editor.errors))
    context = {
        "capsule": capsule,
        "saved": saved,
        "editor": editor,
        "form": editor.form,
        "refusal": refusal,
        "missing": what_is_missing(saved) if is_quiet else [],
        "reckoning": reckoned(window, capsule),
    }
    return render(request, "studio/capsule.html", context | unsaved, status=status)
