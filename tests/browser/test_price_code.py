"""A code in the preorder form: its sums are counted as soon as it is typed, and by a button without scripts."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_code_counts_the_sums_again_and_keeps_what_is_typed(open_page, javascript):
    drop = make.capsule()
    make.price_code("SPRING")
    page = open_page(make.user(), drop.get_absolute_url(), javascript=javascript)
    page.fill("[name=name]", "Ilse R.")
    page.check("[name=quantity][value='2']")
    page.fill("[name=code]", "spring")
    if javascript:
        page.locator("[name=email]").focus()
    else:
        page.click("text=Use it")

    page.wait_for_selector("#code_said >> text=SPRING")

    assert page.locator(".quote:visible button").inner_text() == "Preorder, €86.40"
    assert page.locator(".quote:visible .off td").inner_text() == "−€9.60"
    assert page.input_value("[name=name]") == "Ilse R."
