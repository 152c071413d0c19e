"""A real shop's export becomes a plan; a bad row is told and costs nobody else anything."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.kernel.money import decimal_text
from minga_platform.market.catalog.imports.errors import ImportUnreadable
from minga_platform.market.catalog.imports.report import import_report
from minga_platform.market.catalog.imports.shopify import plan_shopify
from minga_platform.market.catalog.imports.types import Fault, ImportPlan, LeftOut, Mend

CASES = Path(__file__).parents[5] / "shared" / "cases" / "products"
NAMES = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,"
    "Option3 Name,Option3 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,"
    "Variant Inventory Policy,Variant Price,Variant Compare At Price,Variant Barcode,Image Src,Image Position,"
    "Image Alt Text,Gift Card,Variant Image,Status"
)
HEADER = NAMES.split(",")


def row(handle: str = "bowl", **cells: str) -> dict[str, str]:
    """A row by the header's names with `_` for blanks: Variant_Price="9.99"."""
    return {"Handle": handle, **{name.replace("_", " "): value for name, value in cells.items()}}


def head(handle: str = "bowl", title: str = "Bowl", **cells: str) -> dict[str, str]:
    base = {
        "Title": title,
        "Variant Price": "9.99",
        "Variant Inventory Qty": "3",
        "Variant Inventory Tracker": "shopify",
    }
    return {**base, **row(handle, **cells)}


def plan(*rows: dict[str, str], currency: str = "EUR") -> ImportPlan:
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER)
    writer.writeheader()
    writer.writerows(rows)
    return plan_shopify(out.getvalue().encode(), currency=currency)


def faults(found: ImportPlan) -> list[tuple[int, Fault, LeftOut]]:
    return [(problem.row, problem.fault, problem.left_out) for problem in found.problems]


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared acceptance cases are not beside the project")
@pytest.mark.parametrize(
    ("name", "rows", "products", "variants", "pictures"),
    [("shopify_home-and-garden.csv", 21, 20, 21, 21), ("shopify_jewelery.csv", 41, 20, 23, 39)],
)
def test_the_two_real_exports(name: str, rows: int, products: int, variants: int, pictures: int) -> None:
    found = plan_shopify((CASES / name).read_bytes(), currency="EUR")
    assert (found.rows, len(found.products), found.variants, found.pictures) == (rows, products, variants, pictures)
    assert found.problems == ()
    report = import_report(found)
    assert (report["products"], report["variants"], report["problems"]) == (products, variants, [])


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared acceptance cases are not beside the project")
def test_a_real_product_with_options_and_a_further_picture() -> None:
    found = plan_shopify((CASES / "shopify_jewelery.csv").read_bytes(), currency="EUR")
    anchor = next(product for product in found.products if product.key == "leather-anchor")
    assert anchor.content.option_names == ("Color",)
    assert anchor.content.tags == ("Anchor", "Gold", "Leather", "Silver")
    assert [
        (v.content.options, v.content.price_minor, v.content.compare_at_minor, v.on_hand) for v in anchor.variants
    ] == [
        (("Gold",), 6_999, 8_500, 1),
        (("Silver",), 5_500, 8_500, 0),
    ]
    assert [picture.row for picture in anchor.pictures] == [4, 5, 6]


def test_one_product_with_three_options_in_scattered_rows() -> None:
    options = {"Option1_Name": "Size", "Option2_Name": "Colour", "Option3_Name": "Glaze"}
    found = plan(
        head(**options, Option1_Value="S", Option2_Value="red", Option3_Value="matt"),
        head("cup", "Cup"),
        row(Option1_Value="L", Option2_Value="red", Option3_Value="matt", Variant_Price="12"),
        row(Image_Src="https://shop.example/second.jpg", Image_Position="2"),
    )
    bowl, cup = found.products
    assert bowl.content.option_names == ("Size", "Colour", "Glaze")
    assert [variant.content.options for variant in bowl.variants] == [("S", "red", "matt"), ("L", "red", "matt")]
    assert [picture.row for picture in bowl.pictures] == [5]
    assert (cup.content.option_names, len(cup.variants)) == ((), 1)


