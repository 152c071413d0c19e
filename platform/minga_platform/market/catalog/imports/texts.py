"""A shop's HTML description → CommonMark without HTML, which our pages render with HTML switched off.

The markup is first cleaned by nh3 (scripts, styles, frames and event handlers go, with what they hold), then written
anew: paragraphs, emphasis, lists, headings, quotes, rules, links with http(s) or mailto. Pictures inside a text are
dropped (the buyer's browser must not call a stranger), tables become lines. Kept HTML was ruled out: two sanitisers
in a row must agree, and a text without HTML has nothing to disagree about.
"""

import re
from html.parser import HTMLParser

import nh3

_KEPT = {
    "p", "br", "strong", "b", "em", "i", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6",
    "blockquote", "a", "hr", "div", "table", "tr", "td", "th",
}  # fmt: skip
_GONE_WITH_CONTENT = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "noscript",
    "template",
    "svg",
    "math",
    "title",
    "textarea",
    "select",
}
_BLOCKS = {"p", "div", "ul", "ol", "blockquote", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>&~|])")
_LINE_START = re.compile(r"^(\s*)(?:([#+=\-])|(\d{1,9})([.)]))")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_DEPTH = 8


def to_markdown(text: str) -> tuple[str, bool]:
    """Markdown, and whether more than plain wrapping was taken away. Text without tags keeps its line breaks."""
    if not re.search(r"<[a-zA-Z!/?]|&[#a-zA-Z]", text):
        paragraphs = [block.strip() for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n"))]
        lines = (
            ["  \n".join(_escaped_line(line.strip()) for line in block.split("\n"))] for block in paragraphs if block
        )
        return "\n\n".join(text for (text,) in lines), False
    cleaned = nh3.clean(
        text,
        tags=_KEPT,
        clean_content_tags=_GONE_WITH_CONTENT,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )
    writer = _Writer()
    writer.feed(cleaned)
    writer.close()
    return writer.finish(), _lost(text)


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a blank where one is near, with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    blank = cut.rfind(" ", limit - 80)
    return (cut[:blank] if blank > 0 else cut).rstrip("\\ \n") + "…"


def _lost(text: str) -> bool:
    """Whether something a reader saw or used is gone: pictures, frames, scripts, forms, films."""
    return (
        re.search(r"<\s*(img|iframe|script|video|audio|object|embed|form|input|svg|style)\b", text, re.IGNORECASE)
        is not None
    )


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _escaped_line(line: str) -> str:
    """A line that would begin a heading, a list or a rule is kept a line of text."""
    escaped = _escaped(line)
    found = _LINE_START.match(escaped)
    if found is None:
        return escaped
    place = found.end() - 1
    return escaped[:place] + "\\" + escaped[place:]


class _Writer(HTMLParser):
    """Cleaned, well-formed HTML → blocks of Markdown.

    Depth of lists and quotes is bounded; deeper ones stay at the bound.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[tuple[str, bool]] = []  # (text with its prefix, joins the block before without a blank line)
        self._inline: list[str] = []
        self._stack: list[str] = []  # "ul", "ol", "blockquote"
        self._counters: list[int] = []
        self._written: list[
            bool
        ] = []  # whether that list or quote shows an item already: only then can it hold deeper ones
        self._item: str | None = None
        self._heading = 0
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"strong", "b"}:
            self._inline.append("\ue000s")
        elif tag in {"em", "i"}:
            self._inline.append("\ue000e")
        elif tag == "br":
            self._inline.append("\ue000n")
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self._inline)))
        elif tag == "hr":
            self._flush()
            self._blocks.append((self._prefix() + "---", False))
        elif tag in {"td", "th"}:
            self._inline.append(" ")
        elif tag == "li":
            self._flush()
            self._start_item()
        elif tag in _BLOCKS:
            self._flush()
            if tag in {"ul", "ol", "blockquote"}:
                self._stack.append(tag)
                self._counters.append(0)
                self._written.append(False)
            elif tag.startswith("h"):
                self._heading = int(tag[1])

    def handle_endtag(self, tag: str) -> None:
        if tag in {"strong", "b"}:
            self._inline.append("\ue000S")
        elif tag in {"em", "i"}:
            self._inline.append("\ue000E")
        elif tag == "a" and self._links:
            self._close_link(*self._links.pop())
        elif tag == "li":
            self._flush()
            self._item = None
        elif tag in _BLOCKS:
            self._flush()
            if tag in {"ul", "ol", "blockquote"} and self._stack:
                self._stack.pop()
                self._counters.pop()
                self._written.pop()
            elif tag.startswith("h"):
                self._heading = 0

    def handle_data(self, data: str) -> None:
        self._inline.append(_escaped(re.sub("[\ue000]", "", data)))

    def finish(self) -> str:
        """All blocks; one blank line between them, none between the items of a list."""
        self._flush()
        text = ""
        for block, joined in self._blocks:
            text += ("\n" if joined else "\n\n") + block if text else block
        return text

    def _close_link(self, href: str, start: int) -> None:
        label = _BLANKS.sub(" ", "".join(self._inline[start:])).strip()
        del self._inline[start:]
        target = re.sub(r"[\s<>\\\ue000]", "", href).replace("&", "\\&")
        if label and re.match(r"(https?://|mailto:)", target, re.IGNORECASE):
            label = re.sub("\ue000[seSEn]", " ", label)
            self._inline.append(f"[{label.strip()}](<{target}>)")
        else:
            self._inline.append(label)

    def _start_item(self) -> None:
        ordered = bool(self._stack) and self._stack[-1] == "ol"
        if self._counters:
            self._counters[-1] += 1
        self._item = f"{self._counters[-1] if self._counters else 1}. " if ordered else "- "

    def _prefix(self) -> str:
        """Quotes and the indent of lists around the current block, without the item's own mark."""
        quotes = sum(kind == "blockquote" for kind in self._stack[:_DEPTH])
        lists = sum(
            written for kind, written in zip(self._stack[:-1], self._written, strict=False) if kind != "blockquote"
        )
        return "> " * quotes + "   " * min(lists, _DEPTH)

    def _flush(self) -> None:
        words = _BLANKS.sub(" ", "".join(self._inline))
        self._inline.clear()
        self._links.clear()
        body = _emphasised(words)
        if not body:
            return
        prefix = self._prefix()
        lines = [_safe_start(line.strip()) for line in body.split("\ue000n")]
        while lines and not lines[-1]:
            lines.pop()
        while lines and not lines[0]:
            lines.pop(0)
        if not lines:
            return
        in_list = any(kind in {"ul", "ol"} for kind in self._stack)
        if self._heading and not in_list:
            self._blocks.append((prefix + "#" * self._heading + " " + " ".join(lines), False))
        elif in_list:
            mark = self._item or "  "
            indent = prefix + " " * len(mark)
            text = prefix + mark + ("  \n" + indent).join(line for line in lines if line)
            joined = bool(self._item and self._item.strip() and self._blocks) and _is_item(self._blocks[-1][0])
            self._blocks.append((text, joined))
            if self._item is not None:
                self._item = " " * len(self._item)
                self._written[-1] = True
        else:
            self._blocks.append((prefix + ("  \n" + prefix).join(line for line in lines if line), False))


def _is_item(block: str) -> bool:
    return re.match(r"[> ]*(?:- |\d+\. )", block) is not None


def _safe_start(line: str) -> str:
    found = _LINE_START.match(line)
    if found is None:
        return line
    place = found.end() - 1
    return line[:place] + "\\" + line[place:]


def _emphasised(words: str) -> str:
    """Marks of emphasis → `**` and `*`, only where they are closed and hug a word, as CommonMark wants it."""
    pieces = re.split("(\ue000[seSEn])", words)
    text = ""
    open_at: dict[str, int] = {}
    for piece in pieces:
        if piece in {"\ue000s", "\ue000e"}:
            if not open_at:
                open_at[piece[1]] = len(text)
        elif piece in {"\ue000S", "\ue000E"}:
            start = open_at.pop(piece[1].lower(), None)
            if start is None:
                continue
            text = _marked(text, start, "**" if piece[1] == "S" else "*")
        else:
            text += piece
    return text.strip()


def _marked(text: str, start: int, mark: str) -> str:
    """Emphasis around text[start:], its blanks outside.

    Left out where a neighbour would make CommonMark read it otherwise.
    """
    inner = text[start:]
    core = inner.strip()
    if not core or "\ue000" in core:
        return text
    lead, trail = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    before = (text[:start] + lead)[-1:]
    if before.isalnum() or before == "*" or not (core[0].isalnum() and core[-1].isalnum()):
        return text
    return text[:start] + lead + mark + core + mark + trail
