"""The two models of a store: exported when documents go in, and loaded when a question needs them."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import StoreNotWritableError
from index.exports import export_directory, export_is_intact, model_id
from index.settings import Settings

# They bring NumPy and more: only what needs one imports it.
if TYPE_CHECKING:
    from index.embedding import BuildModel, QueryModel
    from index.incoming import Progress
    from index.question_model import QuestionModel


class Models:
    """The embedding model and the one that reads questions, where the settings keep them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def identity(self) -> str:
        """Which embedding model the settings name; vectors of another one cannot be compared."""
        return model_id(self._settings.embedding_model)

    @cached_property
    def query(self) -> QueryModel:
        """The exported embedding model, loaded when first needed.

        Raises ModelError if it is missing or altered.
        """
        from index.embedding import QueryModel

        return QueryModel(self._query_path)

    @cached_property
    def question(self) -> QuestionModel:
        """The exported model that reads questions, loaded when first needed.

        Raises ModelError if it is missing or altered.
        """
        from index.question_model import QuestionModel

        return QuestionModel(self._question_path)

    def are_exported(self) -> bool:
        """Say whether both models are there and intact."""
        return export_is_intact(self._query_path) and export_is_intact(self._question_path)

    def for_building(self, progress: Progress) -> BuildModel:
        """Return the embedding model that documents are embedded with."""
        from index.embedding import BuildModel

        return BuildModel(self._settings.embedding_model, progress)

    def export(self, model: BuildModel, progress: Progress) -> None:
        """Export the models that asking needs, where they are not there yet.

        Raises StoreNotWritableError.
        """
        try:
            self._export_missing(model, progress)
        except OSError as error:
            raise StoreNotWritableError(
                f"The documents are saved, but the models that answering needs could not be written to "
                f"{self._settings.models_path} ({error.strerror or error}). Check its permissions and its free space, "
                "then run `statdesk build` or `statdesk add` again."
            ) from error

    def _export_missing(self, model: BuildModel, progress: Progress) -> None:
        self._settings.models_path.mkdir(parents=True, exist_ok=True)
        if not export_is_intact(self._query_path):
            model.export(self._query_path)
            self.__dict__.pop("query", None)
        if not export_is_intact(self._question_path):
            from index.question_model import export_question_model

            export_question_model(self._question_path, progress)
            self.__dict__.pop("question", None)

    @property
    def _query_path(self) -> Path:
        return export_directory(self._settings.models_path, self.identity)

    @property
    def _question_path(self) -> Path:
        from index.question_model import identity

        return export_directory(self._settings.models_path, identity())
