"""Settings from the environment (`NETWERKZORG_*`): all errors at once, the key named, never the value."""

import os
from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsRefused(ValueError):
    """The settings cannot be used. The text names each key and what is wrong, no value."""


class StartRefused(RuntimeError):
    """The region must not be opened like this. The text has one Dutch line for each reason."""


class Settings(BaseSettings):
    """What differs between a laptop and a region. Paths are absolute; urls without a trailing slash."""

    model_config = SettingsConfigDict(env_prefix="NETWERKZORG_", extra="ignore", frozen=True)

    folder: Path = Field(description="where everything lives that is not code: keys, SQLite, index")
    region: Path = Field(description="the region's folder, with vocabulary.yaml")
    database_url: str = ""
    owner_database_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    secret_key: str = Field(min_length=32)
    keyset: Path | None = None
    broker_url: str = ""
    redis_url: str = ""
    smtp_url: str = ""
    mail_from: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = "netwerkzorg"
    oidc_client_secret: str = ""
    oidc_min_acr: str = ""
    api_audience: str = "https://netwerkzorg.example/api"
    metrics_token: str = ""
    limits_factor: int = Field(
        default=1,
        ge=1,
        le=10_000,
        description="how many times the usual rate limits: for load tests",
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="how many proxies of our own stand before the web process",
    )
    lease_seconds: int = Field(default=60, ge=1, le=3600)

    @field_validator("folder", "region", "keyset")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value and value.absolute()

    @field_validator("base_url", "oidc_issuer")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: str) -> str:
        if value and not value.startswith(("smtp://", "smtp+tls://", "smtps://")):
            raise ValueError("must start with smtp://, smtp+tls:// or smtps://")
        return value

    @model_validator(mode="after")
    def _region_is_there(self) -> Self:
        if not (self.region / "vocabulary.yaml").is_file():
            raise ValueError("region: no vocabulary.yaml in this folder")
        return self

    @property
    def database(self) -> str:
        """The address of the database; SQLite in the folder when none was named."""
        return self.database_url or f"sqlite:///{self.folder / 'netwerkzorg.db'}"

    @property
    def keyset_path(self) -> Path:
        return self.keyset or self.folder / "keyset.bin"


def read_settings(**given: object) -> Settings:
    """The settings of this process: the environment first, then the file that `make run` keeps.

    Raises SettingsRefused, with one line for each key that is wrong or missing.
    """
    kept = os.environ.get("NETWERKZORG_SETTINGS", "var/settings.env")
    try:
        return Settings(_env_file=kept, **given)  # type: ignore[call-arg, arg-type]
    except ValidationError as refused:
        raise SettingsRefused("\n".join(_line(error) for error in refused.errors())) from None


def _line(error: object) -> str:
    assert isinstance(error, dict)
    key = ".".join(str(part) for part in error["loc"]).upper()
    name = f"NETWERKZORG_{key}" if key else "NETWERKZORG_*"
    return f"{name}: {error['msg']}"
