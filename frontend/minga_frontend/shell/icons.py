# ruff: noqa: E501 - a drawing is one line, however long
"""Our icons: one family, drawn in a square of 24 with a line of 1.6 and round ends. Used through `ui.icon(name)`."""

from collections.abc import Mapping
from typing import Final

ICONS: Final[Mapping[str, str]] = {
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "basket": '<path d="M3 10h18l-2 10H5zM8 10l3-6m5 6-3-6M9 14v3m6-3v3m-3-3v3"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c.6-4.6 3.6-7 8-7s7.4 2.4 8 7"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.4-4 2.7-6 6.5-6s6.1 2 6.5 6M16 4.8a3.5 3.5 0 0 1 0 6.4m2.5 3.3c1.8.8 2.8 2.6 3 5.5"/>',
    "home": '<path d="m3 11 9-8 9 8M6 9v11h12V9M10 20v-6h4v6"/>',
    "store": '<path d="M4 4h16l1.5 6a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0zM5 13v7h14v-7M10 20v-4h4v4"/>',
    "check": '<path d="m4 12.5 5.5 5.5L20 6.5"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v6m0-9.5v.1"/>',
    "warning": '<path d="M12 3 2 20.5h20zM12 10v5m0 2.5v.1"/>',
    "cross": '<path d="M5 5l14 14M19 5 5 19"/>',
    "forward": '<path d="M4 12h16m-6-6 6 6-6 6"/>',
    "back": '<path d="M20 12H4m6-6-6 6 6 6"/>',
    "package": '<path d="m3 7.5 9-4.5 9 4.5v9L12 21l-9-4.5zM3 7.5l9 4.5 9-4.5M12 12v9M7.5 5.2l9 4.6"/>',
    "pin": '<path d="M12 21.5s7-6.7 7-12a7 7 0 0 0-14 0c0 5.3 7 12 7 12z"/><circle cx="12" cy="9.5" r="2.5"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 6.5V12l4 2.5"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8 3v5m8-5v5"/>',
    "truck": '<path d="M2 6h12v11H2zM14 10h4l4 4v3h-8z"/><circle cx="7" cy="18" r="2"/><circle cx="17.5" cy="18" r="2"/>',
    "card": '<path d="M3 6h18v12H3zM3 10h18M6.5 14.5h4"/>',
    "coins": '<ellipse cx="9" cy="7" rx="6" ry="3"/><path d="M3 7v5c0 1.7 2.7 3 6 3s6-1.3 6-3V7M9 18.5c.9 1.1 3 2 6 2 3.3 0 6-1.3 6-3v-5c0-1.5-1.9-2.6-4.5-2.9"/>',
    "leaf": '<path d="M5 19C3 10 9 4 20 4c0 11-6 17-15 15zM5 19c3-5 6-8 10-10"/>',
    "hand": '<path d="M7 12V6.5a1.5 1.5 0 0 1 3 0V11 5a1.5 1.5 0 0 1 3 0v6-4.5a1.5 1.5 0 0 1 3 0V12l.5-1.5c.5-1.5 3-1 2.5 1L17 18c-.7 2-2 3-4.5 3-3 0-4.5-1-6-4L4 13.5c-.8-1.6 1.2-2.6 2-1.5z"/>',
    "pencil": '<path d="m4 20 1-5L16.5 3.5l4 4L9 19zM14 6l4 4"/>',
    "bin": '<path d="M4 6h16M9 6V3.5h6V6M6 6l1 15h10l1-15M10 10v7m4-7v7"/>',
    "plus": '<path d="M12 4v16M4 12h16"/>',
    "print": '<path d="M7 8V3h10v5M7 17H3V8h18v9h-4M7 14h10v7H7z"/>',
    "picture": '<path d="M3 5h18v14H3zM3 16l5-5 4 4 4-5 5 6"/><circle cx="9" cy="8.5" r="1"/>',
    "list": '<path d="M8 6h13M8 12h13M8 18h13M3.5 6h.1m-.1 6h.1m-.1 6h.1"/>',
    "book": '<path d="M12 6c-2-1.5-5-2-9-2v15c4 0 7 .5 9 2 2-1.5 5-2 9-2V4c-4 0-7 .5-9 2zM12 6v15"/>',
    "scale": '<path d="M12 3v18M7 21h10M4 7h16M4 7l-2.5 7h5zM20 7l-2.5 7h5z"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 4 6 4 9s-1 6-4 9c-3-3-4-6-4-9s1-6 4-9z"/>',
    "mail": '<path d="M3 6h18v13H3zM3 7l9 7 9-7"/>',
    "lock": '<path d="M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11M12 14.5v2"/>',
    "key": '<circle cx="8" cy="15" r="4.5"/><path d="M11 12 20 3m-4 4 3 3m-6 0 2 2"/>',
    "download": '<path d="M12 3v12m-5-5 5 5 5-5M4 20h16"/>',
    "filter": '<path d="M4 6h16M7 12h10m-7 6h4"/>',
    "star": '<path d="m12 3 2.7 6 6.300.7-4.7 4.3 1.3 6.5-5.6-3.3-5.6 3.3L7.7 14 3 9.7 9.3 9z"/>',
    "undo": '<path d="M4 9h10a6 6 0 0 1 0 12H8M4 9l5-5M4 9l5 5"/>',
}
"""The inside of each `<svg>`; arrows point as in English and turn for Arabic (`back`, `forward`, `undo`)."""
