"""Settings, from environment variables that begin with STATDESK_."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import SettingsError


class Settings(BaseSettings):
    """Where StatDesk keeps its data and which model and address it uses."""

    model_config = SettingsConfigDict(env_prefix="STATDESK_", frozen=True, env_ignore_empty=True)

    home: Path = Field(
        default_factory=lambda: user_data_path("statdesk", appauthor=False),
        description="The directory that holds the database, the vector store and the exported model.",
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
    host: str = Field(default="127.0.0.1", description="The address that the server listens on.")
    port: int = Field(default=7860, ge=1, le=65535, description="The port that the server listens on.")

    @property
    def database_path(self) -> Path:
        """The SQLite file."""
        return self.home / "statdesk.db"

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
        raise SettingsError(f"{name} is not valid: {first['msg']}. Correct it or unset it.") from error
