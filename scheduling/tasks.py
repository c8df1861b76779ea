from celery import shared_task

from coop.models import Node
from scheduling.actions import (
    answering,
    checking_in,
    dating,
    planning,
    promising,
    quotes_answered,
    quoting,
    sweeping,
    waiting,
)
from scheduling.models import NodePlan, Quote, WhatIf


@shared_task
def plan_node(node_plan_id: int) -> None:
    """Think about a node whose plan is wanted. What fails is found again by the sweep."""
    planning.plan_node(NodePlan.objects.select_related("node").get(pk=node_plan_id))


@shared_task
def sweep_plans() -> None:
    """Ask for what nobody asked for, and ring for orders that were lost with their worker."""
    sweeping.ask_for_what_is_due()
    for pk in sweeping.orders_left().values_list("pk", flat=True):
        plan_node.delay(pk)


@shared_task
def sweep_bookings() -> None:
    """Give back what was missed, end offers that nobody took, and offer what became free."""
    checking_in.release_missed()
    waiting.sweep_wishes()


@shared_task
def promise_node(node_id: int) -> None:
    """Calculate the dates of a node that are missing or doubted."""
    dating.promise_due(Node.objects.get(pk=node_id))


@shared_task
def sweep_promises() -> None:
    """Ring for nodes with dates that were lost with their message, are a day old, or are over."""
    for pk in promising.nodes_to_look_at().values_list("pk", flat=True):
        promise_node.delay(pk)


@shared_task
def answer_what_if(what_if_id: int) -> None:
    """Think about a question. What fails is found again by the sweep."""
    answering.answer(WhatIf(pk=what_if_id))


@shared_task
def sweep_what_ifs() -> None:
    """Ask again about runs whose preview is old, and ring for questions that were left without an answer."""
    answering.ask_for_stale_previews()
    for what_if in answering.left_over():
        answer_what_if.delay(what_if.pk)


@shared_task
def answer_quote(quote_id: int) -> None:
    """Say which dates the office can count on before it decides, unless that was said already."""
    for quote in Quote.objects.unanswered().filter(pk=quote_id).select_related("capsule__made_at", "capsule__maker"):
        quotes_answered.answer(quote)


@shared_task
def sweep_quotes() -> None:
    """Ask for what waits for the office, and ring for what was asked and not answered."""
    quoting.ask_for_what_waits()
    for pk in Quote.objects.unanswered().values_list("pk", flat=True):
        answer_quote.delay(pk)
