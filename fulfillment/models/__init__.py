from .handovers import Handover
from .notices import Endpoint, Notice
from .pieces import Inspection, Piece, without_a_piece
from .stock import StockMove

__all__ = ["Endpoint", "Handover", "Inspection", "Notice", "Piece", "StockMove", "without_a_piece"]
