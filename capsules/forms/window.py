"""One window on a form of the editor: whose words it shows, and in which row they are kept."""

from functools import cached_property

from django.http import QueryDict

from capsules.actions.typing import forget, keep
from capsules.models import Capsule, Typed
from coop import stash

NOT_WORDS = stash.NOT_WORDS | {"typed", "mark", "do"}


class Window:
    """`form` names the form, `capsule` is None while it is new. Opened or sent, it knows what to show and to keep."""

    back = False
    """Whether its words came back after a log-in."""

    def __init__(self, request, form: Typed.Form, capsule: Capsule | None, *, is_sent: bool | None = None):
        self.request, self.user = request, request.user
        self.form, self.capsule = form, capsule if capsule and capsule.pk else None
        self.is_sent = request.method == "POST" if is_sent is None else is_sent
        self.row = self._known() if self.is_sent else self._chosen()

    @property
    def rows(self):
        return Typed.objects.of(self.user, self.form, self.capsule)

    def _known(self) -> Typed | None:
        row, mark = whole(self.request.POST.get("typed")), whole(self.request.POST.get("mark"))
        return next((each for each in self.kept if (each.pk, each.mark) == (row, mark)), None) if row else None

    @cached_property
    def kept(self) -> list[Typed]:
        """All that is typed into this form and not saved, the latest first."""
        return list(self.rows)

    def _chosen(self) -> Typed | None:
        """What was sent without a log-in, else the row that the address names, else the latest of a saved capsule."""
        if words := stash.take(self.request):
            self.back = True
            return keep(self.user, form=self.form, capsule=self.capsule, words=cleared(words)).row
        asked = self.request.GET.get("typed", "")
        if asked:
            return next((each for each in self.kept if each.pk == whole(asked)), None)
        return next(iter(self.kept), None) if self.capsule else None

    @property
    def data(self) -> QueryDict | None:
        """What the form is to show, or None for what is saved."""
        if self.is_sent:
            return self.request.POST
        return self.row.data if self.row else None

    @property
    def is_unchecked(self) -> bool:
        return not self.is_sent or self.do == "reckon"

    @property
    def do(self) -> str:
        return self.request.POST.get("do", "")

    @property
    def is_part(self) -> bool:
        """Whether only the calculator is asked for, while somebody types."""
        return self.request.GET.get("part") == "reckoning"

    def seen(self, now: str) -> str:
        """The mark of what was saved when these words were begun; `now` where nothing was typed yet."""
        return (self.data and self.data.get("seen")) or now

    @property
    def others(self) -> list[Typed]:
        """What other windows keep of the same form."""
        own = self.row.pk if self.row else None
        return [each for each in self.kept if each.pk != own] if self.capsule else []

    def keep(self) -> None:
        """Keep what was sent and not saved."""
        known = self.row.pk if self.row else None
        mark = self.row.mark if self.row else None
        words = stash.words_of(self.request.POST, leave_out=NOT_WORDS)
        self.row = keep(self.user, form=self.form, capsule=self.capsule, words=words, row=known, mark=mark).row

    def done(self) -> None:
        """What was typed is saved."""
        if self.row:
            forget(self.user, row=self.row.pk)


def whole(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 18 else None


def cleared(words: str) -> str:
    return stash.words_of(QueryDict(words), leave_out=NOT_WORDS)
