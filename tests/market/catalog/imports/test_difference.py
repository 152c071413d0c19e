"""What an import would change, beside what the stall has: a rerun changes nothing, and nothing is ever removed."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from minga_platform.market.catalog.imports.difference import difference
from minga_platform.market.catalog.imports.open_food_network import plan_open_food_network
from minga_platform.market.catalog.imports.report import import_report
from minga_platform.market.catalog.imports.shopify import plan_shopify
from minga_platform.market.catalog.imports.types import (
    Changes,
    Fault,
    ImportPlan,
    PlannedProduct,
    PlannedVariant,
    PresentProduct,
    PresentVariant,
    ProductContent,
    Source,
    VariantContent,
)

COLUMNS = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Image Src"
BOWLS = f"""{COLUMNS}
bowl,Bowl,Size,S,B-S,shopify,5,9.99,https://s.example/a.jpg
bowl,,,L,B-L,shopify,2,14.99,
cup,Cup,Title,Default Title,,shopify,1,5,
"""


def shopify(text: str) -> ImportPlan:
    found = plan_shopify(text.encode(), currency="EUR")
    assert found.problems == ()
    return found


def made(product: PlannedProduct) -> PresentProduct:
    variants = tuple(PresentVariant(uuid4(), v.content, v.on_hand, v.on_hand) for v in product.variants)
    urls = tuple(picture.url for picture in product.pictures)
    return PresentProduct(uuid4(), product.key, product.producer, product.content, variants, urls)


def applied(changes: Changes, present: Sequence[PresentProduct]) -> list[PresentProduct]:
    """What the writing command will do with the changes, in memory."""
    after = {product.id: product for product in present}
    for update in changes.update:
        old, new = after[update.id], update.planned
        renewed: dict[UUID, PresentVariant] = {variant.id: variant for variant in old.variants}
        for change in update.updated_variants:
            planned = change.planned
            stock = next((field.new for field in change.fields if field.field == "on_hand"), renewed[change.id].on_hand)
            assert stock is None or isinstance(stock, int)
            renewed[change.id] = PresentVariant(change.id, planned.content, stock, planned.on_hand)
        variants = (
            *renewed.values(),
            *(PresentVariant(uuid4(), v.content, v.on_hand, v.on_hand) for v in update.new_variants),
        )
        urls = (*old.picture_urls, *(picture.url for picture in update.new_pictures))
        after[update.id] = PresentProduct(old.id, new.key, old.producer, new.content, variants, urls)
    return [*after.values(), *(made(product) for product in changes.create)]


def test_the_first_run_creates_all_and_the_second_changes_nothing() -> None:
    plan = shopify(BOWLS)
    first = difference(plan, [])
    assert [product.key for product in first.create] == ["bowl", "cup"]
    second = difference(plan, applied(first, []))
    assert (second.create, second.update, second.problems, len(second.unchanged)) == ((), (), (), 2)


def test_a_change_is_told_field_by_field() -> None:
    present = applied(difference(shopify(BOWLS), []), [])
    newer = shopify(BOWLS.replace("14.99", "16").replace("bowl,Bowl", "bowl,Big bowl").replace("a.jpg", "b.jpg"))
    (update,) = difference(newer, present).update
    assert [(change.field, change.old, change.new) for change in update.fields] == [("title", "Bowl", "Big bowl")]
    (variant,) = update.updated_variants
    assert [(change.field, change.old, change.new) for change in variant.fields] == [("price_minor", 1_499, 1_600)]
    assert [picture.url for picture in update.new_pictures] == ["https://s.example/b.jpg"]
    report = import_report(newer, difference(newer, present))["changes"]
    assert report["update"][0]["fields"] == [{"field": "title", "old": "Bowl", "new": "Big bowl"}]
    assert (report["create"], report["unchanged"]) == ([], 1)


def test_a_rerun_does_not_put_sold_goods_back() -> None:
    plan = shopify(BOWLS)
    bowl, cup = applied(difference(plan, []), [])
    sold = replace(bowl, variants=(replace(bowl.variants[0], on_hand=3), bowl.variants[1]))
    assert difference(plan, [sold, cup]).update == ()
    counted = shopify(BOWLS.replace("shopify,5,", "shopify,8,"))
    (update,) = difference(counted, [sold, cup]).update
    assert [(c.field, c.old, c.new) for c in update.updated_variants[0].fields] == [("on_hand", 3, 8)]


def test_a_product_made_by_hand_is_found_by_its_sku_or_its_name() -> None:
    plan = shopify(BOWLS)
    by_hand = PresentProduct(
        uuid4(), None, "", ProductContent("Schale"), (PresentVariant(uuid4(), VariantContent(999, sku="B-S"), 5),)
    )
    named = PresentProduct(
        uuid4(), None, "", ProductContent(" CUP"), (PresentVariant(uuid4(), VariantContent(500), 1),)
    )
    changes = difference(plan, [by_hand, named])
    assert (changes.create, {update.id for update in changes.update}) == ((), {by_hand.id, named.id})
    keys = {update.id: [c.new for c in update.fields if c.field == "key"] for update in changes.update}
    assert keys == {by_hand.id: ["bowl"], named.id: ["cup"]}


def test_what_could_be_two_things_is_a_problem_and_touches_neither() -> None:
    twins = [PresentProduct(uuid4(), None, "", ProductContent("Cup"), ()) for _ in range(2)]
    changes = difference(shopify(BOWLS), twins)
    assert [product.key for product in changes.create] == ["bowl"]
    assert changes.update == ()
    assert [(problem.row, problem.fault) for problem in changes.problems] == [(4, Fault.MATCH_UNCLEAR)]


def test_two_rows_cannot_mean_the_same_product() -> None:
    plan = shopify(f"{COLUMNS}\na,Cup,,,,shopify,1,5,\nb,Cup,,,,shopify,1,6,\n")
    present = PresentProduct(
        uuid4(), None, "", ProductContent("Cup"), (PresentVariant(uuid4(), VariantContent(500), 1),)
    )
    changes = difference(plan, [present])
    assert (changes.create, changes.update) == ((), ())
    assert [(problem.row, problem.fault) for problem in changes.problems] == [
        (2, Fault.MATCH_UNCLEAR),
        (3, Fault.MATCH_UNCLEAR),
    ]


def test_what_the_file_does_not_name_stays() -> None:
    present = applied(difference(shopify(BOWLS), []), [])
    changes = difference(shopify(f"{COLUMNS}\nbowl,Bowl,Size,S,B-S,shopify,5,9.99,\n"), present)
    assert (changes.create, changes.update, len(changes.unchanged)) == ((), (), 1)


def test_variants_are_found_by_option_when_their_sku_is_new() -> None:
    present = applied(difference(shopify(BOWLS), []), [])
    changes = difference(shopify(BOWLS.replace("B-S", "NEW-S")), present)
    (update,) = changes.update
    assert update.new_variants == ()
    assert [(c.field, c.new) for c in update.updated_variants[0].fields] == [("sku", "NEW-S")]


def test_a_growers_file_run_twice_changes_nothing() -> None:
    text = b"producer,name,units,unit_type,price,on_hand\nA,Apples,1,kg,3,5\nA,Apples,5,kg,14,2\nA,Pears,1,lb,4,1\n"
    plan = plan_open_food_network(text, currency="EUR")
    present = applied(difference(plan, []), [])
    assert len(difference(plan, present).unchanged) == 2


SKU = st.sampled_from(["", "X", "Y"])
VARIANT = st.builds(
    lambda options, sku, minor, on_hand: PlannedVariant(2, VariantContent(minor, options=options, sku=sku), on_hand),
    st.tuples(st.sampled_from("SML")),
    SKU,
    st.integers(0, 3),
    st.one_of(st.none(), st.integers(0, 3)),
)
PRODUCT = st.builds(
    lambda key, title, variants: PlannedProduct(
        2, key, "", ProductContent(title), tuple({v.content.options: v for v in variants}.values())
    ),
    st.sampled_from("abcd"),
    st.sampled_from(["Bowl", "Cup", "Jug"]),
    st.lists(VARIANT, min_size=1, max_size=3),
)
PLAN = st.lists(PRODUCT, max_size=4, unique_by=lambda product: product.key).map(
    lambda products: ImportPlan(Source.SHOPIFY, "EUR", len(products), tuple(products), (), ())
)


@given(PLAN, PLAN)
def test_after_any_import_the_same_import_changes_nothing(older: ImportPlan, newer: ImportPlan) -> None:
    present = applied(difference(older, []), [])
    changes = difference(newer, present)
    again = difference(newer, applied(changes, present))
    assert (again.create, again.update) == ((), ())
    assert len(again.unchanged) + len(again.problems) == len(newer.products)


@given(PLAN, PLAN)
def test_nothing_is_ever_removed(older: ImportPlan, newer: ImportPlan) -> None:
    present = applied(difference(older, []), [])
    after = {product.id: product for product in applied(difference(newer, present), present)}
    for product in present:
        kept = {variant.id for variant in after[product.id].variants}
        assert {variant.id for variant in product.variants} <= kept
