from .handovers import Handover
from .notices import Endpoint, Notice
from .pieces import Inspection, Piece
from .stock import StockMove

__all__ = ["Endpoint", "Handover", "Inspection", "Notice", "Piece", "StockMove"]
