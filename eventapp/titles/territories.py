"""Where rights hold: countries by ISO 3166, and the groups in which they are sold (after UN M49)."""

_GREATER_CHINA = "CN HK MO TW"
_SOUTH_EAST_ASIA = "BN ID KH LA MM MY PH SG TH TL VN"
_EAST_ASIA = f"{_GREATER_CHINA} JP KP KR MN"
_SOUTH_ASIA = "AF BD BT IN LK MV NP PK"
_CENTRAL_ASIA = "KG KZ TJ TM UZ"
_MIDDLE_EAST = "AE AM AZ BH CY DZ EG EH GE IL IQ IR JO KW LB LY MA OM PS QA SA SD SY TN TR YE"
_EUROPE = (
    "AD AL AT AX BA BE BG BY CH CQ CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK "
    "MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK"
)
_NORTH_AMERICA = "BM CA GL PM US"
_LATIN_AMERICA = (
    "AG AI AR AW BB BL BO BQ BR BS BZ CL CO CR CU CW DM DO EC FK GD GF GP GT GY HN HT JM KN KY LC MF MQ MS MX NI "
    "PA PE PR PY SR SV SX TC TT UY VC VE VG VI"
)
_AFRICA = (
    "AO BF BI BJ BW CD CF CG CI CM CV DJ ER ET GA GH GM GN GQ GW KE KM LR LS MG ML MR MU MW MZ NA NE NG RE RW SC "
    "SH SL SN SO SS ST SZ TD TG TZ UG YT ZA ZM ZW"
)
_OCEANIA = "AS AU CK FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS"

GROUPS: dict[str, frozenset[str]] = {
    name: frozenset(codes.split())
    for name, codes in {
        "greater_china": _GREATER_CHINA,
        "south_east_asia": _SOUTH_EAST_ASIA,
        "east_asia": _EAST_ASIA,
        "south_asia": _SOUTH_ASIA,
        "asia": " ".join((_EAST_ASIA, _SOUTH_EAST_ASIA, _SOUTH_ASIA, _CENTRAL_ASIA)),
        "middle_east_north_africa": _MIDDLE_EAST,
        "europe": _EUROPE,
        "north_america": _NORTH_AMERICA,
        "latin_america": _LATIN_AMERICA,
        "africa": _AFRICA,
        "oceania": _OCEANIA,
    }.items()
}
WORLD = "world"
_EVERYWHERE = 1_000
"""More than any group has countries."""


def covers(territory: str, country: str) -> bool:
    """Whether a country (ISO 3166) lies in a territory."""
    return territory in (WORLD, country) or country in GROUPS.get(territory, ())


def territories_of(country: str) -> list[str]:
    """All territories in which a country lies."""
    return [WORLD, country, *(name for name, codes in GROUPS.items() if country in codes)]


def breadth(territory: str) -> int:
    """How many countries a territory has: what is said of fewer goes before what is said of more."""
    return _EVERYWHERE if territory == WORLD else len(GROUPS.get(territory, (territory,)))
