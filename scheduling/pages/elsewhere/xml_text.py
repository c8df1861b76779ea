"""What people type, as XML may hold it."""

FORBIDDEN = {code: None for code in [*range(32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF] if chr(code) not in "\t\n\r"}
"""XML 1.0 has no way to write these, not even escaped."""


def clean(text: str) -> str:
    return text.translate(FORBIDDEN)
