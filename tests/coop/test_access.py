"""The permission matrix: every address of the project, and what each role is answered there."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from capsules.actions.picturing import add
from capsules.models import Difference, ShippingZone, Typed
from capsules.photographs import Size
from coop.actions.keys import make_key
from coop.checks import every_view, views_say_who_may_call_them
from fulfillment.models import Endpoint, Notice
from scheduling.models import Booking, CalendarFeed, NodePlan, SlotWish, Step
from tests import make
from tests.fulfillment import line

ROLES = ["anybody", "maker", "other maker", "desk", "other desk", "admin"]
IN, LOG_IN, NO, GONE, NO_KEY = "in", "log in", "403", "404", "401"

PUBLIC = [IN] * 6
MEMBER = [LOG_IN, IN, IN, IN, IN, IN]
MAKER = [LOG_IN, IN, IN, NO, NO, NO]
OWNER = [LOG_IN, IN, GONE, NO, NO, NO]
STAFF = [LOG_IN, NO, NO, IN, GONE, IN]
ADMIN = [LOG_IN, NO, NO, NO, NO, IN]
KEY = [NO_KEY, IN, IN, IN, IN, IN]
"""The API takes no cookie: each role but anybody comes with a key of its own."""

# Address pattern: method, and the answers in the order of ROLES. Whoever holds a secret link is let in, whatever else
# they are; without the right secret there is no such page, which the test after this one shows.
MATRIX = {
    "": ("GET", PUBLIC),
    "welcome/": ("GET", PUBLIC),
    "home/": ("GET", MEMBER),
    "health/": ("GET", PUBLIC),
    "makers/": ("GET", PUBLIC),
    "makers/<slug:slug>/": ("GET", PUBLIC),
    "policies/": ("GET", PUBLIC),
    "art/<slug:slug>.svg": ("GET", PUBLIC),
    "c/<slug:slug>/": ("GET", PUBLIC),
    "c/<slug:slug>/marks/": ("GET", PUBLIC),
    "c/<slug:slug>/tell-me/": ("POST", PUBLIC),
    "r/<str:secret>/": ("GET", PUBLIC),
    "pictures/<str:key>/<int:width>.webp": ("GET", PUBLIC),
    "c/<slug:slug>/waiting/": ("POST", PUBLIC),
    "c/<slug:slug>/card/": ("GET", PUBLIC),
    "c/<slug:slug>/share/<slug:shape>.jpg": ("GET", PUBLIC),
    "oembed/": ("GET", PUBLIC),
    "feeds/products.xml": ("GET", PUBLIC),
    "feeds/drops.atom": ("GET", PUBLIC),
    "sitemap.xml": ("GET", PUBLIC),
    "robots.txt": ("GET", PUBLIC),
    "w/<str:secret>/": ("GET", PUBLIC),
    "s/<slug:code>/": ("GET", PUBLIC),
    "o/<str:secret>/": ("GET", PUBLIC),
    "o/<str:secret>/cancel/": ("POST", PUBLIC),
    "o/<str:secret>/node/": ("POST", PUBLIC),
    "o/<str:secret>/forget/": ("GET", PUBLIC),
    "o/<str:secret>/receipt.pdf": ("GET", PUBLIC),
    "o/<str:secret>/calendar.ics": ("GET", PUBLIC),
    "o/<str:secret>/data.json": ("GET", PUBLIC),
    "o/<str:secret>/pay/": ("GET", PUBLIC),
    "o/<str:secret>/pay/done/": ("POST", PUBLIC),
    "o/<str:secret>/pay/again/": ("POST", PUBLIC),
    "o/<str:secret>/pay/desk/": ("POST", PUBLIC),
    "webhooks/stripe/": ("POST", ["400"] * 6),
    "find-order/": ("GET", PUBLIC),
    "p/<str:mark>/": ("GET", PUBLIC),
    "studio/": ("GET", MAKER),
    "studio/capsules/": ("GET", MAKER),
    "studio/capsules/new/": ("GET", MAKER),
    "studio/capsules/<slug:slug>/": ("GET", OWNER),
    "studio/capsules/<slug:slug>/pictures/": ("GET", OWNER),
    "studio/pictures/<int:pk>/": ("POST", OWNER),
    "studio/capsules/<slug:slug>/submit/": ("POST", OWNER),
    "studio/capsules/<slug:slug>/costs/": ("GET", OWNER),
    "studio/drawings/<slug:kind>/<slug:palette>.svg": ("GET", MAKER),
    "studio/typed/<slug:form>/": ("POST", MAKER),
    "studio/typed/<slug:form>/<slug:slug>/": ("POST", OWNER),
    "studio/throw-away/<int:pk>/": ("POST", OWNER),
    "studio/capsules/<slug:slug>/route/": ("GET", OWNER),
    "studio/capsules/<slug:slug>/launch/": ("GET", OWNER),
    "studio/shop-endpoint/": ("GET", MAKER),
    "studio/shop-endpoint/rotate/": ("POST", OWNER),
    "studio/shop-endpoint/switch/": ("POST", OWNER),
    "studio/shop-endpoint/<int:pk>/retry/": ("POST", OWNER),
    "studio/runs/<int:pk>/": ("GET", OWNER),
    "studio/referrals/": ("GET", MAKER),
    "studio/referrals/<int:pk>/end/": ("POST", OWNER),
    "studio/samples/": ("GET", MAKER),
    "studio/samples/<int:pk>/card.pdf": ("GET", OWNER),
    "studio/samples/<int:pk>/take-back/": ("POST", OWNER),
    "studio/board/": ("GET", MEMBER),
    "studio/board/<slug:slug>/<day:day>/": ("GET", MEMBER),
    "studio/board/<slug:slug>/<day:day>/maintenance/": ("POST", ADMIN),
    "studio/board/<slug:slug>/<day:day>/series/": ("GET", MAKER),
    "studio/board/<slug:slug>/<day:day>/for-a-maker/": ("GET", ADMIN),
    "studio/prime-hours/<slug:slug>/": ("GET", MEMBER),
    "office/nodes/<slug:slug>/prime-hours/": ("GET", ADMIN),
    "studio/bookings/<int:pk>/check-in/": ("POST", [LOG_IN, IN, GONE, IN, GONE, IN]),
    "studio/bookings/": ("GET", MAKER),
    "calendar/<str:secret>.ics": ("GET", PUBLIC),
    "studio/calendar/": ("GET", MAKER),
    "studio/calendar/reset/": ("POST", MAKER),
    "studio/calendar/import/": ("GET", MAKER),
    "studio/keys/": ("GET", MAKER),
    "studio/keys/<int:pk>/revoke/": ("POST", OWNER),
    "api/": ("GET", [GONE] * 6),
    "api/openapi.json": ("GET", PUBLIC),
    "api/stations/": ("GET", KEY),
    "api/stations/<slug>/free/": ("GET", KEY),
    "api/bookings/": ("GET", KEY),
    "api/bookings/<uuidstr:uid>/": ("GET", [NO_KEY, IN, GONE, GONE, GONE, GONE]),
    "api/bookings/<uuidstr:uid>/move/": ("POST", [NO_KEY, IN, GONE, GONE, GONE, IN]),
    "studio/firings/": ("GET", MEMBER),
    "studio/firings/open/": ("GET", MAKER),
    "studio/firings/<int:pk>/": ("GET", [LOG_IN, IN, GONE, GONE, GONE, IN]),
    "studio/firings/<int:pk>/join/": ("POST", OWNER),
    "studio/firings/shares/<int:pk>/leave/": ("POST", [LOG_IN, IN, GONE, GONE, GONE, IN]),
    "studio/usage/": ("GET", MAKER),
    "studio/usage/<month:month>/": ("GET", MAKER),
    "studio/usage/<month:month>.csv": ("GET", MAKER),
    "office/usage/": ("GET", ADMIN),
    "office/usage/<month:month>/": ("GET", ADMIN),
    "office/usage/<month:month>.csv": ("GET", ADMIN),
    "studio/settlements/": ("GET", MAKER),
    "studio/settlements/<month:month>/": ("GET", MAKER),
    "studio/settlements/<month:month>.csv": ("GET", MAKER),
    "office/settlements/": ("GET", ADMIN),
    "office/settlements/terms/": ("GET", ADMIN),
    "office/settlements/<month:month>/": ("GET", ADMIN),
    "office/settlements/<month:month>.csv": ("GET", ADMIN),
    "office/settlements/<month:month>/<slug:slug>/": ("GET", ADMIN),
    "office/insights/": ("GET", ADMIN),
    "office/insights/sales/": ("GET", ADMIN),
    "office/insights/<slug:slug>/<month:month>/": ("GET", ADMIN),
    "office/plan/": ("GET", ADMIN),
    "office/plan/<slug:slug>/": ("GET", ADMIN),
    "office/plan/<slug:slug>/thinking/": ("GET", ADMIN),
    "office/plan/<slug:slug>/again/": ("POST", ADMIN),
    "office/plan/<slug:slug>/<int:pk>/cancel/": ("POST", ADMIN),
    "office/utilisation/": ("GET", ADMIN),
    "office/utilisation/<slug:slug>/": ("GET", ADMIN),
    "studio/board/<slug:slug>/find/": ("GET", MAKER),
    "studio/board/<slug:slug>/<day:day>/table/": ("GET", MEMBER),
    "studio/board/<slug:slug>/<day:day>/wait/": ("POST", MAKER),
    "studio/bookings/<int:pk>/move/": ("POST", [LOG_IN, IN, GONE, GONE, GONE, IN]),
    "studio/bookings/<int:pk>/undo/": ("POST", [LOG_IN, IN, GONE, GONE, GONE, IN]),
    "studio/wishes/<int:pk>/": ("POST", OWNER),
    "studio/bookings/<int:pk>/cancel/": ("POST", [LOG_IN, IN, GONE, GONE, GONE, IN]),
    "office/": ("GET", ADMIN),
    "office/approvals/": ("GET", ADMIN),
    "office/plan/<slug:slug>/what-if/": ("POST", ADMIN),
    "office/what-ifs/<int:pk>/": ("GET", ADMIN),
    "office/what-ifs/<int:pk>/accept/": ("POST", ADMIN),
    "office/what-ifs/<int:pk>/throw-away/": ("POST", ADMIN),
    "office/runs/<int:pk>/": ("GET", ADMIN),
    "office/runs/<int:pk>/approve/": ("POST", ADMIN),
    "office/runs/<int:pk>/withdraw/": ("POST", ADMIN),
    "office/runs/<int:pk>/plan-again/": ("POST", ADMIN),
    "office/capsules/<slug:slug>/list/": ("POST", ADMIN),
    "office/capsules/<slug:slug>/send-back/": ("POST", ADMIN),
    "office/codes/": ("GET", ADMIN),
    "office/codes/<int:pk>/end/": ("POST", ADMIN),
    "office/referrals/": ("GET", ADMIN),
    "office/referrals/<int:pk>/end/": ("POST", ADMIN),
    "office/capsules/": ("GET", ADMIN),
    "office/capsules/<slug:slug>/closing/": ("GET", ADMIN),
    "office/capsules/<slug:slug>/orders/": ("GET", ADMIN),
    "office/orders/<int:pk>/cancel/": ("POST", ADMIN),
    "office/payments/": ("GET", ADMIN),
    "office/payments/<int:pk>/": ("GET", ADMIN),
    "office/payments/<int:pk>/look/": ("POST", ADMIN),
    "office/refunds/<int:pk>/given/": ("POST", ADMIN),
    "office/differences/<int:pk>/settle/": ("POST", ADMIN),
    "office/stations/": ("GET", ADMIN),
    "office/stations/<slug:what>/new/": ("GET", ADMIN),
    "office/stations/<slug:what>/<int:pk>/": ("GET", ADMIN),
    "office/stations/<int:pk>/service/": ("POST", ADMIN),
    "office/members/": ("GET", ADMIN),
    "office/members/makers/new/": ("GET", ADMIN),
    "office/members/makers/<slug:slug>/": ("GET", ADMIN),
    "office/members/makers/<slug:slug>/people/new/": ("GET", ADMIN),
    "office/members/people/<int:pk>/": ("GET", ADMIN),
    "office/members/staff/new/": ("GET", ADMIN),
    "studio/profile/": ("GET", MAKER),
    "office/nodes/": ("GET", ADMIN),
    "office/nodes/new/": ("GET", ADMIN),
    "office/nodes/<slug:slug>/": ("GET", ADMIN),
    "office/nodes/<slug:slug>/close/": ("POST", ADMIN),
    "office/closures/<int:pk>/reopen/": ("POST", ADMIN),
    "office/nodes/<slug:slug>/add-hours/": ("POST", ADMIN),
    "office/extra-hours/<int:pk>/take-back/": ("POST", ADMIN),
    "office/nodes/<slug:slug>/endpoint/": ("GET", ADMIN),
    "office/nodes/<slug:slug>/endpoint/rotate/": ("POST", ADMIN),
    "office/nodes/<slug:slug>/endpoint/switch/": ("POST", ADMIN),
    "office/notices/<int:pk>/retry/": ("POST", ADMIN),
    "office/shipping/": ("GET", ADMIN),
    "office/shipping/new/": ("GET", ADMIN),
    "office/shipping/<int:pk>/": ("GET", ADMIN),
    "office/shipping/<int:pk>/remove/": ("POST", ADMIN),
    "office/uncollected/": ("GET", ADMIN),
    "office/uncollected/<int:pk>/ask/": ("POST", ADMIN),
    "office/uncollected/<int:pk>/put-back/": ("POST", ADMIN),
    "office/journal/": ("GET", ADMIN),
    "floor/<slug:slug>/": ("GET", STAFF),
    "floor/<slug:slug>/out/": ("GET", STAFF),
    "floor/steps/<int:pk>/start/": ("POST", STAFF),
    "floor/steps/<int:pk>/finish/": ("POST", STAFF),
    "floor/steps/<int:pk>/problem/": ("POST", STAFF),
    "floor/<slug:slug>/inspections/": ("GET", STAFF),
    "floor/<slug:slug>/inspections/<int:pk>/": ("POST", STAFF),
    "floor/<slug:slug>/inspections/runs/<int:pk>/pass/": ("POST", STAFF),
    "floor/<slug:slug>/inspections/runs/<int:pk>/again/": ("POST", STAFF),
    "studio/retrospectives/": ("GET", MAKER),
    "studio/retrospectives/<slug:slug>/": ("GET", [LOG_IN, IN, GONE, GONE, GONE, IN]),
    "desk/<slug:slug>/": ("GET", STAFF),
    "desk/<slug:slug>/pickup/": ("GET", STAFF),
    "desk/<slug:slug>/pickup/hand-over/": ("POST", STAFF),
    "desk/<slug:slug>/receive/": ("POST", STAFF),
    "desk/<slug:slug>/parcels/": ("GET", STAFF),
    "desk/<slug:slug>/parcels/<int:pk>/slip.pdf": ("GET", STAFF),
    "desk/<slug:slug>/parcels/<int:pk>/send/": ("POST", STAFF),
}
ACCOUNT_PAGES = "accounts/"
"""Log-in, log-out and passwords are django-allauth's, which guards them itself."""


