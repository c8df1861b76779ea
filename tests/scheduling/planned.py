"""Runs with station time, as the worker gives it to them when it has no time to think."""

from capsules.models import Run
from coop.models import Node
from scheduling.actions.asking import ask_for_plan
from scheduling.actions.planning import plan_node
from scheduling.models import NodePlan, Plan


def order_for(node: Node, reason="The test wants a plan.") -> NodePlan:
    return NodePlan.objects.live().filter(node=node).first() or ask_for_plan(node, reason=reason)


def plan_the(node: Node, **words) -> NodePlan:
    """Plan all open runs of a node at once."""
    order = order_for(node)
    plan_node(order, **{"seconds": 0} | words)
    order.refresh_from_db()
    return order


def plan_run(run: Run) -> Plan | None:
    """Plan the node that makes `run`; what that said of the run, if anything."""
    return run.plans.filter(node_plan=plan_the(run.capsule.made_at)).first()
