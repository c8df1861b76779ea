import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.squeezed import Squeezed

TEXT = st.binary(max_size=2000)


@given(parts=st.lists(TEXT, min_size=1, max_size=5), fill=st.binary(max_size=80))
def test_a_copy_is_the_parts_with_its_fills_between_squeezed_or_not(parts, fill):
    page, fills = Squeezed(parts), [fill] * (len(parts) - 1)

    assert page.plain(fills) == fill.join(parts)
    assert gzip.decompress(page.gzip(fills)) == fill.join(parts)


def test_what_repeats_takes_little_room():
    assert len(Squeezed([b"<span>mark</span>" * 1000, b"end"]).gzip([b"key"])) < 200


def test_a_copy_needs_a_fill_for_each_gap_and_none_too_long_for_its_block():
    page = Squeezed([b"a", b"b"])

    with pytest.raises(ValueError, match="2 parts take 1 fills, not 2"):
        page.plain([b"1", b"2"])
    with pytest.raises(ValueError, match="65535 bytes at most"):
        page.gzip([b"x" * 70_000])
