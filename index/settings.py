"""Settings, from environment variables that begin with STATDESK_."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import SettingsError

# What an HTTP header can carry, and too much to be found by trying.
_UPLOAD_TOKEN = re.compile(r"[!-~]{16,500}")
_POSTGRESQL = ("postgresql+psycopg", "postgresql", "postgres")


class Settings(BaseSettings):
    """Where StatDesk keeps its data and which model and address it uses."""

    model_config = SettingsConfigDict(env_prefix="STATDESK_", frozen=True, env_ignore_empty=True)

    home: Path = Field(
        default_factory=lambda: user_data_path("statdesk", appauthor=False),
        description="The directory that holds the database, the vector store and the exported model.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="A PostgreSQL database for documents and facts; default: a SQLite file in the home directory.",
    )
    chroma_url: str | None = Field(
        default=None,
        description="A Chroma server for the vectors, as http://host:port; default: a directory in the home directory.",
    )
    model_directory: Path | None = Field(
        default=None,
        description="Where the exported embedding model is kept; by default inside the home directory.",
    )
    embedding_model: str | None = Field(
        default=None,
        description="Another sentence-transformers model, as a directory or a name; default: the packaged one.",
    )
    catalogs: Path | None = Field(
        default=None,
        description="A directory of further catalogs (*.yaml), read beside the packaged ones.",
    )
    upload_token: SecretStr | None = Field(
        default=None,
        description="The key without which nobody can upload documents to the server; default: see `statdesk serve`.",
    )
    host: str = Field(default="127.0.0.1", description="The address that the server listens on.")
    port: int = Field(default=7860, ge=1, le=65535, description="The port that the server listens on.")

    @field_validator("database_url")
    @classmethod
    def _postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        scheme, found, rest = url.get_secret_value().partition("://") if url else ("", "", "")
        if url is not None and (not found or not rest or scheme not in _POSTGRESQL):
            raise ValueError(
                "it must be the address of a PostgreSQL database, as postgresql://user:password@host:5432/name"
            )
        return SecretStr(f"postgresql+psycopg://{rest}") if url else None

    @field_validator("upload_token")
    @classmethod
    def _secret(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not _UPLOAD_TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError(
                "it must be at least 16 letters, digits or other signs of ASCII, without blanks, that nobody can guess"
            )
        return token

    @field_validator("chroma_url")
    @classmethod
    def _server(cls, url: str | None) -> str | None:
        if url is None:
            return None
        try:
            parts = urlsplit(url)
            plain = not (parts.username or parts.path.strip("/") or parts.query or parts.fragment)
            parts.port  # noqa: B018 -- raises ValueError where it is none
        except ValueError:
            plain = False
        if not plain or parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("it must be the address of a Chroma server, as http://localhost:8000")
        return url.rstrip("/")

    @property
    def database_path(self) -> Path:
        """The SQLite file."""
        return self.home / "statdesk.db"

    @property
    def snapshots_path(self) -> Path:
        """The directory of the newest snapshots of the SQLite file."""
        return self.home / "snapshots"

    @property
    def chroma_path(self) -> Path:
        """The directory of the embedded vector store."""
        return self.home / "chroma"

    @property
    def models_path(self) -> Path:
        """The directory of exported embedding models."""
        return self.model_directory or self.home / "models"


def load_settings() -> Settings:
    """Read the settings.

    Raises SettingsError naming the variable that is not valid.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"STATDESK_{str(first['loc'][0]).upper()}"
        # the cause would show the value, which may hold a password
        raise SettingsError(
            f"{name} is not valid: {first['msg'].removeprefix('Value error, ')}. Correct it or unset it."
        ) from None
