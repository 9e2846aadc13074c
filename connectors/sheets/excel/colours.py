"""Colours for what staff choose in a column that is made; from then on staff change the rules as they like."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from connectors.sheets.excel.areas import LAST_ROW, Area, letter
from connectors.sheets.excel.elements import Document
from connectors.sheets.excel.frame import ORDER
from connectors.sheets.excel.styles import Styles
from connectors.sheets.palette import WRONG, shades
from connectors.sheets.plan import Plan


def colour(frame: Document, styles: Styles, plan: Plan) -> None:
    """Add rules for every column with choices (ECMA-376 part 1, 18.3.1.18): of two that hold the first counts."""
    first = max((rule.number("priority") for rule in frame.root.walk() if rule.name == "cfRule"), default=0) + 1
    for place, one in sorted(plan.made.items()):
        rules = list(_rules(frame.prefix, styles, one.column.dropdown, f"{letter(place + 1)}{plan.header_row + 2}"))
        if rules:
            area = Area(place + 1, plan.header_row + 2, place + 1, LAST_ROW)
            said = "".join(rule.format(priority=first + number) for number, rule in enumerate(rules))
            tag = f"{frame.prefix}conditionalFormatting"
            frame.put(frame.root, "conditionalFormatting", ORDER, f'<{tag} sqref="{area}">{said}</{tag}>'.encode())
            first += len(rules)


def _rules(p: str, styles: Styles, offered: Sequence[str], cell: str) -> Iterator[str]:
    """One rule a choice, and behind them one for whatever else stands there."""
    chosen = shades(offered)
    for choice, shade in chosen.items():
        looks = f' dxfId="{styles.shade(shade)}"' if shade else ""
        text = escape('"{}"'.format(choice.replace('"', '""'))).replace("{", "{{").replace("}", "}}")
        stop = ' stopIfTrue="1"'  # so that a choice without a colour is not taken for a wrong one
        said = f'type="cellIs"{looks} priority="{{priority}}"{stop} operator="equal"'
        yield f"<{p}cfRule {said}><{p}formula>{text}</{p}formula></{p}cfRule>"
    if chosen:
        said = f'type="expression" dxfId="{styles.shade(WRONG)}" priority="{{priority}}"'
        yield f"<{p}cfRule {said}><{p}formula>LEN(TRIM({cell}))&gt;0</{p}formula></{p}cfRule>"