def test_default_title_means_no_options() -> None:
    found = plan(head(Option1_Name="Title", Option1_Value="Default Title"))
    assert found.products[0].content.option_names == ()
    assert found.products[0].variants[0].content.options == ()


def test_an_option_without_a_name_gets_one_and_it_is_told() -> None:
    found = plan(head(Option1_Value="S"), row(Option1_Value="L", Variant_Price="1", Option1_Name="Size"))
    assert found.products[0].content.option_names == ("Option 1",)
    assert [(repair.mend, repair.rows) for repair in found.repairs] == [
        (Mend.OPTION_NAME_KEPT, (2,)),
        (Mend.OPTION_NAME_KEPT, (3,)),
    ]


def test_pictures_stand_by_position_each_once_and_the_variants_own_last() -> None:
    found = plan(
        head(Image_Src="https://s.example/b.jpg", Image_Position="2", Variant_Image="https://s.example/v.jpg"),
        row(Image_Src="https://s.example/a.jpg", Image_Position="1", Image_Alt_Text="from above"),
        row(Image_Src="https://s.example/b.jpg", Image_Position="3"),
    )
    pictures = found.products[0].pictures
    assert [(picture.url[-5:], picture.alt) for picture in pictures] == [
        ("a.jpg", "from above"),
        ("b.jpg", ""),
        ("v.jpg", ""),
    ]
    assert found.products[0].variants[0].picture_url == "https://s.example/v.jpg"
    assert Mend.PICTURE_TWICE in {repair.mend for repair in found.repairs}


@pytest.mark.parametrize(
    "address",
    [
        "http://shop.example/a.jpg",
        "https://127.0.0.1/a.jpg",
        "https://[::1]/a.jpg",
        "https://2130706433/a.jpg",
        "https://0x7f.1/a.jpg",
        "https://shop.example:8443/a.jpg",
        "https://user@shop.example/a.jpg",
        "https://localhost/a.jpg",
        "https:///a.jpg",
        "ftp://shop.example/a.jpg",
        "javascript:alert(1)",
        "https://shop.example/" + "a" * 3000,
        "https://shop.example/a b.jpg",
        "https://shop.example:99999/",
        "https://[shop/",
        "a.jpg",
    ],
)
def test_an_address_that_cannot_be_fetched_leaves_the_product(address: str) -> None:
    found = plan(head(Image_Src=address))
    assert len(found.products) == 1
    assert found.pictures == 0
    assert faults(found) == [(2, Fault.ADDRESS_UNUSABLE, LeftOut.PICTURE)]


