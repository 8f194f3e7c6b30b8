"""`python -m eval`: the command `statdesk eval`."""

from __future__ import annotations

import click

from eval.cli import evaluate
from index.errors import StatDeskError


def main() -> None:
    """Run the command, and say what is wrong in one sentence instead of a traceback."""
    try:
        evaluate.main(prog_name="python -m eval", standalone_mode=False)
    except click.exceptions.Exit as done:
        raise SystemExit(done.exit_code) from done
    except click.Abort as error:
        raise SystemExit("Stopped.") from error
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from error
    except StatDeskError as error:
        raise SystemExit(f"Error: {error}") from error


if __name__ == "__main__":
    main()
