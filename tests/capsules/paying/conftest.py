from tests.card_fixtures import provider, the_card_provider

__all__ = ["provider", "the_card_provider"]
