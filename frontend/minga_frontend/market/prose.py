"""Makers' own words, written in Markdown, as markup that can do no harm.

HTML in the text is shown as it was typed, never obeyed; what the renderer made is cleaned once more, so that a mistake in
one of the two is not enough. Headings sink below those of the page.
"""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_HEADING = re.compile(r"<(/?)h([1-6])>")
_TAGS = {"p", "em", "strong", "ul", "ol", "li", "br", "a", "blockquote", "h3", "h4", "code", "hr"}


@cache
def _renderer() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")


@lru_cache(maxsize=512)
def prose(text: str) -> Markup:
    """Markdown → safe markup; empty for an empty text."""
    if not text.strip():
        return Markup()
    import nh3

    made: str = _renderer().render(text)
    made = _HEADING.sub(lambda tag: f"<{tag[1]}h{3 if tag[2] in '12' else 4}>", made)
    clean = nh3.clean(
        made,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
    return Markup(clean)  # noqa: S704 - cleaned in the line above
