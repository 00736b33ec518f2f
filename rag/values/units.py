"""The currency or the unit that a number is given in, by its sign or the words around it.

Nothing is converted: a unit only tells dollars from euros and miles from kilometres.
"""

from __future__ import annotations

import re

_METRE = r"met(?:re|er)s?"
_SQUARE = r"(?:square|sq\.?) ?"
_CUBIC = r"(?:cubic|cu\.?) ?"
_AN_HOUR = r"(?: (?:per|an) hour|/h(?:ou)?r?)"
_DEGREES = r"(?:° ?|degrees? )"
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee"}
_CURRENCIES = {
    "dollar": r"dollars?|\$",
    "euro": r"euros?|€",
    "pound": r"pounds?|£",
    # Not "11 p.m.".
    "penny": r"pence|penny|pennies|p(?!\.? ?m\b)",
    "cent": r"cents?",
    "guinea": r"guineas?",
    "shilling": r"shillings?",
    "rouble": r"rou?bles?",
    "yuan": r"yuan",
    "yen": r"yen|¥",
    "rupee": r"rupees?|₹",
    "franc": r"francs?",
}
# The longer names go first: "miles per hour" are no miles.
_MEASURES = {
    "square metre": rf"{_SQUARE}(?:{_METRE}|m)|m²|m2|sqm",
    "square kilometre": rf"{_SQUARE}(?:kilo{_METRE}|km)|km²|km2",
    "square foot": rf"{_SQUARE}(?:feet|foot|ft)|ft²",
    "square mile": rf"{_SQUARE}miles?",
    "cubic metre": rf"{_CUBIC}(?:{_METRE}|m)|m³|m3",
    "mile per hour": rf"miles?{_AN_HOUR}|mph",
    "kilometre per hour": rf"(?:kilo{_METRE}|kms?){_AN_HOUR}|kmh|kph",
    "metre": _METRE,
    "millimetre": rf"milli{_METRE}|mm",
    "centimetre": rf"centi{_METRE}|cm",
    "kilometre": rf"kilo{_METRE}|kms?",
    "mile": r"miles?",
    "foot": r"foot|feet|ft",
    "inch": r"inch(?:es)?",
    "yard": r"yards?",
    "gram": r"grams?|grammes?",
    "kilogram": r"kilogram(?:me)?s?|kilos?|kgs?",
    "tonne": r"tonnes?|tons?",
    "hectare": r"hectares?",
    "acre": r"acres?",
    "litre": r"lit(?:re|er)s?",
    "millilitre": r"millilit(?:re|er)s?|ml",
    "gallon": r"gallons?",
    "decibel": r"decibels?|dB(?:A| ?\(A\))?",
    "celsius": rf"{_DEGREES}(?:C|celsius|centigrade)",
    "fahrenheit": rf"{_DEGREES}(?:F|fahrenheit)",
    "kilowatt-hour": r"kilowatt[ -]?hours?|kWh",
    "megawatt-hour": r"megawatt[ -]?hours?|MWh",
    "watt": r"watts?",
    "kilowatt": r"kilowatts?|kW",
    "megawatt": r"megawatts?|MW",
    "gigawatt": r"gigawatts?|GW",
}
_NAMES = (*_CURRENCIES, *_MEASURES)
_NAMED = re.compile(
    rf"[\s-]*(?:{'|'.join(f'({p})' for p in (*_CURRENCIES.values(), *_MEASURES.values()))})(?!\w)",
    re.IGNORECASE,
)


def unit_of(before: str, rest: str) -> str:
    """Return the unit of a number between two texts, in the singular; empty where none is given.

    A sign right before it goes before the words behind it: "£40 metres" is money.
    """
    sign = _SIGNS.get(before[-1:])
    found = _NAMED.match(rest)
    return sign or (_NAMES[found.lastindex - 1] if found and found.lastindex else "")


def is_money(unit: str) -> bool:
    """Say whether a unit is a currency."""
    return unit in _CURRENCIES
