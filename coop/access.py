"""Who may call a view. Which rows they then see is the queryset's business.

Every view of ours wears exactly one of these decorators; `coop.checks` refuses one without. The API has a door of its
own (`scheduling.api.door`): its views say "api_key".
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied

from coop import stash

View = Callable[..., Any]


def public(view: View) -> View:
    """Anybody."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def secret_link(view: View) -> View:
    """Whoever holds the secret in the address: the view must look its row up by it, and nothing else."""
    view.access = "secret_link"  # type: ignore[attr-defined]
    return view


def keeps_typed(view: View) -> View:
    """To be worn under an access decorator: what is sent after the log-in has ended waits in the session."""
    view.keeps_typed = True  # type: ignore[attr-defined]
    return view


def _only(access: str, allowed: Callable, sorry: str) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                if request.method == "POST" and getattr(view, "keeps_typed", False):
                    stash.put(request)
                return redirect_to_login(request.get_full_path())
            if not allowed(request.user):
                raise PermissionDenied(sorry)
            return view(request, *args, **kwargs)

        guarded.access = access  # type: ignore[attr-defined]
        return guarded

    return decorate


member = _only("member", lambda user: True, "")

maker_only = _only(
    "maker_only",
    lambda user: user.maker is not None and user.maker.status == user.maker.Status.ACTIVE,
    "This page is for makers with an active membership. Ask the co-op to activate yours.",
)

admin_only = _only("admin_only", lambda user: user.is_admin, "This page is for co-op admins.")

node_staff_only = _only(
    "node_staff_only",
    lambda user: user.is_admin or user.desk_id is not None,
    "This page is for the people who staff a node's floor and desk.",
)
