"""What a batch of manifests came to: counts that add up, every repair by kind, and each repair and refusal with its file and key."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from minga_commons.okh import addresses, keys, licences
from minga_commons.okh.bundles import BundleRefused, Piece
from minga_commons.okh.reading import Read, read
from minga_commons.okh.repairs import Refused, Repair
from minga_commons.okh.values import Value, as_text


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not taken."""

    path: str
    code: str
    reason: str
    key: str = ""
    line: int = 0
    column: int = 0


@dataclass(slots=True)
class Findings:
    """What is true of the files as they are, before any repair; the words are those in which the corpus was first counted."""

    counts: Counter[str] = field(default_factory=Counter)
    spellings: Counter[str] = field(default_factory=Counter)
    _repos: set[str] = field(default_factory=set)
    _forks: list[str] = field(default_factory=list)

    def take(self, found: Read) -> None:
        """Count one manifest."""
        raw = {keys.canonical(key): (key, value) for key, value in found.tree.items() if keys.is_known(key)}
        self.counts["manifests"] += 1
        self.counts["yaml" if found.format == "yaml" else "toml"] += 1
        spelled = [key for key in found.tree if keys.is_known(key) and key != keys.canonical(key)]
        self.spellings.update(spelled)
        if found.format == "toml":
            self.counts["camelCase" if any(_is_camel(key) for key in spelled) else "kebab_case"] += 1

        def said(key: str) -> Value | None:
            return raw[key][1] if key in raw else None

        licence = said(keys.LICENCE)
        if isinstance(licence, str):
            self.counts[_licence_finding(licence)] += 1
        licensor = said("licensor")
        if isinstance(licensor, str) and licensor.strip() in {"", "."}:
            self.counts["licensor_empty_or_dot"] += 1
        if str(as_text(said("version") or "") or "").strip().upper() == "UNVERSIONED":
            self.counts["version_UNVERSIONED"] += 1
        name = said("name") if "name" in raw else said("title")
        if isinstance(name, str) and name != name.strip():
            self.counts["names_with_surrounding_whitespace"] += 1
        image = said("image")
        if image is not None:
            self.counts["image_as_list" if isinstance(image, tuple) else "image_as_string"] += 1
        parts = said("part")
        self.counts["parts_total"] += len(parts) if isinstance(parts, tuple) else 0
        self._forked(said("fork-of"), found)

    def _forked(self, fork_of: Value | None, found: Read) -> None:
        repo = found.manifest.repo
        self._repos.add(addresses.identity(repo))
        if isinstance(fork_of, str):
            self.counts["forkOf_present"] += 1
            self._forks.append(addresses.identity(fork_of))
            self.counts["forkOf_equals_own_repo"] += addresses.identity(fork_of) == addresses.identity(repo)

    def refuse(self, refused: Refused) -> None:
        """Count a file that could not be read."""
        if refused.code in {"not_toml", "not_yaml"}:
            self.counts[f"{refused.code.removeprefix('not_')}_parse_errors"] += 1

    def as_json(self) -> dict[str, Any]:
        """The counts; those that are nought are there too."""
        names = (
            "manifests",
            "toml",
            "yaml",
            "toml_parse_errors",
            "yaml_parse_errors",
            "kebab_case",
            "camelCase",
            "license_registered_spdx_id",
            "license_LicenseRef_grammatical",
            "license_not_grammatical_spdx_expression",
            "license_grammatical_unregistered",
            "licensor_empty_or_dot",
            "version_UNVERSIONED",
            "forkOf_present",
            "forkOf_equals_own_repo",
            "names_with_surrounding_whitespace",
            "image_as_list",
            "image_as_string",
            "parts_total",
        )
        told: dict[str, Any] = {name: self.counts[name] for name in names}
        told["forkOf_target_in_set"] = sum(one in self._repos for one in self._forks)
        told["keys_respelled"] = dict(sorted(self.spellings.items()))
        return told


@dataclass(slots=True)
class Report:
    """Grows with every file. `accepted` + `repaired` + `refused` = `files`: taken as it is, taken after repairs, not taken."""

    files: int = 0
    accepted: int = 0
    repaired: int = 0
    refused: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    by_key: dict[str, Counter[str]] = field(default_factory=dict)
    repairs: list[tuple[str, Repair]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)

    def look(self, path: str, found: Read | Refused) -> None:
        """A file, whatever became of it."""
        if isinstance(found, Refused):
            self.refuse(path, found)
        else:
            self.take(path, found)

    def take(self, path: str, found: Read) -> None:
        """A manifest that was read."""
        self.files += 1
        if found.repairs:
            self.repaired += 1
        else:
            self.accepted += 1
        for one in found.repairs:
            self.kinds[one.kind] += 1
            self.by_key.setdefault(one.kind, Counter())[keys.canonical(one.top) or "(file)"] += 1
            self.repairs.append((path, one))
        self.findings.take(found)

    def refuse(self, path: str, refused: Refused) -> None:
        """A file that was not."""
        self.files += 1
        self.refused += 1
        self.findings.refuse(refused)
        self.refusals.append(Refusal(path, refused.code, refused.reason, refused.key, refused.line, refused.column))

    def as_json(self) -> dict[str, Any]:
        """For programs. `repairs`: kind → how often; `each_repair` and `each_refusal` name file, key and reason."""
        return {
            "files": self.files,
            "accepted": self.accepted,
            "repaired": self.repaired,
            "refused": self.refused,
            "repairs": dict(sorted(self.kinds.items())),
            "repairs_by_key": {kind: dict(sorted(found.items())) for kind, found in sorted(self.by_key.items())},
            "findings": self.findings.as_json(),
            "each_repair": [
                {
                    "file": path,
                    "kind": str(one.kind),
                    "key": one.key,
                    "reason": one.reason,
                    "was": one.was,
                    "now": one.now,
                    **({"line": one.line} if one.line else {}),
                }
                for path, one in self.repairs
            ],
            "each_refusal": [
                {
                    "file": one.path,
                    "code": one.code,
                    "key": one.key,
                    "reason": one.reason,
                    **({"line": one.line, "column": one.column} if one.line else {}),
                }
                for one in self.refusals
            ],
        }

    def as_text(self) -> list[str]:
        """For people."""
        lines = [
            f"{self.files} files: {self.accepted} taken as they are, {self.repaired} repaired, {self.refused} refused.",
        ]
        lines += [f"  {count:>6} × {kind.replace('_', ' ')}" for kind, count in self.kinds.most_common()]
        for one in self.refusals:
            where = f", line {one.line}" if one.line else ""
            lines.append(f"  refused: {one.path}{where}{', ' + one.key if one.key else ''}: {one.reason}")
        return lines


def _is_camel(key: str) -> bool:
    return "-" in keys.canonical(key) and "-" not in key and any(sign.isupper() for sign in key)


def _licence_finding(text: str) -> str:
    if not licences.is_grammatical(text):
        return "license_not_grammatical_spdx_expression"
    if "LicenseRef-" in text:
        return "license_LicenseRef_grammatical"
    return "license_registered_spdx_id" if licences.is_registered(text) else "license_grammatical_unregistered"


def read_all(pieces: Iterable[Piece], report: Report) -> Iterator[tuple[str, Read]]:
    """Every manifest that can be taken, in order; one bad file is written down and stops nothing."""
    try:
        for piece in pieces:
            try:
                found = read(piece.data, piece.path)
            except Refused as refused:
                report.refuse(piece.path, refused)
                continue
            report.take(piece.path, found)
            yield piece.path, found
    except BundleRefused as refused:
        report.refuse("(archive)", Refused(refused.code, refused.reason))
