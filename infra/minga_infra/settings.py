"""What an operator may set, read once from the environment; each secret also from a file (`NAME_FILE`).

Every problem is told at once, by the name of the variable and with what would be right. In production nothing has a
convenient default: no demo, no stand-in, no secret that somebody could guess.
"""

import difflib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

_GUESSABLE = ("changeme", "change-me", "secret", "password", "default", "example", "test", "demo", "minga", "insecure")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Read elsewhere (launcher, tests, the embedded database) and no mistake here.
_OTHERS = frozenset({"MINGA_POSTGRES_BIN", "MINGA_TEST_POSTGRES_BIN", "MINGA_REQUIRE", "MINGA_VENV", "MINGA_SETTINGS"})


class SettingsError(RuntimeError):
    """The settings cannot be used; the text names each problem and its remedy."""


def _named(variable: str, default: Any, description: str) -> Any:
    return Field(default=default, validation_alias=variable, description=description)


class Settings(BaseModel):
    """One field per environment variable; `minga settings` and docs/running.md print these sentences."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True, frozen=True)

    environment: Literal["local", "test", "production"] = _named(
        "MINGA_ENV", "local", "local on a laptop, test under the suite, production where people's money is real"
    )
    data: Path = _named("MINGA_DATA", Path(".minga"), "folder for the key, files, the embedded database and local mail")
    demo: bool = _named("MINGA_DEMO", False, "demo co-ops and one-click sign-in; refused in production")
    public_url: str = _named("MINGA_PUBLIC_URL", "http://localhost:8000", "address that people type, without a path")
    more_hosts: str = _named("MINGA_HOSTS", "", "further host names that reach this server, separated by commas")
    proxies: str = _named("MINGA_PROXIES", "", "addresses whose X-Forwarded-For is believed, separated by commas")
    files_url: str = _named("MINGA_FILES_URL", "", "another origin for files that were not re-encoded by us")

    database_url: SecretStr = _named("DATABASE_URL", SecretStr(""), "the app's login (minga_app)")
    worker_database_url: SecretStr = _named("WORKER_DATABASE_URL", SecretStr(""), "the worker's login (minga_worker)")
    admin_database_url: SecretStr = _named(
        "DATABASE_ADMIN_URL", SecretStr(""), "the migrator's login, for `minga migrate`"
    )
    database_pooler: Literal["none", "transaction"] = _named(
        "MINGA_DB_POOLER", "none", "transaction behind PgBouncer in transaction mode"
    )
    database_connections: int = Field(
        default=10, ge=1, le=200, validation_alias="MINGA_DB_CONNECTIONS", description="most connections of one process"
    )

    meilisearch_url: str = _named("MEILISEARCH_URL", "", "search engine; PostgreSQL searches when empty")
    meilisearch_key: SecretStr = _named("MEILISEARCH_KEY", SecretStr(""), "its master or admin key")

    stripe_secret_key: SecretStr = _named(
        "STRIPE_SECRET_KEY", SecretStr(""), "key of the demo co-op; others keep their own"
    )
    stripe_webhook_secret: SecretStr = _named("STRIPE_WEBHOOK_SECRET", SecretStr(""), "signing secret of its webhooks")
    stripe_stand_in_url: str = _named("MINGA_STRIPE_STAND_IN", "", "address of the payment stand-in that `up` starts")

    smtp_url: SecretStr = _named("MINGA_SMTP_URL", SecretStr(""), "smtp://user:password@host:port; a folder when empty")
    mail_from: str = _named("MINGA_MAIL_FROM", "", "sender of mails")
    sms_url: SecretStr = _named("MINGA_SMS_URL", SecretStr(""), "gateway that takes a POST per text message")

    s3_url: str = _named("MINGA_S3_URL", "", "s3://bucket/prefix for files; a local folder when empty")
    s3_endpoint: str = _named("MINGA_S3_ENDPOINT", "", "address of an S3-compatible server that is not Amazon's")

    log_format: Literal["json", "console"] = _named("MINGA_LOG", "json", "json for machines, console for people")
    worker_inside: bool = _named("MINGA_WORKER_INSIDE", False, "run one worker inside the server process")

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def hosts(self) -> frozenset[str]:
        """Hosts as they stand in the Host header, port included."""
        parts = urlsplit(self.public_url)
        more = {host.strip().lower() for host in self.more_hosts.split(",") if host.strip()}
        return frozenset({parts.netloc.lower(), *more})

    @property
    def origins(self) -> frozenset[str]:
        """Origins as they stand in the Origin header."""
        scheme = urlsplit(self.public_url).scheme
        return frozenset(f"{scheme}://{host}" for host in self.hosts)

    @property
    def trusted_proxies(self) -> frozenset[str]:
        return frozenset(address.strip() for address in self.proxies.split(",") if address.strip())

    @property
    def worker_url(self) -> str:
        """The worker's address: its own, or the app's with the worker's login where logins need no password."""
        given = self.worker_database_url.get_secret_value()
        if given:
            return given
        return self.database_url.get_secret_value().replace("//minga_app@", "//minga_worker@", 1)

    @model_validator(mode="after")
    def _safe(self) -> "Settings":
        problems = list(_shape_problems(self))
        if self.production:
            problems += _production_problems(self)
        if problems:
            raise ValueError("\n".join(problems))
        return self


