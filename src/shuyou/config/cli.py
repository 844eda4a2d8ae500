"""The executable `shuyou`."""

import os
import sys

from shuyou.config.environment import Environment, WrongEnvironment
from shuyou.kernel.adapters.embedded_postgres import EmbeddedPostgres
from shuyou.kernel.adapters.postgres_errors import PostgresUnavailable


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuyou.config.settings")
    arguments = sys.argv[1:]
    try:
        environment = Environment.read()
        postgres = EmbeddedPostgres(environment.var)
        if arguments[:1] == ["stop"]:
            sys.exit(0 if postgres.stop() else 1)
        if not environment.database_url:
            postgres.ensure_running()
    except (WrongEnvironment, PostgresUnavailable) as problem:
        sys.exit(f"shuyou: {problem}")
    from django.core.management import execute_from_command_line

    if arguments[:1] == ["manage"]:
        arguments = arguments[1:]
    try:
        execute_from_command_line(["shuyou", *arguments])
    finally:
        postgres.stop_if_unused()


if __name__ == "__main__":
    main()