@pytest.mark.parametrize(
    ("cells", "fault", "left_out"),
    [
        ({"Variant_Price": ""}, Fault.VALUE_MISSING, LeftOut.PRODUCT),
        ({"Variant_Price": "free"}, Fault.AMOUNT_UNREADABLE, LeftOut.PRODUCT),
        ({"Variant_Price": "-1"}, Fault.AMOUNT_NEGATIVE, LeftOut.PRODUCT),
        ({"Variant_Price": "9.999"}, Fault.AMOUNT_AMBIGUOUS, LeftOut.PRODUCT),
        ({"Variant_Price": "0.001"}, Fault.AMOUNT_TOO_FINE, LeftOut.PRODUCT),
        ({"Variant_Price": "99999999999999"}, Fault.AMOUNT_TOO_LARGE, LeftOut.PRODUCT),
        ({"Variant_Inventory_Qty": "many"}, Fault.AMOUNT_UNREADABLE, LeftOut.PRODUCT),
        ({"Variant_Inventory_Qty": "1.5"}, Fault.AMOUNT_TOO_FINE, LeftOut.PRODUCT),
        ({"Variant_Compare_At_Price": "x"}, Fault.AMOUNT_UNREADABLE, LeftOut.FIELD),
        ({"Variant_Grams": "heavy"}, Fault.AMOUNT_UNREADABLE, LeftOut.FIELD),
        ({"Variant_Inventory_Policy": "perhaps"}, Fault.CHOICE_UNKNOWN, LeftOut.FIELD),
        ({"Published": "perhaps"}, Fault.CHOICE_UNKNOWN, LeftOut.FIELD),
        ({"Status": "perhaps"}, Fault.CHOICE_UNKNOWN, LeftOut.FIELD),
        ({"Gift_Card": "true"}, Fault.GIFT_CARD, LeftOut.PRODUCT),
        ({"Title": ""}, Fault.PRODUCT_HEAD_MISSING, LeftOut.PRODUCT),
        ({"Handle": ""}, Fault.VALUE_MISSING, LeftOut.ROW),
    ],
)
def test_a_bad_cell_is_one_problem_of_its_row(cells: dict[str, str], fault: Fault, left_out: LeftOut) -> None:
    found = plan(
        head("first", "First"), {**head(), **{k.replace("_", " "): v for k, v in cells.items()}}, head("last", "Last")
    )
    assert faults(found) == [(3, fault, left_out)]
    expected = ["First", "Bowl", "Last"] if left_out is LeftOut.FIELD else ["First", "Last"]
    assert [product.content.title for product in found.products] == expected


def test_a_bad_variant_leaves_its_sisters() -> None:
    found = plan(
        head(Option1_Name="Size", Option1_Value="S"),
        row(Option1_Value="M", Variant_Price=""),
        row(Option1_Value="L", Variant_Price="5"),
        row(Option1_Value="l", Variant_Price="6"),
        row(Variant_Price="7"),
    )
    assert [variant.content.options for variant in found.products[0].variants] == [("S",), ("L",)]
    assert faults(found) == [
        (3, Fault.VALUE_MISSING, LeftOut.VARIANT),
        (5, Fault.VARIANT_TWICE, LeftOut.VARIANT),
        (6, Fault.VALUE_MISSING, LeftOut.VARIANT),
    ]


def test_five_hundred_rows_with_two_bad_ones() -> None:
    rows = [head(f"p{n}", f"P{n}") for n in range(500)]
    rows[77]["Variant Price"], rows[401]["Variant Price"] = "12,5x", ""
    found = plan(*rows)
    assert [problem.row for problem in found.problems] == [79, 403]
    assert len(found.products) == 498


@pytest.mark.parametrize(
    ("tracker", "quantity", "policy", "on_hand", "on_demand", "mends"),
    [
        ("shopify", "3", "deny", 3, False, []),
        ("shopify", "0", "deny", 0, False, []),
        ("shopify", "3", "continue", 3, True, []),
        ("shopify", "-2", "deny", 0, False, [Mend.STOCK_NEGATIVE]),
        ("", "3", "deny", 3, False, [Mend.STOCK_COUNTED]),
        ("", "", "deny", None, True, []),
        ("shopify", "", "deny", None, False, []),
    ],
)
def test_stock(
    tracker: str, quantity: str, policy: str, on_hand: int | None, on_demand: bool, mends: list[Mend]
) -> None:
    found = plan(
        head(Variant_Inventory_Tracker=tracker, Variant_Inventory_Qty=quantity, Variant_Inventory_Policy=policy)
    )
    variant = found.products[0].variants[0]
    assert (variant.on_hand, variant.content.on_demand) == (on_hand, on_demand)
    assert [repair.mend for repair in found.repairs] == mends


@pytest.mark.parametrize(
    ("published", "status", "shown"),
    [
        ("true", "active", True),
        ("TRUE", "", True),
        ("", "", True),
        ("false", "active", False),
        ("true", "draft", False),
        ("true", "archived", False),
        ("maybe", "active", False),
        ("true", "maybe", False),
    ],
)
def test_only_what_is_said_to_be_shown_is_shown(published: str, status: str, shown: bool) -> None:
    assert plan(head(Published=published, Status=status)).products[0].content.published is shown


