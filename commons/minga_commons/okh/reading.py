"""One file becomes a manifest and the list of what was repaired, or a refusal that says why."""

from dataclasses import dataclass

from minga_commons.okh import keys
from minga_commons.okh.manifest import Manifest
from minga_commons.okh.parsing import Format, looks_like_manifest, parse
from minga_commons.okh.repairs import Refused, Repair
from minga_commons.okh.tidying import tidy
from minga_commons.okh.values import Tree


@dataclass(frozen=True, slots=True)
class Read:
    """What came out of a file. `tree`: what stood in it, before anything was put in order."""

    manifest: Manifest
    format: Format
    repairs: tuple[Repair, ...]
    tree: Tree


def read(data: bytes, name: str = "") -> Read:
    """Read a manifest in either format; `name` is the file's. Raises Refused: `too_large`, `not_utf8`, `empty`, `not_toml`,
    `not_yaml`, `too_deep`, `too_many_values`, `not_a_manifest`, `no_name`, `no_repo`, `repo_unusable`, `licence_unreadable`."""
    parsed = parse(data, name)
    if not looks_like_manifest({keys.canonical(key): value for key, value in parsed.tree.items()}, keys.TELLING):
        raise Refused("not_a_manifest", "This has none of the keys that a manifest has.")
    tree = parsed.tree
    manifest = tidy(parsed)
    return Read(manifest, parsed.format, tuple(parsed.repairs), tree)
