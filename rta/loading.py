"""From the bytes of a file to an agreement that can be decided, or all reasons why not."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from netwerkzorg.platform.region import Region, RegionRefused, load_region
from netwerkzorg.platform.strict_yaml import Finding, Mapping, Node, Place, Scalar, read_yaml

from . import model
from .checking import check_kind, check_region
from .compiling import Compiled, compile_agreement
from .domains import TooManyAtoms
from .model import Agreement, Condition
from .reading import Desk, Entries
from .reading_facts import read_facts
from .reading_rest import (
    read_back_referral,
    read_never,
    read_scenarios,
    read_sources,
    read_steps,
)
from .reading_tables import read_condition, read_decisions, read_outputs
from .scope import Scope
from .values import NotUnderstood, read_key

REQUIRED = ("language", "agreement", "version", "title", "valid", "facts", "decisions")
TOP = (
    *REQUIRED,
    *[
        "kind",
        "subject",
        "summary",
        "owners",
        "sources",
        "applies",
        "never",
        "steps",
        "back_referral",
        "scenarios",
    ],
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file that was read. `compiled` is None when there are findings."""

    compiled: Compiled | None
    findings: tuple[Finding, ...]
    hash: str

    @property
    def agreement(self) -> Agreement | None:
        return self.compiled.agreement if self.compiled else None


def text_hash(content: bytes) -> str:
    """The name of a text: sha256 of its bytes."""
    return sha256(content).hexdigest()


def load(content: bytes, region: Region | None = None) -> Loaded:
    """Read one file whole; with a region its words are checked too. Never raises."""
    tree, findings = read_yaml(content)
    if tree is None:
        return Loaded(None, tuple(findings), text_hash(content))
    desk = Desk(findings)
    agreement = _agreement(desk, tree)
    if region is not None and agreement is not None:
        check_region(desk, tree, agreement, region.vocabulary)
    compiled = None
    if agreement is not None and not findings:
        try:
            compiled = compile_agreement(agreement)
        except TooManyAtoms:
            words = "De cellen over een verzameling codes zijn samen te fijn om uit te rekenen."
            desk.refuse(tree, "too_complex", words)
    in_order = sorted(set(findings), key=lambda f: (f.place.line, f.place.column, f.code, f.words))
    return Loaded(compiled, tuple(in_order), text_hash(content))


def load_file(path: Path, region: Region | None = None) -> Loaded:
    """Read a file; inside a region's folder its region and place are checked. Raises OSError."""
    home = home_of(path)
    refused: list[Finding] = []
    if region is None and home is not None:
        try:
            region = load_region(home)
        except RegionRefused as error:
            words = f"Het vocabulaire van de regio is niet in orde ({len(error.findings)} fouten)."
            refused.append(Finding(Place(1, 1), "region_refused", words))
    loaded = load(path.read_bytes(), region)
    agreement = loaded.agreement
    if home is not None and agreement is not None:
        wanted = f"{agreement.id}/{agreement.version}.yaml"
        if path.resolve().as_posix().rsplit("/agreements/", 1)[-1] != wanted:
            words = f"Deze afspraak hoort in {wanted} te staan."
            refused.append(Finding(Place(1, 1), "wrong_place", words))
    if refused:
        return Loaded(None, (*refused, *loaded.findings), loaded.hash)
    return loaded


@lru_cache(maxsize=256)
def compiled_text(content: bytes) -> Compiled:
    """A published text, compiled once per process. Published texts were checked at the door."""
    loaded = load(content)
    if loaded.compiled is None:
        raise ValueError("a published agreement is not understood")
    return loaded.compiled


def home_of(path: Path) -> Path | None:
    """The region's folder around `agreements/<agreement>/<version>.yaml`."""
    parents = path.resolve().parents
    if len(parents) > 2 and parents[1].name == "agreements":
        return parents[2] if (parents[2] / "vocabulary.yaml").is_file() else None
    return None


