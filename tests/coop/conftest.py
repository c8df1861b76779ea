from tests.scheduling.conftest import march

__all__ = ["march"]
