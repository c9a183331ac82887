"""`smelltest config`: the settings in force."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("config", short_help="Show the settings in force and where each comes from.")
@click.option("--schema", is_flag=True, help="Print the JSON schema of a settings file.")
@click.option("--config", multiple=True, metavar="FILE|KEY=VALUE", help="A settings file, or one setting.")
@click.option("--isolated", is_flag=True, help="Ignore smelltest's own settings files.")
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
def command(folder: Path, config: tuple[str, ...], *, schema: bool, isolated: bool) -> None:
    """Show the settings in force in FOLDER, and where each comes from."""
    import msgspec

    from smelltest.cli.failure import as_wrong_use
    from smelltest.edge.settings import Options, Projects, origins
    from smelltest.report.toml import assignments
    from smelltest.report.visible import visible
    from smelltest.settings.schema import schema as schema_of_settings

    if schema:
        click.echo(msgspec.json.format(msgspec.json.encode(schema_of_settings()), indent=2).decode())
        return
    with as_wrong_use():
        project = Projects(Options(config, isolated), Path.cwd()).of(folder.resolve())
    said = origins(project.layers)
    sources = {key: ", ".join(said.get(key, ("default",))) for key in msgspec.to_builtins(project.settings)}
    click.echo(f"# suite: {visible(project.root)}")
    for line in assignments(msgspec.to_builtins(project.settings), sources):
        click.echo(visible(line.replace(f'"{project.root}/', '"')))
