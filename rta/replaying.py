"""`netwerkzorg rta replay`: play people by the old and the new version, and say what changes."""

import json
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import click

from .command_line import FILE, FOLDER, REFUSED_FACTS, REFUSED_FILE, region_in
from .crowd import Crowd, CrowdRefused, drawn, read
from .loading import Loaded, load_file
from .population import PopulationRefused
from .replay import Player, Tally, replay
from .replay_report import report
from .replay_words import report_words

CHUNK = 2000
MOST_PEOPLE = 10_000_000
STATE = click.Path(dir_okay=False, path_type=Path)


@click.command("replay")
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option("--cases", type=FILE, help="Regels {facts, neighbourhood?, age_band?, channel?}.")
@click.option("--population", type=click.IntRange(1, MOST_PEOPLE), help="Verzonnen inwoners.")
@click.option("--seed", default="replay", help="Zelfde zaad, zelfde inwoners.")
@click.option("--region", "folder", type=FOLDER, help="De map van de regio.")
@click.option("--capacity", type=FILE, help="JSON: mensen per soort hulp in dezelfde tijd.")
@click.option("--state", type=STATE, help="Bestand waaruit een onderbroken naspeling verdergaat.")
@click.option("--json", "as_json", is_flag=True, help="Eén JSON-object.")
def replay_command(
    old: Path,
    new: Path,
    cases: Path | None,
    population: int | None,
    seed: str,
    folder: Path | None,
    capacity: Path | None,
    state: Path | None,
    as_json: bool,
) -> None:
    """Speel mensen na met de oude en de nieuwe versie: wie komt ergens anders uit?"""
    if (cases is None) == (population is None) or (population and folder is None):
        raise click.UsageError("Geef --cases, of --population met --region.")
    region = region_in(folder)
    versions = [_good(load_file(path, region), path) for path in (old, new)]
    players = [Player(one.compiled) for one in versions if one.compiled]
    before, after = (player.compiled.agreement for player in players)
    facts = {**before.facts, **after.facts}
    kept = _kept(state)
    skip = kept["tally"]["played"] if kept else 0
    try:
        if cases is not None:
            crowd = read(cases, facts, skip)
        else:
            assert folder is not None
            crowd = drawn(folder, population or 0, seed, facts, skip)
        whom = {**crowd.identity, "versions": [one.hash for one in versions]}
        if kept and kept["whom"] != whom:
            raise click.UsageError(
                f"{state}: dit is van een andere naspeling. Kies een ander bestand."
            )
        tally = _play(players, crowd, whom, Tally.of(kept["tally"]) if kept else Tally(), state)
    except (CrowdRefused, PopulationRefused) as refused:
        click.echo(str(refused), err=True)
        sys.exit(REFUSED_FACTS)
    places = json.loads(capacity.read_bytes()) if capacity else None
    hashes = (versions[0].hash, versions[1].hash)
    told = report(before, after, hashes, tally, crowd.identity, places)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, sort_keys=True))
    else:
        click.echo("\n".join(report_words(told)))


def _good(loaded: Loaded, path: Path) -> Loaded:
    for finding in loaded.findings:
        click.echo(finding.line(str(path)), err=True)
    if loaded.compiled is None:
        sys.exit(REFUSED_FILE)
    return loaded


def _kept(state: Path | None) -> Any:
    return json.loads(state.read_bytes()) if state and state.exists() else None


def _play(
    players: list[Player], crowd: Crowd, whom: dict[str, Any], tally: Tally, state: Path | None
) -> Tally:
    """Everybody, in chunks; after each chunk the counts are kept, so nothing is played twice."""
    old, new = players
    with click.progressbar(length=crowd.size, label="Naspelen", file=sys.stderr) as bar:
        bar.update(tally.played)
        while tally.played < crowd.size:
            before = tally.played
            replay(old, new, islice(crowd.people, CHUNK), tally)
            if tally.played == before:
                break
            bar.update(tally.played - before)
            if state is not None:
                _keep(state, {"whom": whom, "tally": tally.body()})
    return tally


def _keep(state: Path, body: dict[str, Any]) -> None:
    half = state.with_name(f"{state.name}.half")
    half.write_text(json.dumps(body), encoding="utf-8")
    half.replace(state)
