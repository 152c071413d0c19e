"""Settings: mistakes are told by name, and production starts on nothing that a stranger could guess."""

from pathlib import Path

import pytest

from minga_infra.settings import Settings, SettingsError, key_of, load, make_key


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    make_key(tmp_path / "key")
    return {
        "MINGA_ENV": "production",
        "MINGA_DATA": str(tmp_path),
        "MINGA_PUBLIC_URL": "https://market.example",
        "DATABASE_URL": "postgresql://minga_app:3kd9-f02k-a81m@db.example/minga",
        "WORKER_DATABASE_URL": "postgresql://minga_worker:9fk2-11mz-p0qa@db.example/minga",
    }


def test_nothing_needs_to_be_set_on_a_laptop() -> None:
    settings = load({})
    assert settings.environment == "local"
    assert settings.hosts == {"localhost:8000"}
    assert settings.origins == {"http://localhost:8000"}


def test_a_sound_production_starts(production: dict[str, str]) -> None:
    assert load(production).production


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("MINGA_DEMO", "1", "anybody be anybody"),
        ("MINGA_STRIPE_STAND_IN", "http://127.0.0.1:12111", "pass for money"),
        ("MINGA_PUBLIC_URL", "http://market.example", "https"),
        ("DATABASE_URL", "", "DATABASE_URL is empty"),
        ("DATABASE_URL", "postgresql://minga_app:changeme@db/minga", "DATABASE_URL holds a default"),
        ("WORKER_DATABASE_URL", "postgresql://minga_worker:password@db/minga", "WORKER_DATABASE_URL holds a default"),
        ("WORKER_DATABASE_URL", "", "login of its own"),
        ("STRIPE_SECRET_KEY", "sk_test_stand_in_valle", "STRIPE_SECRET_KEY holds a default"),
        ("STRIPE_WEBHOOK_SECRET", "whsec_test", "STRIPE_WEBHOOK_SECRET holds a default"),
        ("MEILISEARCH_KEY", "aaaaaaaaaaaaaaaa", "MEILISEARCH_KEY holds a default"),
    ],
)
def test_production_refuses(production: dict[str, str], name: str, value: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        load({**production, name: value})


def test_production_makes_no_key(production: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "key").unlink()
    with pytest.raises(SettingsError, match="is missing"):
        load(production)
    assert not (tmp_path / "key").exists()


def test_all_problems_are_told_at_once_by_name() -> None:
    with pytest.raises(SettingsError) as refused:
        load({"MINGA_ENV": "produktion", "MINGA_DB_CONNECTIONS": "many", "MINGA_DB_POLER": "none"})
    told = str(refused.value)
    assert "MINGA_ENV" in told
    assert "MINGA_DB_CONNECTIONS" in told
    assert "did you mean MINGA_DB_POOLER?" in told


def test_secrets_come_from_files_and_are_not_printed(tmp_path: Path) -> None:
    (tmp_path / "stripe").write_text("sk_live_canary51\n")
    settings = load({"STRIPE_SECRET_KEY_FILE": str(tmp_path / "stripe")})
    assert settings.stripe_secret_key.get_secret_value() == "sk_live_canary51"
    assert "canary51" not in repr(settings) + str(settings)
    with pytest.raises(SettingsError, match="STRIPE_SECRET_KEY_FILE"):
        load({"STRIPE_SECRET_KEY_FILE": str(tmp_path / "absent")})


def test_a_key_is_made_once_and_private(tmp_path: Path) -> None:
    settings = load({"MINGA_DATA": str(tmp_path / "data")})
    key = key_of(settings)
    assert len(key) == 32
    assert key_of(settings) == key
    make_key(tmp_path / "data" / "key")
    assert key_of(settings) == key
    assert (tmp_path / "data" / "key").stat().st_mode & 0o777 == 0o600


def test_the_worker_has_its_own_login_where_no_password_is_needed() -> None:
    settings = load({"DATABASE_URL": "postgresql://minga_app@/minga?host=/run/minga"})
    assert settings.worker_url == "postgresql://minga_worker@/minga?host=/run/minga"


def test_every_setting_says_what_it_is_for() -> None:
    for field in Settings.model_fields.values():
        assert field.description
        assert field.validation_alias


def test_the_documentation_lists_every_setting() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "running.md").read_text()
    missing = [
        f"{field.validation_alias}: {field.description}"
        for field in Settings.model_fields.values()
        if f"| `{field.validation_alias}` | {field.description} |" not in text
    ]
    assert not missing, "write it anew: minga settings --markdown"
