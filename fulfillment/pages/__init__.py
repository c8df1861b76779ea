"""What stands on pages that show pieces, stock and money."""
