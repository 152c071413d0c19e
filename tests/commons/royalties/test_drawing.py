"""The way of an income, drawn."""

from hypothesis import given
from hypothesis import strategies as st

from minga_frontend.royalties.drawing import MOST, WIDE, End, draw

ENDS = st.lists(st.builds(End, st.text(max_size=30), st.integers(-5, 10**9)), max_size=40)


@given(ENDS, ENDS)
def test_money_flows_from_the_left_to_the_right_and_nobody_is_drawn_over(
    sources: list[End], targets: list[End]
) -> None:
    drawing = draw(sources, End("Loom 1.0", 1), targets, others="all others")
    paying, getting = ([one for one in ends if one.weight > 0] for ends in (sources, targets))
    if not paying or not getting:
        assert drawing is None
        return
    assert drawing is not None
    assert len({(box.x, box.y) for box in drawing.boxes}) == len(drawing.boxes)
    assert len(drawing.boxes) == min(len(paying), MOST) + 1 + min(len(getting), MOST)
    assert len(drawing.flows) == len(drawing.boxes) - 1
    assert all(0 <= box.x <= drawing.width - WIDE and 0 <= box.y < drawing.height for box in drawing.boxes)
    # What is left out of a long column is in the last box: nothing is lost on the way.
    last = max(box.x for box in drawing.boxes)
    assert sum(box.end.weight for box in drawing.boxes if box.x == last) == sum(one.weight for one in getting)
