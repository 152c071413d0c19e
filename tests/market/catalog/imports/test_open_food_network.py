"""A grower's file becomes a plan in whole grams, millilitres and pieces."""

import csv
import io
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.kernel.money import Unit
from minga_platform.market.catalog.imports.open_food_network import plan_open_food_network
from minga_platform.market.catalog.imports.plan import for_producer
from minga_platform.market.catalog.imports.types import Fault, ImportPlan, LeftOut, Mend

NAMES = (
    "producer,sku,name,display_name,category,description,units,unit_type,variant_unit_name,price,on_hand,available_on,"
    "on_demand,shipping_category,tax_category"
)
HEADER = NAMES.split(",")
FILE = (
    NAMES + "\n"
    "Green Valley,APP-1,Apples,,Fruit,<p>From <b>old</b> trees</p>,1,kg,,3.20,40,2026-11-01,,Default,Reduced\n"
    "Green Valley,APP-5,Apples,Box,Fruit,,5,kg,,14.00,8,,,Default,Reduced\n"
    "Green Valley,,Radishes,,Vegetables,,1,,bunch,1.50,25,,,Default,\n"
    "Green Valley,,Apple juice,,Drinks,,0.75,L,,2.80,,,1,Default,\n"
    "Hill Farm,,Eggs,,Eggs,,6,,eggs,2.40,30,,0,Default,\n"
)


def row(**cells: str) -> dict[str, str]:
    return {"producer": "A", "name": "Apples", "units": "1", "unit_type": "kg", "price": "3", "on_hand": "5", **cells}


def plan(*rows: dict[str, str]) -> ImportPlan:
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER)
    writer.writeheader()
    writer.writerows(rows)
    return plan_open_food_network(out.getvalue().encode(), currency="EUR")


def test_a_whole_file() -> None:
    found = plan_open_food_network(FILE.encode(), currency="EUR")
    assert (found.problems, found.repairs, found.unused_columns) == ((), (), ())
    assert (found.rows, len(found.products), found.variants) == (5, 4, 5)
    apples, radishes, juice, eggs = found.products
    assert (apples.key, apples.producer, apples.content.kind) == ("green valley/apples", "Green Valley", "Fruit")
    assert apples.content.description == "From **old** trees"
    loose, box = apples.variants
    assert (loose.content.unit, loose.content.content_base, loose.content.price_minor, loose.on_hand) == (
        Unit.GRAM,
        1000,
        320,
        40,
    )
    assert (loose.content.available_on, loose.content.tax_category) == (date(2026, 11, 1), "Reduced")
    assert (box.content.name, box.content.content_base, box.content.sku) == ("Box", 5000, "APP-5")
    assert (radishes.variants[0].content.unit, radishes.variants[0].content.unit_name) == (Unit.PIECE, "bunch")
    bottle = juice.variants[0]
    assert (bottle.content.unit, bottle.content.content_base) == (Unit.MILLILITRE, 750)
    assert (bottle.on_hand, bottle.content.on_demand) == (None, True)
    assert (eggs.variants[0].content.content_base, eggs.variants[0].content.on_demand) == (6, False)


@pytest.mark.parametrize(
    ("units", "kind", "unit", "base", "told"),
    [
        ("250", "g", Unit.GRAM, 250, False),
        ("0.5", "kg", Unit.GRAM, 500, False),
        ("1.250", "kg", Unit.GRAM, 1250, False),
        ("0,5", "KG", Unit.GRAM, 500, False),
        ("1.5", "T", Unit.GRAM, 1_500_000, False),
        ("1", "lb", Unit.GRAM, 454, True),
        ("100", "lb", Unit.GRAM, 45_359, True),
        ("8", "oz", Unit.GRAM, 227, True),
        ("100000000", "oz", Unit.GRAM, 2_834_952_313, True),
        ("330", "mL", Unit.MILLILITRE, 330, False),
        ("0.7", "L", Unit.MILLILITRE, 700, False),
        ("0.001", "kL", Unit.MILLILITRE, 1_000, False),
        ("6", "", Unit.PIECE, 6, False),
    ],
)
def test_sizes_become_whole_base_units(units: str, kind: str, unit: Unit, base: int, told: bool) -> None:
    found = plan(row(units=units, unit_type=kind))
    content = found.products[0].variants[0].content
    assert (content.unit, content.content_base) == (unit, base)
    assert [repair.mend for repair in found.repairs] == ([Mend.ROUNDED] if told else [])


