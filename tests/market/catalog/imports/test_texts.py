"""A shop's HTML becomes Markdown that says the same and can do nothing."""

import html
import re

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from minga_platform.market.catalog.imports.texts import shortened, to_markdown

PAGE = MarkdownIt("commonmark", {"html": False})


def words(rendered: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", rendered)).split())


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("", ""),
        ("<p></p><p> </p>", ""),
        ("<p>Classic <b>blown</b> clay pot</p>", "Classic **blown** clay pot"),
        ("7 chakra bracelet, in blue or black.", "7 chakra bracelet, in blue or black."),
        ("one\ntwo\n\nthree", "one  \ntwo\n\nthree"),
        ("<p>a<br>b</p>", "a  \nb"),
        ("<ul><li>one</li><li>two<ul><li>deep</li></ul></li></ul>", "- one\n- two\n   - deep"),
        ("<ol><li>wash</li><li>dry</li></ol>", "1. wash\n2. dry"),
        ("<h2>Care</h2><p>by hand</p>", "## Care\n\nby hand"),
        ("<blockquote><p>q<br>r</p></blockquote>", "> q  \n> r"),
        ('<a href="https://e.org/a_(b)?x=1&amp;y=2">see</a>', "[see](<https://e.org/a_(b)?x=1\\&y=2>)"),
        ("<p>1 &lt; 2 &amp; 3</p>", "1 \\< 2 \\& 3"),
        ("<p># no heading</p><p>1. no list</p><p>--- no rule</p>", "\\# no heading\n\n1\\. no list\n\n\\--- no rule"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
    ],
)
def test_markup_is_written_anew(body: str, markdown: str) -> None:
    assert to_markdown(body) == (markdown, False)


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<a href=' data:text/html,<script>alert(1)</script>'>x</a>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<iframe src='https://evil.example'></iframe>",
    "<style>@import 'https://evil.example'</style>",
    "<p onclick=alert(1)>x</p>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/p.png)",
    "<https://evil.example>",
    "<!--><script>alert(1)</script>-->",
    '<a href="https://e.org>)[x](javascript:alert(1))">x</a>',
    "`<script>`",
    "<b><b><b>" * 500,
    "<ul><li>" * 500 + "x",
    "<blockquote>" * 500 + "x",
    "<" * 5000,
    "&" * 5000,
]


@pytest.mark.parametrize("body", HOSTILE)
def test_nothing_active_survives(body: str) -> None:
    rendered = PAGE.render(to_markdown(body)[0])
    assert nh3.clean(rendered, link_rel=None) == nh3.clean(
        rendered, link_rel=None, url_schemes={"http", "https", "mailto"}
    )
    assert not re.search(r"<(?!/?(p|strong|em|ul|ol|li|h[1-6]|blockquote|hr|br|a)\b)", rendered), rendered
    assert not re.search(r'href="(?!https?:|mailto:)', rendered), rendered
    assert "<img" not in rendered


@pytest.mark.parametrize("body", ["<img src=x>text", "text<iframe src=x></iframe>", "<video></video>x"])
def test_what_a_reader_loses_is_told(body: str) -> None:
    assert to_markdown(body)[1]


SPEECH = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn", "Zl", "Zp")), max_size=60)


@given(SPEECH)
def test_plain_words_mean_themselves(text: str) -> None:
    if re.search(r"<[a-zA-Z!/?]|&[#a-zA-Z]", text):
        return
    assert words(PAGE.render(to_markdown(text)[0])) == words(html.escape(text))


@given(
    st.lists(
        st.tuples(st.sampled_from(["p", "h2", "li", "blockquote", "div", "b", "em", "a", "br", "td"]), SPEECH),
        max_size=8,
    )
)
def test_no_word_is_lost_or_gained(parts: list[tuple[str, str]]) -> None:
    body = ""
    for tag, text in parts:
        inner = html.escape(text)
        wrapped = {
            "li": f"<ul><li>{inner}</li></ul>",
            "a": f'<a href="https://e.org">{inner}</a>',
            "br": f"{inner}<br>",
        }
        body += wrapped.get(tag, f"<{tag}>{inner}</{tag}>")
    if not re.search(r"<[a-zA-Z]", body):
        return
    expected = "".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())
    assert "".join(words(PAGE.render(to_markdown(body)[0])).split()) == expected


def test_a_long_text_ends_at_a_word() -> None:
    assert shortened("word " * 100, 52) == "word " * 9 + "word…"
    assert len(shortened("x" * 100, 50)) == 50
