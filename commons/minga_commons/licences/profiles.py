"""The profiles that every installation knows. No licence is a branch in code: "may I?" reads these rows and those of a
co-op's own table (`queries.profile`), and knows nothing else."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from minga_commons.licences import families, reciprocity
from minga_commons.licences.profile import Profile

BUILT_IN: Final[Mapping[str, Profile]] = MappingProxyType({row.key: row for row in (*families.ROWS, *reciprocity.ROWS)})


def profile_of(key: str) -> Profile | None:
    """A built-in profile by SPDX id or `LicenseRef-…`, as `spdx.Licence.key` writes it; None for one that has none."""
    return BUILT_IN.get(key)
