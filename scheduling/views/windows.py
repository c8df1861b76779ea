"""What the three forms of the editor have in common on their pages."""

from collections.abc import Callable

from capsules.forms.differences import differences
from capsules.forms.window import Window
from capsules.refusals import ChangedMeanwhile


def window_context(window: Window, saved_form: Callable, *, mark: str, refusal=None) -> dict:
    """`saved_form()` shows what is saved, `mark` is its mark. What was sent and is shown again is kept first.

    Whoever was refused because of a change looks at it here: the next sending knows it.
    """
    if window.is_sent:
        window.keep()
    seen = window.seen(mark)
    is_behind = window.data is not None and seen != mark
    return {
        "window": window,
        "seen": mark if isinstance(refusal, ChangedMeanwhile) else seen,
        "differences": differences(saved_form().parts, window.data) if is_behind else [],
    }
