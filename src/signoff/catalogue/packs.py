"""Loads packs: the built-in ones and those of other folders, each a folder of data, into one `Catalogue`.

The values are described in `pack.py`, the rules a pack must pass in `check.py`, how to write one in docs/packs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TypeVar

from signoff.catalogue.assurance import read_assurance, step_up_of
from signoff.catalogue.examples import read_examples
from signoff.catalogue.pack import (
    Catalogue,
    Channel,
    ChannelKind,
    CommonCode,
    Confidence,
    Country,
    Elsewhere,
    Fact,
    NetworkNote,
    NetworkWord,
    NumberRange,
    Operator,
    Pack,
    PackTariff,
    Rejected,
    Source,
    Stated,
    Status,
)
from signoff.catalogue.pack_id import NO_CARRIERS, problem_of
from signoff.catalogue.policy import number_or_none, read_policy
from signoff.catalogue.third_parties import COMMON, read_third_parties, third_parties_of
from signoff.catalogue.toml_table import (
    PackError,
    Table,
    a_day,
    a_text,
    a_truth,
    a_whole_number,
    a_word,
    bytes_of,
    list_of,
    read_file,
    read_texts,
)
from signoff.domain.carrier import (
    BalanceRule,
    Billing,
    Carrier,
    Policy,
    RecurringRule,
    Tariff,
    TariffKind,
)

Value = TypeVar("Value")

BUILT_IN = Path(__file__).parent.parent / "packs"
"""The folder of the packs that come with the product."""

ELSEWHERE = BUILT_IN / "common" / "elsewhere"
"""Other countries, a file each: what their carriers are called."""


def load(*extras: Path | None) -> Catalogue:
    """All packs: the built-in ones, then those of each extra folder; a later pack replaces one of the same id.

    An extra folder holds one folder per pack (and `countries/` for new countries), or is a pack itself.
    Raises PackError naming file and key for the first thing that cannot be read.
    """
    folders = [BUILT_IN, *(extra for extra in extras if extra is not None)]
    countries = load_countries(folders)
    packs = {folder.name: load_pack(folder, countries) for folder in pack_folders(folders).values()}
    return Catalogue(
        packs=packs,
        carriers={pack.id: carrier_of(pack) for pack in packs.values()},
        countries=countries,
        elsewhere={file.stem: _elsewhere(file) for file in sorted(ELSEWHERE.glob("*.toml"))},
    )


def pack_folders(folders: list[Path]) -> dict[str, Path]:
    """The folder of each pack by its id. Raises PackError for a folder that is not there."""
    found: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise PackError(folder, "", "is not a folder")
        if (folder / "pack.toml").exists():
            found[folder.resolve().name] = folder.resolve()
            continue
        for inner in sorted(folder.iterdir()):
            if inner.is_dir() and not inner.name.startswith(("_", ".")) and inner.name not in NO_CARRIERS:
                found[inner.name] = inner
    return found


def load_countries(folders: list[Path]) -> dict[str, Country]:
    """The countries of all folders by ISO 3166 code."""
    files = chain.from_iterable(sorted((folder / "countries").glob("*.toml")) for folder in folders)
    return {file.stem: _country(file) for file in files}


def load_pack(folder: Path, countries: Mapping[str, Country]) -> Pack:
    """One pack from its folder. Raises PackError."""
    table = read_file(folder / "pack.toml")
    if (problem := problem_of(folder.name)) is not None:
        raise table.fault("id", f"{folder.name} {problem}")
    if table.take("id", a_text) != folder.name:
        raise table.fault("id", f"must be the folder's name, {folder.name}")
    country_id = table.take("country", a_text)
    if country_id not in countries:
        raise table.fault("country", f"there is no countries/{country_id}.toml")
    country = countries[country_id]
    names = {language: row.as_stated(a_text) for language, row in table.named_tables("names")}
    pack = Pack(
        id=folder.name,
        country=country,
        owner=table.take_or("owner", a_text, ""),
        status=table.stated("status", a_word(Status)),
        successor=table.take_or("successor", a_text, None),
        names=names,
        other_names=tuple(row.as_stated(a_text) for row in table.tables("other_names")),
        confused_with=_stated_or_none(table, "confused_with"),
        networks=table.stated("networks", list_of(a_text)),
        network_notes=tuple(_network_note(row) for row in table.tables("network_notes")),
        iccid_headers=table.stated("iccid_headers", list_of(a_text)),
        number_ranges=_number_ranges(table),
        demo_number_prefixes=table.take_or("demo_number_prefixes", list_of(a_text), ()),
        channels=tuple(_channel(row) for row in table.tables("channels")),
        rejected=tuple(_rejected(row) for row in table.tables("rejected")),
        facts=_facts(table),
        policy=read_policy(table.table("policy")),
        assurance=read_assurance(table.table("assurance")),
        third_parties=read_third_parties(table.table("third_parties")),
        tariffs={tariff_id: _tariff(tariff_id, row) for tariff_id, row in table.named_tables("tariffs")},
        examples=read_examples(folder / "examples.toml", country.currency),
        texts=_texts(folder),
        own_sources=_sources(table),
        digest=_digest(folder, country),
        folder=folder,
    )
    table.finish()
    return pack


def carrier_of(pack: Pack) -> Carrier:
    """The part of a pack that the rules of an ending need. Raises PackError when a term of leaving is UNKNOWN."""
    policy = pack.policy
    return Carrier(
        id=pack.id,
        country=pack.country.id,
        time_zone=pack.country.time_zone,
        currency=pack.country.currency,
        pack_digest=pack.digest,
        policy=Policy(
            notice_days=_known(pack, "policy.notice_days", policy.notice_days),
            restore_days=_known(pack, "policy.restore_days", policy.restore_days),
            quarantine_days=_known(pack, "policy.quarantine_days", policy.quarantine_days),
            sim_rule=_known(pack, "policy.sim_rule", policy.sim_rule),
            sim_answer_hours=_known(pack, "policy.sim_answer_hours", policy.sim_answer_hours),
            payout_ways=_known(pack, "policy.payout_ways", policy.payout_ways),
            collect_ways=_known(pack, "policy.collect_ways", policy.collect_ways),
            approvals=_known(pack, "policy.approvals", policy.approvals),
            refund_above_minor=number_or_none(policy.refund_above_minor),
            payouts_day_minor=number_or_none(policy.payouts_day_minor),
            payouts_to_one=number_or_none(policy.payouts_to_one),
            payout_hold_hours=number_or_none(policy.payout_hold_hours),
            cooling_off_hours=number_or_none(policy.cooling_off_hours),
            guarantee_cycles=number_or_none(policy.guarantee_cycles),
            late_usage_days=number_or_none(policy.late_usage_days),
            step_up=step_up_of(pack.assurance),
            third_parties=third_parties_of(pack.third_parties),
        ),
        tariffs={tariff.id: _domain_tariff(pack, tariff) for tariff in pack.tariffs.values()},
    )


def _domain_tariff(pack: Pack, tariff: PackTariff) -> Tariff:
    where = f"tariffs.{tariff.id}"
    return Tariff(
        id=tariff.id,
        kind=_known(pack, f"{where}.kind", tariff.kind),
        billing=_known(pack, f"{where}.billing", tariff.billing),
        recurring_fee_minor=_known(pack, f"{where}.recurring_fee_minor", tariff.recurring_fee_minor),
        recurring_rule=_known(pack, f"{where}.recurring_rule", tariff.recurring_rule),
        balance_rule=_known(pack, f"{where}.balance_rule", tariff.balance_rule),
        early_exit_fee_minor=_known(pack, f"{where}.early_exit_fee_minor", tariff.early_exit_fee_minor),
    )


def _known(pack: Pack, key: str, stated: Stated[Value]) -> Value:
    if stated.value is None:
        raise PackError(
            pack.folder / "pack.toml", key, "is UNKNOWN; an ending needs a value, mark it as sample"
        )
    return stated.value


def _country(file: Path) -> Country:
    table = read_file(file)
    if table.take("id", a_text) != file.stem:
        raise table.fault("id", f"must be the file's name, {file.stem}")
    country = Country(
        id=file.stem,
        calling_code=table.take("calling_code", a_text),
        time_zone=table.take("time_zone", a_text),
        currency=table.take("currency", a_text),
        offices={
            name: tuple(_channel(row) for row in office.tables("channels"))
            for name, office in _finished(table.named_tables("offices"))
        },
        common_codes=tuple(_common_code(row) for row in table.tables("common_codes")),
        facts=_facts(table),
        other_operators=tuple(_operator(row) for row in table.tables("other_operators")),
        sources=_sources(table),
        file=file,
    )
    table.finish()
    return country


def _elsewhere(file: Path) -> Elsewhere:
    table = read_file(file)
    found = Elsewhere(
        id=table.take("id", a_text),
        places=table.take_or("places", list_of(a_text), ()),
        operators=tuple(_operator(row) for row in table.tables("operators")),
        shared=tuple(_operator(row) for row in table.tables("shared")),
        sources=_sources(table),
    )
    table.finish()
    return found


def _finished(tables: Iterator[tuple[str, Table]]) -> Iterator[tuple[str, Table]]:
    """Each table in turn, checked for unknown keys once the caller has read it."""
    for name, table in tables:
        yield name, table
        table.finish()


def _channel(table: Table) -> Channel:
    channel = Channel(
        kind=table.take("kind", a_word(ChannelKind)),
        value=table.take("value", a_text),
        purpose=table.take_or("purpose", a_text, "care"),
        sources=table.sources(),
        valid_from=table.take_or("valid_from", a_day, None),
        valid_to=table.take_or("valid_to", a_day, None),
        checked_on=table.take_or("checked_on", a_day, None),
        confidence=table.take_or("confidence", a_word(Confidence), None),
        is_sample=table.take_or("sample", a_truth, otherwise=False),
        tariff_kind=table.take_or("tariff", a_word(TariffKind), None),
    )
    table.finish()
    return channel


def _rejected(table: Table) -> Rejected:
    rejected = Rejected(
        kind=table.take("kind", a_word(ChannelKind)),
        value=table.take("value", a_text),
        why=table.take("why", a_text),
        sources=table.sources(),
        confidence=table.take_or("confidence", a_word(Confidence), None),
    )
    table.finish()
    return rejected


def _common_code(table: Table) -> CommonCode:
    code = CommonCode(
        code=table.take("code", a_text), purpose=table.take("purpose", a_text), sources=table.sources()
    )
    table.finish()
    return code


def _operator(table: Table) -> Operator:
    operator = Operator(
        name=table.take("name", a_text),
        other_names=table.take_or("other_names", list_of(a_text), ()),
        sources=table.sources(),
        number_ranges=_number_ranges(table),
        iccid_headers=_stated_or_none(table, "iccid_headers"),
        networks=_stated_or_none(table, "networks"),
    )
    table.finish()
    return operator


def _stated_or_none(table: Table, key: str) -> Stated[tuple[str, ...]]:
    """A list with its source; an empty one where nothing is said."""
    return table.stated(key, list_of(a_text)) if table.has(key) else Stated(value=())


def _network_note(table: Table) -> NetworkNote:
    note = NetworkNote(
        code=table.take("code", a_text),
        word=table.take("word", a_word(NetworkWord)),
        since=table.take_or("since", a_text, ""),
        other=table.take_or("other", a_text, ""),
        sources=table.sources(),
    )
    table.finish()
    return note


def _number_ranges(table: Table) -> tuple[NumberRange, ...]:
    ranges = []
    for row in table.tables("number_ranges"):
        ranges.append(
            NumberRange(
                prefixes=row.take("prefixes", list_of(a_text)),
                digits=row.take("digits", a_whole_number),
                sources=row.sources(),
                is_sample=row.take_or("sample", a_truth, otherwise=False),
            )
        )
        row.finish()
    return tuple(ranges)


def _facts(table: Table) -> tuple[Fact, ...]:
    return tuple(Fact(topic, row.as_stated(a_text)) for topic, row in table.named_tables("facts"))


def _tariff(tariff_id: str, table: Table) -> PackTariff:
    tariff = PackTariff(
        id=tariff_id,
        kind=table.stated("kind", a_word(TariffKind)),
        billing=table.stated("billing", a_word(Billing)),
        recurring_fee_minor=table.stated("recurring_fee_minor", a_whole_number),
        recurring_rule=table.stated("recurring_rule", a_word(RecurringRule)),
        balance_rule=table.stated("balance_rule", a_word(BalanceRule)),
        early_exit_fee_minor=table.stated("early_exit_fee_minor", a_whole_number),
    )
    table.finish()
    return tariff


def _sources(table: Table) -> dict[str, Source]:
    sources = {}
    for key, row in table.named_tables("sources"):
        sources[key] = Source(
            key=key,
            title=row.take("title", a_text),
            url=row.take_or("url", a_text, ""),
            dated=row.take("dated", a_text),
            checked_on=row.take_or("checked_on", a_day, None),
            confidence=row.take_or("confidence", a_word(Confidence), None),
        )
        row.finish()
    return sources


def _texts(folder: Path) -> dict[str, dict[str, str]]:
    files = sorted((folder / "text").glob("*.toml"))
    return {file.stem: read_texts(file) for file in files}


def _digest(folder: Path, country: Country) -> str:
    """SHA-256 (hex) over every TOML file of the pack, its country's and the common terms, each with name and length."""
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*.toml")}
    files |= {"country": country.file, "third_parties": COMMON}
    digest = hashlib.sha256()
    for name, file in sorted(files.items()):
        content = bytes_of(file)
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
