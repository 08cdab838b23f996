"""`kata build`: make the image of the Docker sandbox ahead of its first use."""

import click


def build_command(base: str | None) -> int:
    """Build the image, or find that it is up to date. Raises SandboxError."""
    from runner.backends import engine, image

    client = engine.connect()
    try:
        tag = image.ensure(client, lambda text: click.echo(text, err=True), base=base)
    finally:
        client.close()
    click.echo(tag)
    return 0
