from datetime import timedelta

from django.db.models import Case, DateTimeField, DurationField, ExpressionWrapper, F, Q, Value, When


def ready_where_made(path: str = ""):
    """When an order was ready, less its days on the road: what the workshop is held to. `path` leads to the order."""
    is_there = Q(**{f"{path}delivery": "ship"}) | Q(**{f"{path}pickup_node": F(f"{path}capsule__made_at")})
    ready = F(f"{path}ready_at")
    road = ExpressionWrapper(F(f"{path}pickup_node__carried_days") * Value(timedelta(days=1)), DurationField())
    return Case(When(is_there, then=ready), default=ExpressionWrapper(ready - road, DateTimeField()))
