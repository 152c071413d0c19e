"""Demo content: complete, consistent, and unable to reach anybody."""

from minga_infra.demo import crafts
from minga_infra.demo.content import CONTENT, TAGS
from minga_infra.demo.content_types import ALLERGENS, OPTION_NAMES, Cooperative, Product
from minga_infra.demo.drawing import BANNERS, KINDS
from minga_platform.kernel.locale import LANGUAGES, Text

ALL = set(LANGUAGES)


def _products() -> list[tuple[Cooperative, Product]]:
    return [(cooperative, product) for cooperative in CONTENT.cooperatives for product in cooperative.products]


def test_there_is_a_market_to_look_at() -> None:
    valley = CONTENT.cooperatives[0]
    assert len(valley.stalls) == 12
    assert len(valley.products) >= 150
    assert sum(len(product.variants) > 1 for product in valley.products) >= 25
    assert len(CONTENT.cooperatives) == 2
    for cooperative in CONTENT.cooperatives:
        for stall in cooperative.stalls:
            assert sum(product.stall == stall.key for product in cooperative.products) >= 3


def test_names_are_written_in_every_language() -> None:
    for cooperative, product in _products():
        assert set(product.title) == ALL, product.key
        assert set(product.summary) == ALL or cooperative.slug != "valle", product.key
        assert cooperative.languages[0] in product.summary
        for variant in product.variants:
            assert not variant.title or set(variant.title) == ALL
    for cooperative in CONTENT.cooperatives:
        assert all(set(stall.story) == ALL for stall in cooperative.stalls)
        titles = [category.title for category in cooperative.categories]
        titles += [stall.name for stall in cooperative.stalls]
        titles += [point.name for point in cooperative.pickup_points]
        for words in titles:
            assert set(words) == ALL
    for words in (*TAGS.values(), *ALLERGENS.values(), *OPTION_NAMES.values()):
        assert set(words) == ALL


def test_every_text_would_be_taken_by_the_check_of_content() -> None:
    for _, product in _products():
        Text.checked(product.title, field="title", longest=120, one_line=True)
        Text.checked(product.summary, field="summary", longest=2000)


def test_keys_point_at_things_that_are_there() -> None:
    people = {person.key for person in CONTENT.people}
    assert len(people) == len(CONTENT.people)
    for cooperative in CONTENT.cooperatives:
        stalls = {stall.key for stall in cooperative.stalls}
        categories = {category.key for category in cooperative.categories}
        assert {category.parent for category in cooperative.categories} <= categories | {None}
        assert len({product.key for product in cooperative.products}) == len(cooperative.products)
        assert {membership.person for membership in cooperative.memberships} <= people
        assert {maker for stall in cooperative.stalls for maker in stall.makers} <= {membership.person for membership in cooperative.memberships}  # fmt: skip
        for product in cooperative.products:
            assert product.stall in stalls
            assert product.category in categories
            assert set(product.tags) <= set(TAGS)
            assert set(product.allergens) <= set(ALLERGENS)
            items = {item.key: item for item in product.stock}
            assert len(items) == len(product.stock)
            for variant in product.variants:
                assert variant.stock_item in items
                assert set(variant.options) <= set(OPTION_NAMES)


def test_prices_and_quantities_make_sense() -> None:
    for _, product in _products():
        assert product.variants
        for variant in product.variants:
            assert 50 <= variant.price_minor <= 100_000
            assert 0 < variant.step <= variant.minimum <= variant.maximum
            assert variant.minimum % variant.step == 0
            assert variant.maximum % variant.step == 0
            assert variant.draws >= 1
        assert all(item.on_hand > 0 for item in product.stock)
    assert {product.tax_bps for _, product in _products()} <= {400, 1000, 2000, 2100}


def test_a_box_draws_on_the_same_goods_as_the_loose_ones() -> None:
    tomato = next(product for _, product in _products() if product.key == "tomato-rose")
    loose, box = tomato.variants
    assert loose.stock_item == box.stock_item
    assert (loose.unit, box.unit, box.draws) == ("g", "piece", 5000)


def test_every_picture_can_be_drawn() -> None:
    for cooperative in CONTENT.cooperatives:
        assert cooperative.banner.kind in BANNERS
        for stall in cooperative.stalls:
            assert stall.banner.kind in BANNERS
            assert stall.portrait.kind == "portrait"
    for _, product in _products():
        assert product.pictures
        for drawing in (*product.pictures, *(variant.picture for variant in product.variants if variant.picture)):
            assert drawing.kind in KINDS
            assert drawing.kind not in BANNERS


def test_nothing_in_it_can_reach_anybody() -> None:
    addresses = [person.email for person in CONTENT.people]
    for cooperative in CONTENT.cooperatives:
        addresses += [cooperative.contact_email, *(stall.contact_email for stall in cooperative.stalls)]
    assert all(address.endswith(".example") for address in addresses)


def test_makers_say_of_what_spoils_that_one_cannot_withdraw_from_it() -> None:
    spoiling = {product.key for _, product in _products() if crafts.spoils(product)}
    assert {"lettuce", "loaf-rye", "cheese-fresh", "milk", "tomato-rose"} <= spoiling
    assert not spoiling & {"honey-thyme", "oil", "onion-gold", "cheese-cured", "biscuits-almond"}
    assert {product.key for _, product in _products()} >= crafts.KEEPING
    assert all(
        crafts.PROFILES[product.category] in ("food", "other") for _, product in _products() if product.key in spoiling
    )
