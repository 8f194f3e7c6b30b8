"""StatDesk: the commands of its packages joined, and the server.

`python app.py` builds the index if it is missing or outdated and serves the web chat; `statdesk` runs the commands.
"""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Iterator
from typing import Any

import click

gc.disable()  # looking for garbage amid imports, which make none, takes a tenth of a cold question's time
try:
    import assistant.cli
    import eval.cli
    import index.cli
    import index.review_cli
    from index.errors import StatDeskError
except KeyboardInterrupt:  # importing takes a second
    click.echo("\nStopped.", err=True)
    sys.exit(130)
gc.freeze()
gc.enable()

# What a shell reports of a command that Ctrl-C ended.
INTERRUPTED = 130


@contextlib.contextmanager
def _said_plainly() -> Iterator[None]:
    """Say in one sentence what is wrong, or that somebody stopped the command, instead of a traceback."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo("\nStopped. Nothing is half done or lost; run the same command again to go on.", err=True)
        sys.exit(INTERRUPTED)
    except StatDeskError as error:
        raise click.ClickException(str(error)) from error


class _Commands(click.Group):
    """A group whose commands say what is wrong in one sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        with _said_plainly():
            return super().invoke(ctx)


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

    with _said_plainly():
        settings = load_settings()
        assistant.cli.require_free_port(settings)
        library = Library(settings)
        if not library.is_current():
            library.refresh(index.cli.progress)
        library.close()
        assistant.cli.run_server(settings)


if __name__ == "__main__":
    sys.exit(start())
