"""The command line: each command opens a store, does one thing, and says plainly what went wrong."""

from __future__ import annotations

import asyncio
import datetime as dt
import difflib
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from graph.store import Store
from resolvers.standing import Role
from server import demo as demonstration
from server.app import serve as serve_app
from server.cli_access import apitoken, member
from server.console import err, out, plain
from server.copy import copy as copy_graph
from server.development import load_key, make_token, make_token_as
from server.exits import Commands, say, signals_heeded
from server.load import load as load_files
from server.opened import StoreOption, opened, within
from server.output import lines, whole
from server.production import check_production
from server.query import ask, asking, every, read_document, read_variables
from server.query import schema as built_schema
from server.recommend import find_city, for_all, for_city
from server.report import print_recommendations
from server.settings import read_settings
from server.whole import digest as digest_of

SCHEMA_FILE = Path(__file__).parent.parent / "schema.graphql"

app = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, help="The knowledge graph of the U4SSC Implementation Programme."
)
recommend = typer.Typer(no_args_is_help=True, help="Recommendations.")
app.add_typer(recommend, name="recommend")
app.add_typer(member, name="member")
app.add_typer(apitoken, name="apitoken")

RoleOption = Annotated[Role, typer.Option("--role", help="Under whose rules to read.")]
SubjectOption = Annotated[str | None, typer.Option("--as", help="As which principal to read, in place of a role.")]
First = Annotated[int, typer.Option("--first", min=1, max=1000, help="How many to rank.")]


@app.command()
def migrate(store: StoreOption = None) -> None:
    """Bring a store to this version's model; an empty one is made ready.

    Example: u4ssc migrate --store sqlite:///u4ssc.db
    """
    version = asyncio.run(within(store, lambda s: s.migrate(), migrated=False))
    out.print(f"model {version}")


@app.command()
def load(
    path: Annotated[Path, typer.Argument(help="A file such as City.csv, or a folder of such files.")], store: StoreOption = None
) -> None:
    """Load CSV or NDJSON files, one per kind or relation and named after it.

    All rows are validated first: a bad one is named by file, line and column, and nothing is written. Rows that are
    stored already just so are left alone; a load that was interrupted is run again.

    A file states whole rows: what is stored in a column that the file leaves out becomes unknown, as with an empty cell.

    Example: u4ssc load data
    """

    async def work(opened_store: Store) -> None:
        with Progress(console=err, disable=not err.is_terminal, transient=True) as progress:
            bar = progress.add_task("rows", total=None)  # while the files are checked their rows are not known
            done = await load_files(opened_store, path, tell=lambda n, total: progress.update(bar, completed=n, total=total))
        for kind in dict.fromkeys([*done.stated, *done.unchanged]):
            out.print(f"{kind}: {done.stated[kind]} stated, {done.unchanged[kind]} unchanged")

    asyncio.run(within(store, work))


@app.command()
def world(
    cities: Annotated[int, typer.Option("--cities", help="How many cities, 1 to 100000.")],
    seed: Annotated[int, typer.Option("--seed", help="The same arguments and seed give the same bytes.")],
    values: Annotated[int | None, typer.Option("--values", help="Current values of each city; default: 60 to 91.")] = None,
    output: Annotated[Path, typer.Option("--output", help="A new or empty folder.")] = Path("world"),
) -> None:
    """Make a fictional world for `u4ssc load`: all kinds and relations, and truth.jsonl, which says what is planted in it.

    What is made up is marked synthetic. The folder appears when it is whole.

    Example: u4ssc world --cities 300 --seed 1 --output world
    """
    from server.world.make import make_world  # noqa: PLC0415  # numpy takes a while, and only this command needs it

    with Progress(console=err, disable=not err.is_terminal, transient=True) as progress:
        bar = progress.add_task("cities", total=cities)
        told = make_world(output, cities=cities, seed=seed, values=values, tell=lambda n: progress.update(bar, completed=n))
    out.print(plain(f"{told.total()} rows of {len(told)} kinds and relations in {output}"))


@app.command()
def digest(store: StoreOption = None) -> None:
    """Print the digest of all that a store holds, its log left out.

    Example: u4ssc digest --store sqlite:///u4ssc.db
    """
    out.print(asyncio.run(within(store, digest_of)))


