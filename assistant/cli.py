"""Commands for questions: ask, chat, serve."""

from __future__ import annotations

import errno
import ipaddress
import json
import secrets
import socket
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pydantic import SecretStr

    from assistant.pipeline import Assistant
    from assistant.types import Answer
    from index.settings import Settings


def _assistant() -> Assistant:
    from assistant.pipeline import Assistant  # heavy: help texts do without

    return Assistant.open()


@click.command()
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.option(
    "--history", multiple=True, help="An earlier question of the conversation; give it several times, oldest first."
)
@click.option(
    "--explain",
    "explained",
    is_flag=True,
    help="Also say how the question was understood and why it got its status; with --json, on stderr.",
)
def ask(question: str, as_json: bool, history: tuple[str, ...], explained: bool) -> None:
    """Answer one QUESTION, with the sentences of the sheets that the answer rests on.

    The exit code is 0 also when the sheets do not hold the answer: saying so is an answer.
    """
    assistant = _assistant()
    answer = assistant.ask(question, history)
    if as_json:
        click.echo(json.dumps(answer.to_dict(), indent=1))
    else:
        click.echo(for_terminal(answer))
    if explained:
        from assistant.explaining import explain

        click.echo(f"\n{explain(answer, assistant.catalog_of(answer))}", err=as_json)


@click.command()
def chat() -> None:
    """Ask questions one after another; an empty line, Ctrl-D or "quit" ends the conversation."""
    assistant = _assistant()
    click.echo(assistant.coverage().line)
    click.echo("Type a question. An empty line ends the conversation.\n")
    history: list[str] = []
    while True:
        try:
            question = input("> ")
        except EOFError:
            click.echo()
            return
        if question.strip().lower() in ("", "quit", "exit"):
            return
        click.echo(for_terminal(assistant.ask(question, history)) + "\n")
        history.append(question)


@click.command()
@click.option("--host", help="The address to listen on; default STATDESK_HOST or 127.0.0.1.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on; default STATDESK_PORT or 7860.")
def serve(host: str | None, port: int | None) -> None:
    """Serve the web chat and the HTTP API over the index as it is.

    Documents can be uploaded by whoever has the upload key: STATDESK_UPLOAD_TOKEN; if that is not set and the server
    is started in a terminal and listens on this machine alone, a new one, which is printed. Else nobody can.
    """
    from index.settings import load_settings

    settings = load_settings()
    run_server(settings.model_copy(update={k: v for k, v in (("host", host), ("port", port)) if v is not None}))


def require_free_port(settings: Settings) -> None:
    """Check that the server's address can be had.

    Raises click.ClickException saying what to do if it cannot.
    """
    address = f"{settings.host}:{settings.port}"
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise click.ClickException(
                    f"{address} is in use, perhaps by StatDesk itself. Stop that program, or set STATDESK_PORT to "
                    "another port."
                ) from error
            raise click.ClickException(f"Cannot listen on {address}: {error.strerror}. Choose another.") from error


def is_loopback(host: str) -> bool:
    """Say whether an address can be reached from this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def upload_key(settings: Settings, *, in_terminal: bool) -> SecretStr | None:
    """Return the key that uploading needs, None if nobody may upload.

    Without one of the operator's own there is one for the person who starts a server for this machine by hand: it is
    printed, so it must not be made where what is printed goes to a log.
    """
    if settings.upload_token is not None or not (in_terminal and is_loopback(settings.host)):
        return settings.upload_token
    from pydantic import SecretStr  # help texts do without

    return SecretStr(secrets.token_urlsafe(24))


def run_server(settings: Settings) -> None:
    """Serve until the process is told to stop."""
    require_free_port(settings)
    assistant = _assistant()
    click.echo("Starting the web chat (this takes some seconds) ...", err=True)
    import uvicorn  # the server's libraries take seconds: only serving pays

    from assistant.api import create_app

    key = upload_key(settings, in_terminal=sys.stderr.isatty())
    app = create_app(assistant, key)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{settings.port}"
    click.echo(f"StatDesk answers on {address} (Ctrl-C stops it)", err=True)
    if key is not None:
        own = settings.upload_token is not None
        behind = " with the key in STATDESK_UPLOAD_TOKEN" if own else f"#key={key.get_secret_value()}"
        click.echo(f"Documents can be added on {address}/add{behind}", err=True)
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning")


def for_terminal(answer: Answer) -> str:
    """Write an answer for a terminal: its text without marks, then its sources."""
    lines = [answer.text.replace("**", "")]
    if answer.citations:
        lines.append("")
    for c in answer.citations:
        page = f", page {c.page}" if c.page else ""
        quote = " ".join(c.quote.replace("**", "").split())
        origin = f", {c.provenance}" if c.provenance else ""
        lines.append(f"[{c.number}] {c.source}{page}{origin}, characters {c.start} to {c.end}: \u201c{quote}\u201d")
    return "\n".join(lines)


COMMANDS = (ask, chat, serve)
