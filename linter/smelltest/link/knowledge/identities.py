"""National numbers by which people are known: how they are written, called and checked."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module

from msgspec import Struct


class Identity(Struct, frozen=True, eq=False):
    """A kind of number that identifies a person.

    `module`: what of `stdnum` checks it; empty where the shape is all there is to check. `shape`: how nothing
    else is written; None where there is no such form. `plain`: how it may be written too, where what it is
    given to must tell. `named`: how fields call it, in words with a blank between. `strong`: few other
    numbers pass its check, so that a field for a number of any country is enough.
    """

    label: str
    module: str
    shape: re.Pattern[str] | None
    plain: re.Pattern[str]
    named: re.Pattern[str]
    strong: bool = False


def is_valid(identity: Identity, number: str) -> bool:
    """Whether a number, written as its shapes are, is one that a person can have."""
    if not identity.module:
        return True
    check: Callable[[str], bool] = import_module(f"stdnum.{identity.module}").is_valid
    try:
        return check(number)
    except LookupError:
        return False  # Of a place that the tables name no county of, `stdnum.cn.ric` asks for its county all the same.


ANY_IDENTITY = re.compile(
    r"\b(?:national|citizen|personal|identity|identification|resident|tax(?:payer)?)"
    r"(?: \w+)? (?:id|no|nr|number|code)\b"
    r"|\b(?:id|identity) (?:card|number|no)\b|\btax id\b"
)
"""How fields call the number of a person where it may be that of any country."""


def _identity(label: str, module: str, shape: str | None, plain: str, named: str, *, strong: bool = False) -> Identity:
    return Identity(
        label, module, re.compile(shape) if shape else None, re.compile(plain), re.compile(rf"\b(?:{named})\b"), strong
    )


_NINO_PREFIX = "(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"

IDENTITIES = (
    _identity(
        "US social security number",
        "us.ssn",
        r"\d{3}-\d\d-\d{4}",
        r"\d{9}|\d{3} \d\d \d{4}",
        r"ssn|social security(?: \w+)?|itin",
    ),
    _identity(
        "UK national insurance number",
        "",
        rf"{_NINO_PREFIX} \d\d \d\d \d\d [A-D]",
        rf"{_NINO_PREFIX} ?\d{{6}} ?[A-D]",
        r"nino|ni no|ni number|national insurance(?: \w+)?",
    ),
    _identity("NHS number", "gb.nhs", None, r"\d{3}[ -]?\d{3}[ -]?\d{4}", r"nhs(?: \w+)?"),
    _identity("PESEL", "pl.pesel", None, r"\d{11}", r"pesel", strong=True),
    _identity("CPF", "br.cpf", r"\d{3}\.\d{3}\.\d{3}-\d\d", r"\d{11}", r"cpf", strong=True),
    _identity(
        "codice fiscale",
        "it.codicefiscale",
        r"[A-Z]{6}\d\d[A-EHLMPR-T]\d\d[A-Z]\d{3}[A-Z]",
        r"[A-Z]{6}[A-Z\d]{10}",
        r"codice fiscale|cf|fiscal code",
        strong=True,
    ),
    _identity(
        "French social security number",
        "fr.nir",
        r"[12] \d\d \d\d (?:\d\d|2[AB]) \d{3} \d{3} \d\d",
        r"[12]\d{4}(?:\d\d|2[AB])\d{6}(?: ?\d\d)",
        r"nir|insee|secu|securite sociale|social security(?: \w+)?",
        strong=True,
    ),
    _identity(
        "German tax number",
        "de.idnr",
        None,
        r"\d{2} ?\d{3} ?\d{3} ?\d{3}",
        r"idnr|steuer id(?: ?nr)?|steuer identifikationsnummer|steueridentifikationsnummer|tax id",
        strong=True,
    ),
    _identity("BSN", "nl.bsn", None, r"\d{9}|\d{4}\.\d\d\.\d{3}", r"bsn|burgerservicenummer|burger service nummer"),
    _identity(
        "Belgian national number",
        "be.nn",
        r"\d\d\.\d\d\.\d\d-\d{3}\.\d\d",
        r"\d{11}",
        r"niss|insz|rijksregister\w*|registre national|nrn",
        strong=True,
    ),
    _identity("DNI", "es.dni", None, r"\d{8}-?[A-Z]", r"dni|nif|documento(?: \w+)?"),
    _identity("NIE", "es.nie", None, r"[XYZ]-?\d{7}-?[A-Z]", r"nie|nif|dni|documento(?: \w+)?"),
    _identity(
        "Swedish personal number",
        "se.personnummer",
        None,
        r"(?:\d\d)?\d{6}[-+]?\d{4}",
        r"personnummer|person nummer|personal number|pnr|ssn",
    ),
    _identity(
        "Norwegian birth number",
        "no.fodselsnummer",
        None,
        r"\d{6} ?\d{5}",
        r"fodselsnummer|fnr|personnummer|national id(?: \w+)?",
        strong=True,
    ),
    _identity("CPR number", "dk.cpr", None, r"\d{6}-?\d{4}", r"cpr(?: \w+)?"),
    _identity(
        "Finnish personal code",
        "fi.hetu",
        r"\d{6}[-+ABCDEFYXWVU]\d{3}[\dA-Y]",
        r"\d{6}[-+A]\d{3}[\dA-Y]",
        r"hetu|henkilotunnus",
        strong=True,
    ),
    _identity(
        "Swiss social security number",
        "ch.ssn",
        r"756\.\d{4}\.\d{4}\.\d\d",
        r"756\d{10}",
        r"ahv(?: \w+)?|avs(?: \w+)?|ssn|social security(?: \w+)?",
        strong=True,
    ),
    _identity(
        "Turkish identity number",
        "tr.tckimlik",
        None,
        r"\d{11}",
        r"tckn|tc ?kimlik(?: \w+)?|tc no|kimlik no",
        strong=True,
    ),
    _identity("Aadhaar number", "in_.aadhaar", None, r"\d{4}[ -]?\d{4}[ -]?\d{4}", r"aadhaa?r(?: \w+)?"),
    _identity("PAN", "in_.pan", None, r"[A-Z]{3}P[A-Z]\d{4}[A-Z]", r"pan(?: \w+)?"),
    _identity(
        "Canadian social insurance number",
        "ca.sin",
        None,
        r"[1-79]\d{2}[ -]?\d{3}[ -]?\d{3}",
        r"sin|social insurance(?: \w+)?",
    ),
    _identity("Australian tax file number", "au.tfn", None, r"\d{3} ?\d{3} ?\d{2,3}", r"tfn|tax file(?: \w+)?"),
    _identity(
        "Chinese resident identity number",
        "cn.ric",
        r"\d{17}[\dX]",
        r"\d{17}[\dXx]",
        r"ric|id card(?: \w+)?|shenfenzheng|sfz",
        strong=True,
    ),
    _identity("Korean resident number", "kr.rrn", r"\d{6}-[1-8]\d{6}", r"\d{13}", r"rrn|jumin(?: \w+)?"),
    _identity(
        "CURP",
        "mx.curp",
        r"[A-Z]{4}\d{6}[HM][A-Z]{5}[\dA-Z]\d",
        r"[A-Z]{4}\d{6}[HM][A-Z]{5}[\dA-Z]\d",
        r"curp",
        strong=True,
    ),
    _identity("RUT", "cl.rut", r"[1-4]?\d\.\d{3}\.\d{3}-[\dKk]", r"[1-4]?\d{7}-?[\dKk]", r"rut|run"),
    _identity("CNP", "ro.cnp", None, r"[1-9]\d{12}", r"cnp", strong=True),
    _identity("EGN", "bg.egn", None, r"\d{10}", r"egn"),
    _identity("rodné číslo", "cz.rc", None, r"\d{6}/?\d{3,4}", r"rc|rodne cislo|birth number"),
    _identity("OIB", "hr.oib", None, r"\d{11}", r"oib"),
    _identity(
        "South African identity number", "za.idnr", None, r"\d{13}", r"sa id(?: \w+)?|rsa id(?: \w+)?", strong=True
    ),
    _identity("isikukood", "ee.ik", None, r"[1-6]\d{10}", r"isikukood|ik", strong=True),
    _identity("asmens kodas", "lt.asmens", None, r"[3-6]\d{10}", r"asmens kodas", strong=True),
    _identity("Israeli identity number", "il.idnr", None, r"\d{9}", r"teudat(?: \w+)?|israeli id(?: \w+)?"),
    _identity("AMKA", "gr.amka", None, r"\d{11}", r"amka", strong=True),
    _identity("kennitala", "is_.kennitala", None, r"\d{6}-?\d{4}", r"kennitala|kt"),
    _identity("PPS number", "ie.pps", None, r"\d{7}[A-W][A-IW]?", r"ppsn?(?: \w+)?"),
)
