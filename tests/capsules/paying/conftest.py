from tests.card_fixtures import provider

__all__ = ["provider"]
