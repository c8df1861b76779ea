import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from coop import phrases
from coop.templatetags.coop_display import strokes


@dataclass
class Place:
    city: str
    zone: ZoneInfo


ROTTERDAM = Place("Rotterdam", ZoneInfo("Europe/Amsterdam"))
SAO_PAULO = Place("São Paulo", ZoneInfo("America/Sao_Paulo"))
WINTER = datetime(2026, 3, 12, 17, 0, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 2, 12, 14, 36, tzinfo=UTC))


def show(template: str, **context) -> str:
    return Template("{% load coop_display %}" + template).render(Context({"node": ROTTERDAM, **context})).strip()


def test_money_is_shown_with_its_sign_and_both_cents():
    assert show('{{ 123450|money:"EUR" }} {{ minor|money:"GBP" }}', minor=-600) == "€1,234.50 −£6.00"


def test_no_money_is_nothing():
    assert show('{{ minor|money:"EUR" }}', minor=None) == ""


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ at|at_node:node }}", '<time datetime="2026-03-12T18:00+01:00">Thu 12 March, 18:00</time>'),
        ("{{ at|day_at:node }}", '<time datetime="2026-03-12">Thu 12 March</time>'),
        ("{{ at|short_day_at:node }}", '<time datetime="2026-03-12">Thu 12 Mar</time>'),
        ("{{ at|hour_at:node }}", '<time datetime="2026-03-12T18:00+01:00">18:00</time>'),
        ("{{ node|zone_of:at }}", "Rotterdam time (CET)"),
    ],
)
def test_times_are_shown_on_the_nodes_clock(template, shown):
    assert show(template, at=WINTER) == shown


def test_a_day_begins_at_the_nodes_midnight():
    assert show("{{ at|day_at:node }}", at=SUMMER) == '<time datetime="2026-07-02">Thu 2 July</time>'


def test_no_time_is_nothing():
    filters = ("at_node", "day_at", "short_day_at", "hour_at")
    assert [show("{{ at|" + each + ":node }}", at=None) for each in filters] == [""] * 4


def test_zones_know_summer_and_those_without_letters_show_their_offset():
    assert show("{{ node|zone_of:at }}", at=SUMMER) == "Rotterdam time (CEST)"
    assert show("{{ node|zone_of:at }}", at=SUMMER, node=SAO_PAULO) == "São Paulo time (UTC−03)"


def test_a_span_names_its_day_once_unless_it_crosses_midnight():
    end = WINTER + timedelta(hours=2)
    assert show("{% span_at at end node %}", at=WINTER, end=end).endswith(">Thu 12 March, 18:00–20:00</time>")
    end = WINTER + timedelta(hours=10)
    assert ">Thu 12 March, 18:00 – Fri 13 March, 04:00<" in show("{% span_at at end node %}", at=WINTER, end=end)


def test_a_day_far_away_says_its_year():
    assert phrases.day_words(date(2027, 3, 12), date(2026, 2, 12)) == "Fri 12 March 2027"


@pytest.mark.parametrize(("minutes", "words"), [(0, "0 min"), (45, "45 min"), (150, "2 h 30 min"), (960, "16 h")])
def test_lengths_are_hours_and_minutes(minutes, words):
    assert show("{{ minutes|duration }}", minutes=minutes) == words


@pytest.mark.parametrize(("count", "words"), [(0, "no pieces"), (1, "1 piece"), (12, "12 pieces")])
def test_counts_agree_with_their_noun(count, words):
    assert show('{{ count|plural:"piece,pieces" }}', count=count) == words


def test_an_icon_is_silent_unless_it_has_words():
    assert '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 20.5' in show('{% icon "kiln" %}')
    assert 'role="img" aria-label="late"' in show('{% icon "late" "late" %}')


def test_the_cut_typefaces_are_asked_for_at_once_where_there_are_any(settings):
    settings.FONTS_INSTALLED = True
    assert re.findall('href="([^"]+)"', show("{% preload_faces %}")) == [
        "/static/fonts/fraunces-core.woff2",
        "/static/fonts/figtree-core.woff2",
    ]
    settings.FONTS_INSTALLED = False
    assert show("{% preload_faces %}") == ""


def test_an_editions_strokes_are_taken_next_and_open():
    assert strokes(1, 4) == [
        {"x": "12.50", "state": "t"},
        {"x": "37.50", "state": "n"},
        {"x": "62.50", "state": "o"},
        {"x": "87.50", "state": "o"},
    ]


class Wish(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the door.")
    kinds = forms.MultipleChoiceField(label="Kinds", choices=[("k", "kiln")], widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(label="Note", required=False)


def test_a_field_is_wired_to_its_hint_and_its_error():
    shown = render_to_string("includes/field.html", {"field": Wish({"name": ""})["name"]})
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_helptext"' in shown
    assert 'id="id_name_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_fields_that_may_stay_empty_say_so():
    assert "(optional)" in render_to_string("includes/field.html", {"field": Wish()["note"]})


def test_the_error_summary_leads_to_each_field():
    shown = render_to_string("includes/form_errors.html", {"form": Wish({"name": "", "kinds": []})})
    assert "2 things need another look" in shown
    assert '<a href="#id_name">' in shown
    assert '<a href="#id_kinds">' in shown


def test_a_form_without_errors_has_no_summary():
    assert render_to_string("includes/form_errors.html", {"form": Wish()}).strip() == ""


@pytest.mark.parametrize("page", ["404.html", "403.html", "403_csrf.html", "500.html"])
def test_pages_that_say_sorry_need_no_context(page):
    shown = render_to_string(page)
    assert shown.count("<h1>") == 1
    assert "</html>" in shown


@pytest.mark.parametrize(
    ("address", "area"),
    [("/", ""), ("/c/low-tide/", ""), ("/studio/", "studio"), ("/office/nodes/", "office"), ("/desk/kade/", "desk")],
)
def test_the_masthead_follows_from_the_address(address, area):
    from_site = render_to_string("base_work.html", {}, RequestFactory().get(address))
    assert f'<body class="work {area}">' in from_site


def test_no_page_of_the_base_carries_style_or_script_inline():
    shown = render_to_string("base_public.html", {}, RequestFactory().get("/"))
    assert "<style" not in shown
    assert " style=" not in shown
    assert "<script>" not in shown