@app.command()
def copy(
    source: Annotated[str, typer.Option("--from", help="Address of the store to copy.")],
    target: Annotated[str, typer.Option("--to", help="Address of an empty store.")],
) -> None:
    """Copy a graph to another store, superseded values included, and compare the digests of both.

    The old log stays with its store; the new one begins with the copy and names the digest and number it came from.

    Example: u4ssc copy --from sqlite:///u4ssc.db --to neo4j://user:password@localhost:7687
    """

    async def work() -> str:
        async with opened(source) as one, opened(target, migrated=False) as other:
            with Progress(console=err, disable=not err.is_terminal, transient=True) as progress:
                bar = progress.add_task("rows", total=None)
                return await copy_graph(one, other, tell=lambda kind, n: progress.update(bar, advance=n, description=kind))

    out.print(f"copied; both have the digest {asyncio.run(work())}")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Default: U4SSC_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Default: U4SSC_PORT.")] = None,
    store: StoreOption = None,
) -> None:
    """Serve the API and its start page.

    Example: u4ssc serve --port 8000
    """
    _serve({k: v for k, v in (("host", host), ("port", port), ("store", store)) if v is not None})


def _serve(given: dict[str, Any]) -> None:
    settings = read_settings(**given)

    async def ready(store: Store) -> int:
        check_production(settings, await store.health())
        return await store.seq()

    number = asyncio.run(within(settings.store, ready))  # what cannot be served is told before a server starts

    def tell(address: str) -> None:
        err.print(plain(f"data number {number}; serving {address} (stop with Ctrl+C)"), soft_wrap=True)

    try:
        started = serve_app(settings, tell)
    except KeyboardInterrupt:  # so a server is told to stop, and it has said so
        raise typer.Exit(130) from None
    if not started:
        raise typer.Exit(1)


def _one_of(role: Role, subject: str | None) -> None:
    if subject is not None and role != "anonymous":
        raise typer.BadParameter("give either --role or --as")


@recommend.command("twins")
def recommend_twins(  # noqa: PLR0913, PLR0917  # one parameter for each option
    city: Annotated[str | None, typer.Argument(help="Code or name of a city; accents may be left out.")] = None,
    all_cities: Annotated[bool, typer.Option("--all", help="All cities, to a file.")] = False,
    output: Annotated[Path | None, typer.Option("--output", help="File for one JSON object per city and line.")] = None,
    first: First = 5,
    min_evidence: Annotated[
        int | None, typer.Option("--min-evidence", min=1, max=1000, help="Data points both must have to be ranked; default: 5.")
    ] = None,
    target_set: Annotated[
        str | None, typer.Option("--target-set", help="Code of the set of targets; default: illustrative.")
    ] = None,
    role: RoleOption = "anonymous",
    subject: SubjectOption = None,
    store: StoreOption = None,
) -> None:
    """Tell whom a city should twin with, and why.

    Examples: u4ssc recommend twins Ålesund · u4ssc recommend twins --all --output twins.jsonl
    """
    if all_cities == (city is not None) or (all_cities and output is None):
        raise typer.BadParameter("give either a city, or --all with --output FILE.jsonl")
    _one_of(role, subject)

    asked = {"first": first, "minEvidence": min_evidence, "targetSet": target_set}
    asked = {name: value for name, value in asked.items() if value is not None}

    async def one(opened_store: Store) -> None:
        who = await asking(opened_store, role, subject)
        found = await for_city(who, await find_city(who, city or ""), asked)
        if output:
            with lines(output) as write:
                write(found)
        else:
            print_recommendations(out, found)

    async def everyone(opened_store: Store) -> None:
        number = 0
        with lines(output) as write:
            async for found in for_all(await asking(opened_store, role, subject), asked):
                write(found)
                number += 1
        out.print(plain(f"{number} cities in {output}"))

    built_schema()
    asyncio.run(within(store, everyone if all_cities else one))