def test_the_newer_column_names_are_read_too() -> None:
    text = (
        "Title,URL handle,Description,Vendor,Type,Tags,Published on online store,Status,SKU,Barcode,Option1 name,"
        "Option1 value,Price,Compare-at price,Inventory tracker,Inventory quantity,Continue selling when out of stock,"
        "Weight value (grams),Product image URL,Image position,Image alt text,Variant image URL,Gift card\n"
        "Bowl,Bowl-1,<p>clay</p>,Ana,Pottery,\"a, A, b\",TRUE,Active,'007,'4006381333931,Title,Default Title,12.00,,"
        "shopify,4,FALSE,412.6,https://s.example/a.jpg,1,seen,,FALSE\n"
    )
    found = plan_shopify(text.encode(), currency="EUR")
    (bowl,) = found.products
    content = bowl.variants[0].content
    assert (bowl.key, bowl.producer, bowl.content.kind, bowl.content.tags) == ("bowl-1", "Ana", "Pottery", ("a", "b"))
    assert (content.price_minor, content.sku, content.barcode, content.shipping_grams) == (
        1_200,
        "007",
        "4006381333931",
        413,
    )
    assert {repair.mend for repair in found.repairs} == {Mend.TAG_TWICE, Mend.ROUNDED}


def test_long_words_are_shortened_and_told() -> None:
    found = plan(head(title="bowl " * 60, **{"Body_(HTML)": "word " * 3000}))
    assert len(found.products[0].content.title) <= 200
    assert len(found.products[0].content.description) <= 10_000
    assert [repair.mend for repair in found.repairs] == [Mend.TEXT_SHORTENED, Mend.TEXT_SHORTENED]


def test_a_file_of_another_kind_is_one_refusal() -> None:
    with pytest.raises(ImportUnreadable) as refused:
        plan_shopify(b"producer,name,units,cost\nA,B,1,2\n", currency="EUR")
    assert refused.value.columns == ("Handle", "Title", "Variant Price")


WORD = (
    st.text(st.sampled_from("abc ÄñйМ日,;\"'"), min_size=1, max_size=12)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
SHOP = st.dictionaries(
    st.from_regex(r"[a-z]{1,8}", fullmatch=True),
    st.tuples(
        WORD,
        st.dictionaries(
            WORD.map(str.casefold), st.tuples(st.integers(0, 10**9), st.integers(-5, 10**6)), min_size=1, max_size=4
        ),
    ),
    max_size=6,
)


@given(SHOP, st.randoms(use_true_random=False))
def test_a_generated_shop_comes_back_as_it_was(
    shop: dict[str, tuple[str, dict[str, tuple[int, int]]]], shuffle: object
) -> None:
    rows = []
    for handle, (title, variants) in shop.items():
        for place, (value, (minor, count)) in enumerate(variants.items()):
            cells = row(
                handle, Option1_Value=value, Variant_Price=decimal_text(minor, 2), Variant_Inventory_Qty=str(count),
                Variant_Inventory_Tracker="shopify",
            )  # fmt: skip
            rows.append({**cells, "Title": title, "Option1 Name": "Size"} if place == 0 else cells)
    shuffle.shuffle(rows)  # type: ignore[attr-defined]
    found = plan(*rows)
    assert found.problems == ()
    assert {
        product.key: (
            product.content.title,
            {variant.content.options: (variant.content.price_minor, variant.on_hand) for variant in product.variants},
        )
        for product in found.products
    } == {
        handle: (title, {(value,): (minor, max(0, count)) for value, (minor, count) in variants.items()})
        for handle, (title, variants) in shop.items()
    }


@given(st.lists(st.dictionaries(st.sampled_from(HEADER), st.text(max_size=12), max_size=12), max_size=8))
def test_any_cells_at_all_give_a_plan(rows: list[dict[str, str]]) -> None:
    try:
        found = plan(*rows)
    except ImportUnreadable:
        return
    for product in found.products:
        assert product.variants
        assert product.content.title