def _shape_problems(found: Settings) -> list[str]:
    problems = []
    url = urlsplit(found.public_url)
    if url.scheme not in {"http", "https"} or not url.hostname or url.path.strip("/"):
        problems.append(
            f"MINGA_PUBLIC_URL is “{found.public_url}”; give scheme and host only, like https://market.example"
        )
    if found.stripe_stand_in_url and urlsplit(found.stripe_stand_in_url).hostname not in _LOOPBACK:
        problems.append("MINGA_STRIPE_STAND_IN must be an address of this machine: the stand-in takes anybody's word")
    if found.smtp_url.get_secret_value() and not found.mail_from:
        problems.append(
            "MINGA_MAIL_FROM is empty although MINGA_SMTP_URL is set; give the sender, like post@market.example"
        )
    if found.meilisearch_url and not found.meilisearch_key.get_secret_value():
        host = urlsplit(found.meilisearch_url).hostname
        if host not in _LOOPBACK:
            problems.append("MEILISEARCH_KEY is empty: a search engine without a key answers everybody")
    return problems


def _production_problems(found: Settings) -> list[str]:
    problems = []
    if found.demo:
        problems.append("MINGA_DEMO is on: demo sign-in lets anybody be anybody. Unset it, or set MINGA_ENV=local")
    if found.stripe_stand_in_url:
        problems.append("MINGA_STRIPE_STAND_IN is set: pretended payments would pass for money. Unset it")
    if not found.public_url.startswith("https://"):
        problems.append("MINGA_PUBLIC_URL must begin with https:// (cookies and passkeys need it)")
    if not found.database_url.get_secret_value():
        problems.append("DATABASE_URL is empty: name a PostgreSQL server that is backed up")
    if not found.worker_database_url.get_secret_value() and found.worker_url == found.database_url.get_secret_value():
        problems.append("WORKER_DATABASE_URL is empty: the worker has a login of its own (minga_worker)")
    if not (found.data / "key").exists():
        problems.append(
            f"{found.data / 'key'} is missing: make one with `minga doctor --new-key` and keep a copy of it"
        )
    for name, field in type(found).model_fields.items():
        value = getattr(found, name)
        if isinstance(value, SecretStr) and _guessable(value.get_secret_value()):
            problems.append(f"{field.validation_alias} holds a default or example secret; set one of your own")
    return problems


def _guessable(value: str) -> bool:
    """Whether a secret, or the password inside an address, is one of those that everybody tries first."""
    if "://" in value:
        value = urlsplit(value).password or ""
    plain = value.lower().removeprefix("sk_test_").removeprefix("sk_live_").removeprefix("whsec_")
    return bool(plain) and (plain in _GUESSABLE or plain.startswith("stand_in") or len(set(plain)) < 4)


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Refuses: SettingsError."""
    given = dict(os.environ if environment is None else environment)
    known = {str(field.validation_alias) for field in Settings.model_fields.values()}
    problems = _from_files(given, known) + _misspelled(given, known)
    values = {name: value for name, value in given.items() if name in known}
    settings: Settings | None = None
    try:
        settings = Settings.model_validate(values)
    except ValidationError as refused:
        for error in refused.errors():
            where = str(error["loc"][0]) if error["loc"] else ""
            message = error["msg"].removeprefix("Value error, ")
            problems += [f"{where}: {message}, not “{error['input']}”"] if where else message.split("\n")
    if problems or settings is None:
        raise SettingsError("The settings cannot be used:\n" + "\n".join(f"  - {problem}" for problem in problems))
    return settings


def _from_files(given: dict[str, str], known: set[str]) -> list[str]:
    """Take `NAME_FILE` for `NAME`, as service managers hand over secrets."""
    problems = []
    for name in known:
        path = given.get(f"{name}_FILE")
        if path and not given.get(name):
            try:
                given[name] = Path(path).read_text().strip()
            except OSError as refused:
                problems.append(f"{name}_FILE: {path} cannot be read ({refused.strerror})")
    return problems


def _misspelled(given: Mapping[str, str], known: set[str]) -> list[str]:
    """A setting with a typing error would be silently without effect."""
    problems = []
    for name in given:
        if name.startswith("MINGA_") and name not in known | _OTHERS and not name.endswith("_FILE"):
            close = difflib.get_close_matches(name, known, n=1, cutoff=0.85)
            if close:
                problems.append(f"{name} is no setting; did you mean {close[0]}?")
    return problems


def key_of(settings: Settings) -> bytes:
    """The 32 bytes under which secrets in the database are encrypted and tokens signed; made once where that is safe.

    In production the file must be there: a fresh key beside an old database could read none of its secrets.
    """
    path = settings.data / "key"
    if not path.exists():
        if settings.production:
            raise SettingsError(f"{path} is missing.")
        make_key(path)
    key = bytes.fromhex(path.read_text().strip())
    if len(key) != 32:
        raise SettingsError(f"{path} does not hold 64 hexadecimal digits.")
    return key


def make_key(path: Path) -> None:
    """Write a new key, whole or not at all, and never over an old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"key.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # Fails when there is one: two processes that start together end with the same key.
    except FileExistsError:
        pass
    finally:
        draft.unlink()