@pytest.mark.parametrize(
    ("cells", "fault", "left_out"),
    [
        ({"units": "0.5", "unit_type": "g"}, Fault.AMOUNT_TOO_FINE, LeftOut.PRODUCT),
        ({"units": "0.0005", "unit_type": "kg"}, Fault.AMOUNT_TOO_FINE, LeftOut.PRODUCT),
        ({"units": "1.5", "unit_type": ""}, Fault.AMOUNT_TOO_FINE, LeftOut.PRODUCT),
        ({"units": "0.001", "unit_type": "oz"}, Fault.AMOUNT_TOO_FINE, LeftOut.PRODUCT),
        ({"units": "0"}, Fault.AMOUNT_NEGATIVE, LeftOut.PRODUCT),
        ({"units": "-1"}, Fault.AMOUNT_NEGATIVE, LeftOut.PRODUCT),
        ({"units": ""}, Fault.VALUE_MISSING, LeftOut.PRODUCT),
        ({"units": "one"}, Fault.AMOUNT_UNREADABLE, LeftOut.PRODUCT),
        ({"units": "1,250"}, Fault.AMOUNT_AMBIGUOUS, LeftOut.PRODUCT),
        ({"units": "99999999999", "unit_type": "T"}, Fault.AMOUNT_TOO_LARGE, LeftOut.PRODUCT),
        ({"unit_type": "stone"}, Fault.CHOICE_UNKNOWN, LeftOut.PRODUCT),
        ({"price": ""}, Fault.VALUE_MISSING, LeftOut.PRODUCT),
        ({"price": "£3"}, Fault.OTHER_CURRENCY, LeftOut.PRODUCT),
        ({"on_hand": "some"}, Fault.AMOUNT_UNREADABLE, LeftOut.PRODUCT),
        ({"name": ""}, Fault.VALUE_MISSING, LeftOut.PRODUCT),
        ({"producer": ""}, Fault.VALUE_MISSING, LeftOut.PRODUCT),
        ({"available_on": "1/2/2026"}, Fault.DATE_UNREADABLE, LeftOut.FIELD),
        ({"on_demand": "perhaps"}, Fault.CHOICE_UNKNOWN, LeftOut.FIELD),
    ],
)
def test_a_bad_cell_is_one_problem_of_its_row(cells: dict[str, str], fault: Fault, left_out: LeftOut) -> None:
    found = plan(row(name="First"), row(**{"name": "Middle", **cells}), row(name="Last"))
    assert [(problem.row, problem.fault, problem.left_out) for problem in found.problems] == [(3, fault, left_out)]
    assert len(found.products) == (3 if left_out is LeftOut.FIELD else 2)


def test_neither_a_count_nor_on_demand_is_nothing_on_hand() -> None:
    assert plan(row(on_hand="")).products[0].variants[0].on_hand == 0


def test_rows_of_one_product_are_gathered_whatever_their_case_and_order() -> None:
    found = plan(
        row(name="Apples"),
        row(name="Pears"),
        row(name="apples ", producer="a", units="5"),
        row(name="APPLES", units="5"),
    )
    assert [(product.content.title, len(product.variants)) for product in found.products] == [
        ("Apples", 2),
        ("Pears", 1),
    ]
    assert [(problem.row, problem.fault) for problem in found.problems] == [(5, Fault.VARIANT_TWICE)]


def test_a_product_is_sold_by_weight_or_by_piece_and_not_both() -> None:
    found = plan(row(), row(units="1", unit_type="", variant_unit_name="crate"))
    assert [variant.content.unit for variant in found.products[0].variants] == [Unit.GRAM]
    assert [(problem.row, problem.fault) for problem in found.problems] == [(3, Fault.UNIT_MIXED)]


def test_a_later_row_that_says_otherwise_is_told() -> None:
    found = plan(row(category="Fruit"), row(units="2", category="Drinks"))
    assert found.products[0].content.kind == "Fruit"
    assert [(repair.mend, repair.rows, repair.before) for repair in found.repairs] == [
        (Mend.PRODUCT_FIELD_KEPT, (3,), "Drinks")
    ]


def test_another_stalls_rows_are_problems_and_not_products() -> None:
    found = for_producer(plan_open_food_network(FILE.encode(), currency="EUR"), ["green valley"])
    assert {product.producer for product in found.products} == {"Green Valley"}
    assert [(problem.row, problem.fault, problem.value) for problem in found.problems] == [
        (6, Fault.OTHER_PRODUCER, "Hill Farm")
    ]


@given(
    units=st.decimals(min_value="0.001", max_value="99999", places=3),
    kind=st.sampled_from([("g", 1), ("kg", 1000), ("T", 10**6), ("mL", 1), ("L", 1000), ("kL", 10**6)]),
)
def test_a_metric_size_is_exact_or_refused(units: object, kind: tuple[str, int]) -> None:
    found = plan(row(units=str(units), unit_type=kind[0]))
    exact = Fraction(str(units)) * kind[1]
    if found.products:
        assert found.products[0].variants[0].content.content_base == exact
    else:
        assert exact.denominator != 1


@given(
    st.integers(1, 10**6), st.sampled_from([("lb", Fraction(45359237, 100000)), ("oz", Fraction(28349523125, 10**9))])
)
def test_pounds_and_ounces_are_at_most_half_a_gram_off(units: int, kind: tuple[str, Fraction]) -> None:
    found = plan(row(units=str(units), unit_type=kind[0]))
    assert abs(found.products[0].variants[0].content.content_base - units * kind[1]) <= Fraction(1, 2)


@given(st.lists(st.dictionaries(st.sampled_from(HEADER), st.text(max_size=12), max_size=15), max_size=8))
def test_any_cells_at_all_give_a_plan(rows: list[dict[str, str]]) -> None:
    for product in plan(*rows).products:
        assert product.variants
        assert all(
            variant.content.content_base > 0 and variant.content.price_minor >= 0 for variant in product.variants
        )
