"""The difference of two texts is exact, and replay finds whatever a hand changed. For all texts and timelines."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from minga_platform.rules import replay, texts
from minga_platform.rules.queries import Adoption, RuleVersion
from minga_platform.rules.statutes import adopted, sha256

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
words = st.lists(st.sampled_from(["we", "sell", "together", ".", ",", "\n", "  ", "é", "سوق"]), max_size=25).map(
    "".join
)


@given(words, words)
def test_a_difference_gives_both_texts_back(old: str, new: str) -> None:
    found = texts.difference(old, new)
    assert "".join(one.text for one in found if one.change != "put") == old
    assert "".join(one.text for one in found if one.change != "taken") == new
    if old == new:
        assert all(one.change == "same" for one in found)


articles = st.lists(st.tuples(words.filter(bool), words.filter(bool)), min_size=1, max_size=6)


@given(articles, articles)
def test_every_article_of_both_texts_is_told_once(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> None:
    def whole(some: list[tuple[str, str]]) -> dict[str, Any]:
        return {"articles": [{"title": {"en": title}, "text": {"en": text}} for title, text in some]}

    found = texts.amendment(whole(old), whole(new), "en")
    assert sorted(one.before for one in found if one.before) == list(range(1, len(old) + 1))
    assert sorted(one.after for one in found if one.after) == list(range(1, len(new) + 1))
    assert (old == new) == all(one.is_same and one.before == one.after for one in found)


timelines = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 3), min_size=1),
        st.integers(0, 40),
        st.integers(0, 40),
    ),
    min_size=1,
    max_size=8,
)


def told(
    timeline: list[tuple[dict[str, int], int, int]],
) -> tuple[list[Adoption], dict[UUID, bytes], list[RuleVersion]]:
    """Adoptions, the hashes kept with them, and the rows that the commands would have written."""
    adoptions, kept, rows = [], {}, []
    for place, (values, days, waits) in enumerate(timeline, 1):
        adopted_at = BEGIN + timedelta(days=days)
        effective = adopted_at + timedelta(days=waits)
        document = adopted(values, effective)
        one = Adoption(UUID(int=place), "decision", None, UUID(int=place + 1000), document, adopted_at)
        adoptions.append(one)
        kept[one.id] = sha256(document)
        rows += [
            RuleVersion(UUID(int=place * 100 + number), key, value, effective, one.id)
            for number, (key, value) in enumerate(values.items())
        ]
    return adoptions, kept, rows


@given(timelines, st.integers(0, 90))
def test_replay_agrees_with_what_was_written_and_with_what_readers_read(
    timeline: list[tuple[dict[str, int], int, int]], day: int
) -> None:
    adoptions, kept, rows = told(timeline)
    when = BEGIN + timedelta(days=day)
    found = replay.compare(adoptions, kept, rows, when)
    assert found.differences == ()
    for key in ("a", "b", "c"):
        held = [one for one in rows if one.key == key and one.effective_at <= when]
        assert (key in found.values) == bool(held)
        if held:
            latest = max(one.effective_at for one in held)
            assert found.values[key] in {one.value for one in held if one.effective_at == latest}


@given(timelines, st.data())
def test_replay_finds_every_single_change(timeline: list[tuple[dict[str, int], int, int]], data: st.DataObject) -> None:
    adoptions, kept, rows = told(timeline)
    place = data.draw(st.integers(0, len(rows) - 1))
    row = rows[place]
    changed = data.draw(
        st.sampled_from(
            [
                None,
                RuleVersion(row.id, row.key, 99, row.effective_at, row.adoption_id),
                RuleVersion(row.id, row.key, row.value, row.effective_at + timedelta(seconds=1), row.adoption_id),
                RuleVersion(row.id, "other", row.value, row.effective_at, row.adoption_id),
                RuleVersion(row.id, row.key, row.value, row.effective_at, UUID(int=777)),
            ]
        )
    )
    touched = [one for one in (*rows[:place], changed, *rows[place + 1 :]) if one is not None]
    assert replay.compare(adoptions, kept, touched, BEGIN).differences
    extra = RuleVersion(UUID(int=5), "a", 7, BEGIN, UUID(int=778))
    assert replay.compare(adoptions, kept, [*rows, extra], BEGIN).differences
    kept[adoptions[0].id] = b"another"
    assert replay.compare(adoptions, kept, rows, BEGIN).differences
