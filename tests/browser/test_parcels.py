"""The sum of a parcel: counted as soon as a country is chosen, and by a button where no script runs."""

import pytest

from tests import make
from tests.capsules import sending

from .axe import faults

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def drop(settings):
    settings.STRIPE_SECRET_KEY = "sk_test_of_these_tests"
    sending.zone("Near", ["NL"])
    sending.zone("Farther", ["BE"], rates=[(5000, 2172)])
    return sending.drop()


def acts(page):
    """What the form's own buttons in sight say, but for that of its code."""
    return [button.text_content() for button in page.locator("#preorder .do button:visible").all()]


@pytest.mark.parametrize("javascript", [True, False])
def test_the_sum_is_never_that_of_another_country(open_page, drop, javascript):
    page = open_page(make.admin(), drop.get_absolute_url(), javascript=javascript, width=375)

    page.check("input[value=ship]")
    near = acts(page)
    page.select_option("[name=ship_country]", "BE")
    if javascript:
        page.get_by_text("Parcel, Belgium").first.wait_for()
    else:
        assert acts(page) == ["Update the sum"]
        page.click("text=Update the sum")
    farther = acts(page)
    page.check("input[value=collect]")

    assert (near, farther, acts(page)) == (["Preorder, €56.63"], ["Preorder, €69.72"], ["Preorder, €48.00"])
    if javascript:
        page.check("input[value=ship]")
        assert faults(page) == []
