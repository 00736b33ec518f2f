"""What can be set, read once at the edge: environment, then ./quoth.toml, then defaults."""

from __future__ import annotations

import enum
import tomllib
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from index import QuothError
from index.embedder import DEFAULT_MODEL


class Uploads(enum.Enum):
    """Where documents go that are dropped into the web chat."""

    SESSION = "session"
    SHARED = "shared"
    OFF = "off"


class Settings(BaseSettings):
    """Quoth's settings. Each is an environment variable QUOTH_<NAME> or a key of ./quoth.toml."""

    model_config = SettingsConfigDict(
        env_prefix="QUOTH_", toml_file="quoth.toml", frozen=True, extra="forbid"
    )

    index: Path = Field(
        default_factory=lambda: user_data_path("quoth") / "index",
        description="the index folder; made from the seed articles on first use",
    )
    model: str = Field(
        default=DEFAULT_MODEL,
        description="a sentence-transformers folder, or a name in the local cache",
    )
    reader: Path | None = Field(
        default=None,
        description="a folder with an exported extractive reader; the shipped one when not set",
    )
    top_k: int = Field(
        default=16, ge=1, le=200, description="how many passages are read for a question"
    )
    threshold: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="how likely it must be that a question can be answered, or it is declined; "
        "fitted with the reader",
    )
    uploads: Uploads = Field(
        default=Uploads.SESSION,
        description="documents dropped into the web chat: kept to that tab, shared, or refused",
    )
    upload_file_mb: int = Field(
        default=25, ge=1, le=100, description="the largest document, in millions of bytes"
    )
    upload_total_mb: int = Field(
        default=100, ge=1, description="all documents of a tab, in millions of bytes"
    )
    upload_files: int = Field(default=30, ge=1, description="how many documents a tab may add")
    upload_passages: int = Field(
        default=5_000, ge=1, description="how many passages a tab's documents may have together"
    )
    upload_sessions: int = Field(
        default=16,
        ge=1,
        description="how many tabs may have documents at a time; those of one address, half",
    )
    upload_minutes: float = Field(
        default=120, gt=0, description="how long a tab's documents are kept without being used"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then ./quoth.toml."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


class SettingsError(QuothError):
    """A setting with a value that it cannot have."""

    exit_status = 2


def read_settings() -> Settings:
    """Read the environment and ./quoth.toml. Raises SettingsError, naming setting and value."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        message = (
            f"The setting {name} cannot be {first['input']!r}: {first['msg']}. Correct"
            f" QUOTH_{name.upper()} in the environment, or {name} in ./quoth.toml."
        )
        raise SettingsError(message) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"./quoth.toml cannot be read as TOML: {error}. Correct it or move it away."
        raise SettingsError(message) from error
