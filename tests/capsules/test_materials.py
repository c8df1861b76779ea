import pytest

from capsules.costing.materials import UnreadableMaterial, read_materials, write_materials


def test_materials_are_read_one_a_line_and_written_again():
    text = "Clay, 1.8 kg: 2.16\n\n  Glaze: shino : €0,9\nBox:3"

    assert read_materials(text) == [("Clay, 1.8 kg", 216), ("Glaze: shino", 90), ("Box", 300)]
    assert write_materials(read_materials(text)) == "Clay, 1.8 kg: 2.16\nGlaze: shino: 0.90\nBox: 3.00"


@pytest.mark.parametrize("line", ["Clay", "Clay: cheap", ": 2.00", "Clay 2.00", f"{'C' * 81}: 1.00"])
def test_a_material_without_a_sum_is_named_with_its_line(line):
    with pytest.raises(UnreadableMaterial) as unreadable:
        read_materials(f"Glaze: 0.90\n{line}")

    assert unreadable.value.number == 2
