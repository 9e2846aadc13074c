"""The styles of a workbook as its file lists them: of cells that have a number format and nothing else."""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element
from xml.sax.saxutils import quoteattr

from defusedxml.ElementTree import fromstring
from openpyxl.styles.numbers import builtin_format_id

from connectors.sheets.excel_splice import Unlike
from connectors.workbooks import NUMBER_FORMATS

DAY, MOMENT, GENERAL = "yyyy-mm-dd", "yyyy-mm-dd h:mm:ss", "General"
TEXT = NUMBER_FORMATS["text"]
Style = tuple[str, bool]
"""A number format, and whether a quote before the text keeps it a text."""
CODES = tuple(dict.fromkeys((*NUMBER_FORMATS.values(), DAY, MOMENT, GENERAL)))
WANTED: tuple[Style, ...] = (*((code, False) for code in CODES), (TEXT, True))
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LOOKS = ("fontId", "fillId", "borderId", "xfId")  # 0 in each: as the workbook's normal cell
FIRST_OWN = 164  # the numbers below are of formats that every workbook has


def with_styles(text: str) -> tuple[Mapping[Style, int], str]:
    """The number of every style that may be wanted, and the list with those added that it lacked."""
    root = fromstring(text)
    own = {one.get("formatCode"): int(one.get("numFmtId", 0)) for one in root.iter(f"{MAIN}numFmt")}
    formats, new = _formats(own)
    kept = root.findall(f"{MAIN}cellXfs/{MAIN}xf")
    plain = {_said(xf): number for number, xf in reversed(list(enumerate(kept))) if _is_plain(xf)}
    lacking = [one for one in WANTED if (formats[one[0]], one[1]) not in plain]
    numbers = {one: plain[formats[one[0]], one[1]] for one in WANTED if one not in lacking}
    numbers |= {one: number for number, one in enumerate(lacking, start=len(kept))}
    if new:
        text = _with_formats(text, new, len(own))
    if lacking:
        xfs = "".join(_xf(formats[code], quoted) for code, quoted in lacking)
        text = _longer(text, "cellXfs", xfs, len(kept) + len(lacking))
    return numbers, text


def _formats(own: Mapping[str | None, int]) -> tuple[dict[str, int], dict[str, int]]:
    """The number of each format, and those of them that are new."""
    known = {code: own.get(code, builtin_format_id(code)) for code in CODES}
    first = max((FIRST_OWN - 1, *own.values())) + 1
    new = {code: first + place for place, code in enumerate(code for code in CODES if known[code] is None)}
    return {code: number for code, number in known.items() if number is not None} | new, new


def _is_plain(xf: Element) -> bool:
    return not len(xf) and all(xf.get(name, "0") == "0" for name in LOOKS)


def _said(xf: Element) -> tuple[int, bool]:
    return int(xf.get("numFmtId", 0)), xf.get("quotePrefix", "0") in ("1", "true")


def _xf(number: int, quoted: bool) -> str:
    return f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="{int(quoted)}"/>'


def _with_formats(text: str, new: Mapping[str, int], before: int) -> str:
    added = "".join(f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>' for code, number in new.items())
    if "</numFmts>" in text:
        return _longer(text, "numFmts", added, before + len(new))
    text = re.sub(r"<numFmts\b[^>]*/>", "", text)
    start = re.search(r"<styleSheet\b[^>]*>", text)
    if start is None or "<numFmts" in text:
        raise Unlike("its styles are written in another way")
    return f'{text[: start.end()]}<numFmts count="{len(new)}">{added}</numFmts>{text[start.end() :]}'


def _longer(text: str, name: str, added: str, count: int) -> str:
    """The text with more in one of its lists."""
    text, counted = re.subn(rf'(<{name}\b[^>]*?\bcount=")\d+', rf"\g<1>{count}", text, count=1)
    before, end, after = text.partition(f"</{name}>")
    if not counted or not end:
        raise Unlike("its styles are written in another way")
    return before + added + end + after
