"""Who opens, joins or leaves a firing, told to them and to the one whose firing it is."""

from coop.models import User
from scheduling.models import LoadShare

from . import noticing


def opened(share: LoadShare) -> None:
    _tell("firing_opened", share, share.maker_id)


def joined(share: LoadShare) -> None:
    _tell("firing_joined", share, share.maker_id)
    _tell_opener("firing_company", share)


def left(share: LoadShare) -> None:
    _tell("firing_left", share, share.maker_id)
    _tell_opener("firing_company_left", share)


def _tell_opener(kind: str, share: LoadShare) -> None:
    """Whose firing it is, where that is somebody else; a run's firing has no opener."""
    opener = share.firing.opened_by_id
    if opener not in (None, share.maker_id):
        _tell(kind, share, opener)


def _tell(kind: str, share: LoadShare, maker: int) -> None:
    people = User.objects.filter(maker=maker, is_active=True).order_by().values_list("pk", "email")
    about = {"booking": share.firing.booking, "facts": {"share": share.pk}}
    noticing.owe([noticing.letter(f"{kind}:{share.pk}:{person}", kind, email, **about) for person, email in people])
