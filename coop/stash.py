"""What somebody sent after their log-in had ended: kept in the session until they are back on that page."""

KEY = "typed"
MOST_CHARACTERS = 200_000
NOT_WORDS = frozenset({"csrfmiddlewaretoken"})


def words_of(data, *, leave_out=NOT_WORDS) -> str:
    """A sent form as text, without the fields that are not the sender's own words."""
    kept = data.copy()
    for name in leave_out:
        kept.pop(name, None)
    return kept.urlencode()


def put(request) -> None:
    words = words_of(request.POST)
    if len(words) <= MOST_CHARACTERS:
        request.session[KEY] = {"path": request.path, "words": words}


def take(request) -> str | None:
    """The words that were sent to this address, once."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEY]
    return kept["words"]