class World:
    """One row of everything, owned by one maker, at one node."""

    def __init__(self):
        self.node, elsewhere = make.node(), make.node("Spoorhal")
        self.owner = make.maker(home=self.node)
        self.draft = make.capsule(status="draft", maker=self.owner)
        self.run, orders = line.made_run([1], at=self.node, maker=self.owner)
        self.listed = self.run.capsule
        self.order = orders[0]
        self.piece = self.run.made_pieces.get()
        self.parcel = line.ready_parcel(node=self.node)
        self.zone = ShippingZone.objects.create(name="Near")
        paid = {"way": "desk", "amount_minor": 100, "currency": "EUR", "status": "paid", "paid_at": make.now()}
        self.payment = self.order.payments.create(**paid)
        self.refund = self.payment.refunds.create(
            amount_minor=10, reason="A chip", status="by hand", by_hand_at=make.now()
        )
        self.difference = Difference.objects.create(kind="unknown charge", reference="pi_1", currency="EUR")
        self.unplanned = line.run(make.capsule(status="closed", maker=self.owner), status="approved")
        self.waiting = self.listed.waiting.create(email="wim@example.org")
        self.code, self.link = make.price_code(), make.referral(maker=self.owner)
        self.sample = make.sample(self.listed)
        self.reminder = self.listed.reminders.create(email="wim@example.org")
        self.picture = add(self.listed, sizes=[Size(400, 300, b"webp")], alt="The foot", by=make.admin())
        self.kind = make.kind(needs_qualification=False)
        self.station = make.station(of=self.kind, at=self.node)
        operation = make.operation(self.listed, on=self.kind)
        self.step = Step.objects.create(run=self.run, operation=operation, rank=1, pieces=1)
        ahead = make.now() + timedelta(days=2)
        stretch = (ahead, ahead + timedelta(hours=1))
        self.booking = Booking.objects.create(
            station=self.station, maker=self.owner, purpose="maker", during=stretch, occupied=stretch
        )
        self.booking_on_step = Booking.objects.create(
            station=self.station,
            step=self.step,
            purpose="step",
            during=(stretch[1], stretch[1] + timedelta(hours=1)),
            occupied=(stretch[1], stretch[1] + timedelta(hours=1)),
        )
        self.wish = SlotWish.objects.create(station=self.station, maker=self.owner, during=stretch)
        self.closure = self.node.closures.create(days=("2027-01-01", "2027-01-02"), reason="New year")
        self.extra = self.node.extra_hours.create(day="2027-01-09", opens_minute=540, closes_minute=840)
        Endpoint.objects.create(
            node=self.node, url="https://node.example/", secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        )
        self.shop = Endpoint.objects.create(maker=self.owner, url="https://shop.example/")
        self.shop_message = Notice.objects.create(
            key=str(uuid4()), channel="message", kind="run.approved", to=self.shop.url, endpoint=self.shop
        )
        self.what_if = self.node.what_ifs.create(
            kind="out", words="it is out", figures={"station": 1, "until": "2027-01-09T09:00+00:00", "reason": ""}
        )
        self.feed = CalendarFeed.objects.create(maker=self.owner)
        self.notice = Notice.objects.create(
            key=str(uuid4()), channel="mail", kind="order_placed", to="ilse@example.org"
        )
        self.firing = make.firing(start=ahead, opened_by=self.owner, shared=False)
        self.order_to_plan = NodePlan.objects.create(node=self.node, reason="The kiln is mended.")
        self.share = make.share(self.firing, maker=self.owner)
        self.people = {
            "maker": make.maker_user(self.owner),
            "other maker": make.maker_user(make.maker("Grofgoed", home=elsewhere)),
            "desk": make.desk_user(self.node),
            "other desk": make.desk_user(elsewhere),
            "admin": make.admin(),
        }
        self.typed = Typed.objects.create(user=self.people["maker"], form="capsule", capsule=self.draft, words="")
        made = {role: make_key(person, name="matrix", by=person) for role, person in self.people.items()}
        self.key, self.keys = made["maker"][0], {role: text for role, (_, text) in made.items()}
        self.clients = {role: self.client(role) for role in ROLES}

    def client(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role != "anybody":
            client.force_login(self.people[role])
        return client

    def answer(self, role: str, method: str, address: str) -> str:
        """What one role is told; whatever the call changed is rolled back before the next asks."""
        with transaction.atomic():
            answered = self.ask(role, method, address)
            transaction.set_rollback(True)
        return verdict(answered)

    def ask(self, role: str, method: str, address: str) -> HttpResponse:
        client = self.clients[role]
        if address.startswith("/api/"):
            headers = {"Authorization": f"Bearer {self.keys[role]}"} if role in self.keys else {}
            body = {"start": make.now().isoformat(), "end": make.now().isoformat()}
            return client.generic(method, address, json.dumps(body), "application/json", headers=headers)
        sent = {"code": self.order.pickup_code, "url": f"http://testserver{self.listed.get_absolute_url()}"}
        return (client.get if method == "GET" else client.post)(address, sent)

    def address(self, pattern: str) -> str:
        rows = {
            "plan-again": self.unplanned,
            "office/runs": self.run,
            "studio/runs": self.run,
            "inspections/runs": self.run,
            "floor/steps": self.step,
        }
        rows |= {"firings/shares": self.share, "studio/firings/<": self.firing, "office/orders": self.order}
        rows |= {"studio/bookings": self.booking, "inspections/<": self.piece, "office/closures": self.closure}
        rows |= {"office/codes": self.code, "/referrals/": self.link, "studio/samples": self.sample}
        rows |= {"office/what-ifs": self.what_if, "studio/throw-away": self.typed, "studio/pictures": self.picture}
        rows |= {"office/extra-hours": self.extra, "studio/keys": self.key, "studio/wishes": self.wish}
        rows |= {"office/plan/": self.order_to_plan, "office/payments": self.payment, "office/refunds": self.refund}
        rows |= {"office/differences": self.difference}
        rows |= {"parcels/": self.parcel, "office/shipping": self.zone, "office/uncollected": self.order}
        rows |= {"studio/shop-endpoint": self.shop_message}
        rows |= {"office/notices": self.notice, "office/stations": self.station}
        rows |= {"members/people": self.people["maker"]}
        slugs = {"makers/": self.owner, "studio/capsules": self.draft, "c/": self.listed, "art/": self.listed}
        slugs |= {"office/capsules": self.listed, "studio/retrospectives": self.listed}
        slugs |= {"studio/typed": self.draft, "office/settlements": self.owner}
        row = next((row for part, row in rows.items() if part in pattern), None)
        slug = next(
            (row.slug for part, row in slugs.items() if pattern.startswith((part, f"office/members/{part}"))), None
        )
        secrets = {"w": self.waiting.secret, "r": self.reminder.secret, "calendar": self.feed.secret}
        filled = {
            "<int:pk>": str(row.pk if row else ""),
            "<slug:slug>": slug or self.node.slug,
            "<slug:what>": "station",
            "<slug:shape>": "wide",
            "<slug:kind>": "vessel",
            "<slug:palette>": "tide",
            "<slug:form>": "capsule",
            "<day:day>": "2027-03-01",
            "<month:month>": "2027-03",
            "<str:mark>": self.piece.mark,
            "<str:key>/<int:width>": f"{self.picture.key}/400",
            "<str:secret>": secrets.get(pattern.partition("/")[0], self.order.secret),
            "<slug:code>": self.sample.referral.code,
            "<slug>": self.station.slug,
            "<uuidstr:uid>": str(self.booking.uid),
        }
        for part, value in filled.items():
            pattern = pattern.replace(part, value)
        return "/" + pattern


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Built once: whatever a call changes is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def test_every_address_has_its_row_in_the_matrix():
    addresses = {address for address, _ in every_view() if not address.startswith(ACCOUNT_PAGES)}

    assert addresses == set(MATRIX)


def test_a_view_that_does_not_say_who_may_call_it_stops_the_start(settings):
    settings.ROOT_URLCONF = "tests.coop.careless_urls"

    assert [error.id for error in views_say_who_may_call_them(None)] == ["coop.E001"]


@pytest.mark.parametrize("pattern", MATRIX)
def test_each_role_is_answered_as_the_matrix_says(world, pattern):
    method, expected = MATRIX[pattern]
    address = world.address(pattern)

    answers = [world.answer(role, method, address) for role in ROLES]

    assert dict(zip(ROLES, answers, strict=True)) == dict(zip(ROLES, expected, strict=True))


@pytest.mark.parametrize(
    "address", ["/o/guessed/", "/w/guessed/", "/r/guessed/", "/p/guessed/", "/calendar/guessed.ics"]
)
def test_a_guessed_secret_opens_nothing_for_anybody(world, address):
    assert [verdict(world.clients[role].get(address)) for role in ROLES] == [GONE] * 6


def test_a_maker_whose_membership_is_paused_is_told_so(world):
    with transaction.atomic():
        world.owner.become("paused")
        answer = world.clients["maker"].get("/studio/")
        transaction.set_rollback(True)

    assert answer.status_code == 403
    assert "active membership" in answer.content.decode()


def verdict(answer: HttpResponse) -> str:
    if answer.status_code in (302, 303) and answer["Location"].startswith("/accounts/login/"):
        return LOG_IN
    return IN if answer.status_code < 400 or answer.status_code in (409, 422) else str(answer.status_code)
