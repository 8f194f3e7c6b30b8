"""StatDesk: the commands of its packages joined, and the server.

`python app.py` builds the index if it is missing or outdated and serves the web chat; `statdesk` runs the commands.
"""

from __future__ import annotations

import sys
from typing import Any

import click

import assistant.cli
import eval.cli
import index.cli
import index.review_cli
from index.errors import StatDeskError


class _Commands(click.Group):
    """A group whose commands say what is wrong in one sentence instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StatDeskError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="statdesk", prog_name="statdesk")
def main() -> None:
    """Answer questions about official statistical fact sheets, each figure with the exact place it is printed.

    Begin with `statdesk build`, then `statdesk ask "How many missing children cases did NCMEC handle in Colorado?"`.
    Data is kept in the user's data directory, or in STATDESK_HOME.
    """


for _command in (*index.cli.COMMANDS, *index.review_cli.COMMANDS, *assistant.cli.COMMANDS, *eval.cli.COMMANDS):
    main.add_command(_command)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
def start() -> None:
    """Build the index if it is missing or outdated, then serve the web chat on 127.0.0.1:7860 (STATDESK_PORT)."""
    from index.library import Library
    from index.settings import load_settings

    settings = load_settings()
    assistant.cli.require_free_port(settings)
    try:
        library = Library(settings)
        if not library.is_current():
            library.refresh(index.cli.progress)
        library.close()
        assistant.cli.run_server(settings)
    except StatDeskError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    sys.exit(start())