@app.command()
def query(  # noqa: PLR0913, PLR0917  # one parameter for each option
    file: Annotated[Path, typer.Argument(help="A GraphQL document.")],
    variables: Annotated[str, typer.Option("--variables", help="Its variables: JSON, or @FILE.")] = "{}",
    operation: Annotated[str | None, typer.Option("--operation", help="Which, if the document has several.")] = None,
    all_pages: Annotated[bool, typer.Option("--all-pages", help="Read one connection to its end.")] = False,
    connection: Annotated[str | None, typer.Option("--connection", help="Which, if there are several: city.values.")] = None,
    output: Annotated[Path | None, typer.Option("--output", help="A file, written whole or not at all.")] = None,
    role: RoleOption = "anonymous",
    subject: SubjectOption = None,
    store: StoreOption = None,
) -> None:
    """Ask what a file asks, and print the data as JSON.

    With --all-pages one connection, at the root or below single objects, is read to its end, forwards or (with last)
    backwards: one line for each of its edges or nodes, as pages arrive. Cursor and pageInfo are added where they are missing.

    Example: u4ssc query docs/examples/03-cities-by-population.graphql --all-pages --output cities.ndjson
    """
    if connection is not None and not all_pages:
        raise typer.BadParameter("--connection goes with --all-pages")
    _one_of(role, subject)

    text, given = read_document(file), read_variables(variables)
    built_schema()

    async def work() -> int:
        number = 0
        async with opened(store) as opened_store:
            who = await asking(opened_store, role, subject)
            with lines(output) as write:
                if not all_pages:
                    write(await ask(who, text, given, operation))
                    return 1
                async for row in every(who, text, given, operation, connection):
                    write(row)
                    number += 1
        return number

    number = asyncio.run(work())
    if output:
        out.print(plain(f"{number} lines in {output}"))


@app.command()
def token(
    role: Annotated[Role | None, typer.Option("--role", help="A role, held for nothing in particular.")] = None,
    subject: Annotated[str | None, typer.Option("--as", help="A principal: what it may see stands in the graph.")] = None,
    hours: Annotated[float, typer.Option("--hours", min=0.01, max=24, help="How long it is valid.")] = 8,
) -> None:
    """Print a development token of a role or of a principal; the key is made on first use.

    Example: curl -H "authorization: Bearer $(u4ssc token --role programmeStaff)" ...
    """
    if (role is None) == (subject is None):
        raise typer.BadParameter("give either --role or --as")
    key, lifetime = load_key(read_settings().key_file, create=True), dt.timedelta(hours=hours)
    made = make_token(role, key, lifetime) if role else make_token_as(subject or "", key, lifetime)
    sys.stdout.write(made + "\n")


@app.command()
def schema(
    check: Annotated[bool, typer.Option("--check", help="Compare with schema.graphql instead; exit 1 where it differs.")] = False,
    output: Annotated[Path | None, typer.Option("--output", help="Write to a file.")] = None,
    file: Annotated[Path, typer.Option("--file", help="The file to compare with.", show_default=False)] = SCHEMA_FILE,
) -> None:
    """Print the SDL of the API.

    Example: u4ssc schema --output schema.graphql
    """
    from schema.build import sdl  # noqa: PLC0415  # building the schema takes a second

    text = sdl()
    if output:
        with whole(output) as written:
            written.write(text.encode())
    if not check:
        sys.stdout.write("" if output else text)
        return
    stored = file.read_text(encoding="utf-8").splitlines()
    differences = list(difflib.unified_diff(stored, text.splitlines(), "schema.graphql", "the code", lineterm="", n=1))
    if differences:
        err.print("\n".join(differences[:40]), markup=False)
        say("schema.graphql is not the code's; run `u4ssc schema --output schema.graphql`")
        raise typer.Exit(1)


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Do not serve.")] = False,
    neo4j: Annotated[bool, typer.Option("--neo4j", help="On Neo4j: of U4SSC_STORE, else one started here.")] = False,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Default: U4SSC_PORT.")] = None,
    store: Annotated[str | None, typer.Option("--store", help="Default: a file of its own; with --neo4j U4SSC_STORE.")] = None,
) -> None:
    """Load the real data, print the twins of Ålesund, and serve the API.

    Example: scripts/demo --once
    """
    given = store or (os.environ.get("U4SSC_STORE") if neo4j else None)
    with demonstration.store_address(out, given, neo4j=neo4j) as address:
        asyncio.run(demonstration.show(out, address))
        if not once:
            _serve({"store": address} | ({"port": port} if port is not None else {}))


def main() -> None:
    """Run the command line."""
    with signals_heeded():
        app(prog_name="u4ssc")