def _agreement(desk: Desk, tree: Node) -> Agreement | None:
    if not isinstance(tree, Mapping):
        desk.refuse(tree, "not_a_mapping", "Een afspraak begint met namen en waarden.")
        return None
    top = desk.entries(tree, "een afspraak", TOP, REQUIRED)
    _language(desk, top)

    def node(name: str) -> Node:
        return top[name][1] if name in top else Mapping((), tree.place)

    def part(name: str, read: Callable[..., T], absent: T, *more: object) -> T:
        return read(desk, top[name][1], *more) if name in top else absent

    facts = read_facts(desk, node("facts"))
    sources = read_sources(desk, top["sources"][1]) if "sources" in top else {}
    scope = Scope(facts, read_outputs(desk, node("decisions")))
    only_facts = Scope(facts, {})
    valid = _valid(desk, node("valid")) if "valid" in top else ("", "")
    agreement = Agreement(
        id=_identity(desk, top),
        version=desk.optional(top, "version", desk.text, ""),
        title=desk.optional(top, "title", desk.prose, model.NOTHING),
        valid_from=valid[0],
        facts=facts,
        decisions=read_decisions(desk, node("decisions"), scope, frozenset(sources)),
        valid_until=valid[1],
        kind=_choice(desk, top, "kind", model.KINDS),
        subject=_choice(desk, top, "subject", model.SUBJECTS),
        summary=desk.optional(top, "summary", desk.prose, model.NOTHING),
        owners=desk.texts(top, "owners"),
        sources=sources,
        applies=part("applies", read_condition, Condition(), only_facts, "applies"),
        never=part("never", read_never, (), scope),
        steps=part("steps", read_steps, (), scope),
        back_referral=part("back_referral", read_back_referral, (), scope),
        scenarios=part("scenarios", read_scenarios, (), scope),
    )
    _limits(desk, tree, agreement)
    check_kind(desk, tree, agreement)
    return agreement


def _language(desk: Desk, top: Entries) -> None:
    if "language" in top and desk.text(top["language"][1], "language") != model.LANGUAGE:
        words = f"Deze taalversie is niet bekend. Wel: {model.LANGUAGE}."
        desk.refuse(top["language"][1], "unknown_language_version", words)


def _identity(desk: Desk, top: Entries) -> str:
    if "agreement" not in top:
        return ""
    node = top["agreement"][1]
    text = desk.text(node, "agreement")
    if isinstance(node, Scalar) and text:
        desk.name(node, "een afspraak")
    version = desk.optional(top, "version", desk.text, "")
    if version and not re.fullmatch(r"[A-Za-z0-9_.-]{1,40}", version):
        desk.refuse(top["version"][1], "invalid_name", f"“{version}” kan geen versie zijn.")
    return text


def _choice(desk: Desk, top: Entries, name: str, choices: tuple[str, ...]) -> str:
    if name not in top:
        return choices[0]
    return desk.choice(top[name][1], name, choices, choices[0])


def _valid(desk: Desk, node: Node) -> tuple[str, str]:
    entries = desk.entries(node, "valid", ("from", "until"), ("from",))
    found = {}
    for name, (_, value) in entries.items():
        text = desk.text(value, name)
        try:
            found[name] = read_key("date", text)
        except NotUnderstood:
            desk.refuse(value, "invalid_date", f"“{text}” is geen datum, zoals 2026-01-31.")
    if len(found) == 2 and found["until"] < found["from"]:  # type: ignore[operator]
        desk.refuse(node, "ends_before_start", "De einddatum ligt voor de begindatum.")
    texts = {name: desk.text(value, name) for name, (_, value) in entries.items()}
    return texts.get("from", ""), texts.get("until", "")


def _limits(desk: Desk, tree: Node, agreement: Agreement) -> None:
    rules = sum(len(decision.rules) for decision in agreement.decisions.values())
    counts = (("feiten", len(agreement.facts), 500), ("regels", rules, 2000))
    for what, count, most in (*counts, ("beslissingen", len(agreement.decisions), 200)):
        if count > most:
            desk.refuse(tree, "too_many", f"Meer dan {most} {what}.")
