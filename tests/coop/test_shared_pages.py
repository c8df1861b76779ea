"""Pages that anonymous visitors share for a second."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event

import pytest
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from coop.shared_pages import MOST, Shelf, at_the_door, shared

ask = RequestFactory()


@pytest.fixture(autouse=True)
def a_second(settings, monkeypatch):
    settings.PAGE_SECONDS = 1
    monkeypatch.setattr("coop.shared_pages.shelf", Shelf())


class Clock:
    """Stands still until somebody moves it."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now

    def shift(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("coop.shared_pages.monotonic", clock)
    return clock


def numbered(**own):
    """A view that says how often it was made, and a key that is its visitor's own."""
    made, keys = count(1), count(1)

    @shared
    def view(request):
        key = f"key-{next(keys)}"
        answer = HttpResponse(f"made {next(made)}, yours is {key}.")
        answer.own = {key: lambda: f"key-{next(keys)}"}
        return answer

    return view


def text(answer):
    return answer.content.decode()


def test_within_a_second_it_is_made_once_and_afterwards_anew(clock):
    view = numbered()

    first, second = text(view(ask.get("/"))), text(view(ask.get("/")))
    clock.shift(0.9)
    third = text(view(ask.get("/")))
    clock.shift(0.2)
    fourth = text(view(ask.get("/")))

    assert [words.partition(",")[0] for words in (first, second, third, fourth)] == ["made 1"] * 3 + ["made 2"]


def test_each_visitor_has_their_own_where_the_view_says_so(clock):
    view = numbered()

    keys = [text(view(ask.get("/"))).partition("is ")[2] for _ in range(50)]

    assert len(set(keys)) == 50


def test_a_page_with_something_of_its_visitor_is_never_said_to_be_unchanged():
    assert not numbered()(ask.get("/")).has_header("ETag")


def test_a_page_that_is_the_same_for_all_is_sent_once(clock):
    view = shared(lambda request: HttpResponse("the marks"))

    answer = view(ask.get("/"))
    again = view(ask.get("/", headers={"If-None-Match": answer["ETag"]}))
    other = view(ask.get("/", headers={"If-None-Match": 'W/"older"'}))

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    assert (other.status_code, other.content) == (200, b"the marks")


def test_who_takes_gzip_is_sent_it(clock):
    view = numbered()

    answer = view(ask.get("/", headers={"Accept-Encoding": "br, gzip"}))

    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).startswith(b"made 1, yours is key-")
    assert answer["Vary"] == "Cookie, Accept-Encoding"


@pytest.mark.parametrize(
    "request_",
    [
        lambda: with_cookie("sessionid"),
        lambda: with_cookie("messages"),
        lambda: ask.get("/?invited=secret"),
        lambda: ask.post("/"),
    ],
    ids=["session", "message", "invited", "form"],
)
def test_whoever_is_known_or_sends_something_gets_an_answer_of_their_own(clock, request_):
    view = numbered()
    view(ask.get("/"))

    assert text(view(request_())) == "made 2, yours is key-3."
    assert text(view(ask.get("/"))).startswith("made 1,")


def with_cookie(name):
    request = ask.get("/")
    request.COOKIES[name] = "theirs"
    return request


def answer_with_cookie(request):
    answer = HttpResponse("page")
    answer.set_cookie("seen", "yes")
    return answer


def test_what_is_noted_of_a_visitor_is_noted_of_those_at_the_door_too(clock):
    view, seen = numbered(), []

    def noting(request):
        answer = view(request)
        answer.page.seen = lambda request: seen.append(request.path)
        seen.append(request.path)
        return answer

    door = at_the_door(noting)
    door(ask.get("/")), door(ask.get("/")), door(ask.get("/"))

    assert seen == ["/"] * 3


