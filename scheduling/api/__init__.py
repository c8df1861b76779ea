"""The node API: what the board does, for programs, through the same verbs."""