@pytest.mark.parametrize(
    "of_one_visitor",
    [
        lambda request: HttpResponse(get_token(request)),
        answer_with_cookie,
        lambda request: HttpResponse("no", status=409),
    ],
    ids=["token", "cookie", "refusal"],
)
def test_what_belongs_to_one_visitor_is_never_kept(clock, of_one_visitor):
    made = []

    @shared
    def view(request):
        made.append(request)
        return of_one_visitor(request)

    view(ask.get("/")), view(ask.get("/"))

    assert len(made) == 2


def test_each_address_has_its_own_page(clock):
    view = numbered()

    answers = [text(view(ask.get(path)))[:6] for path in ("/", "/?variant=2", "/", "/?variant=2")]

    assert answers == ["made 1", "made 2", "made 1", "made 2"]


def test_those_who_came_by_the_same_links_share_a_page(clock):
    view = numbered()

    answers = [
        text(view(request))[:6] for request in (ask.get("/"), with_cookie("via"), ask.get("/"), with_cookie("via"))
    ]

    assert answers == ["made 1", "made 2", "made 1", "made 2"]


def test_what_still_needs_something_on_its_way_out_is_not_handed_out_at_the_door(clock):
    view, passed = numbered(), []

    def remembering(request):
        passed.append(request)
        answer = view(request)
        answer.page = None
        return answer

    door = at_the_door(remembering)
    answers = [text(door(ask.get("/")))[:6] for _ in range(2)]

    assert (answers, len(passed)) == (["made 1", "made 1"], 2)


def test_addresses_that_nobody_asks_for_any_more_are_forgotten(clock):
    view = numbered()
    view(ask.get("/"))

    for number in range(MOST):
        view(ask.get(f"/{number}"))

    assert text(view(ask.get("/"))).startswith(f"made {MOST + 2},")


def test_a_view_that_fails_fails_for_whoever_asked_and_is_asked_again(clock):
    asked = []

    @shared
    def view(request):
        asked.append(request)
        if len(asked) == 1:
            raise Http404
        return HttpResponse("there now")

    with pytest.raises(Http404):
        view(ask.get("/"))
    assert text(view(ask.get("/"))) == "there now"


def test_a_crowd_makes_one_page():
    begun, go_on, made = Event(), Event(), []

    @shared
    def view(request):
        made.append(request)
        begun.set()
        go_on.wait(10)
        return HttpResponse("page")

    with ThreadPoolExecutor(8) as crowd:
        answers = [crowd.submit(view, ask.get("/")) for _ in range(8)]
        assert begun.wait(10)
        go_on.set()

    assert {text(answer.result()) for answer in answers} == {"page"}
    assert len(made) == 1


def test_at_the_door_a_copy_has_what_middleware_put_on_the_first_and_passes_none_of_it(clock):
    view, passed = numbered(), []

    def guarded(request):
        passed.append(request)
        answer = view(request)
        answer["X-Frame-Options"] = "DENY"
        return answer

    door = at_the_door(guarded)
    first, second = door(ask.get("/")), door(ask.get("/"))
    squeezed = door(ask.get("/", headers={"Accept-Encoding": "gzip"}))
    clock.shift(1)
    third = door(ask.get("/"))

    assert len(passed) == 2
    assert dict(second.headers) == dict(first.headers) | {"Content-Length": str(len(second.content))}
    assert (squeezed["X-Frame-Options"], squeezed["Content-Length"]) == ("DENY", str(len(squeezed.content)))
    assert [text(answer)[:6] for answer in (first, second, third)] == ["made 1", "made 1", "made 2"]


def test_the_door_lets_pass_whoever_is_known(clock):
    passed = []

    def view(request):
        passed.append(request)
        return HttpResponse("page")

    door = at_the_door(shared(view))
    door(ask.get("/")), door(with_cookie("sessionid")), door(ask.post("/"))

    assert len(passed) == 3


def test_nothing_is_shared_where_the_setting_says_so(settings):
    settings.PAGE_SECONDS = 0
    view = numbered()

    assert [text(view(ask.get("/")))[:6] for _ in range(2)] == ["made 1", "made 2"]
