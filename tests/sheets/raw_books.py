"""Workbooks written by hand, part by part, to spell things as other programs may."""

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN, STRICT_RELATIONS = (
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = f"""<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>
</numFmts>
<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFFFEE00"/></patternFill></fill></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="4"><xf xfId="0"/><xf numFmtId="164" xfId="0"/><xf fillId="2" xfId="0" applyFill="1"/>
<xf numFmtId="21" xfId="0"/></cellXfs></styleSheet>"""


def sheet(rows: str, behind: str = "", before: str = "", main: str = MAIN) -> str:
    """The text of a tab; a style of 1 shows days, 2 is yellow, 3 shows hours."""
    return f'<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>{behind}</worksheet>'


def book(
    path: Path,
    tab: str | bytes,
    *,
    title: str = "2026 call",
    strings: str = "",
    before: str = "",
    behind: str = "",
    more: Mapping[str, str] | None = None,
    main: str = MAIN,
    relations: str = RELATIONS,
    packing: int = ZIP_DEFLATED,
) -> Path:
    """A workbook of one tab; `before` and `behind` the list of tabs stands more in its main part."""
    links = {"worksheet": "worksheets/one.xml", "styles": "styles.xml"}
    links |= {"sharedStrings": "sharedStrings.xml"} if strings else {}
    links |= {"calcChain": "calcChain.xml"} if more and "xl/calcChain.xml" in more else {}
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{relations}/{kind}" Target="{to}"/>'
        for n, (kind, to) in enumerate(links.items(), start=1)
    )
    kinds = {"sheet.main": "workbook.xml", **links}
    types = "".join(f'<Override PartName="/xl/{to}" ContentType="{KIND}.{kind}+xml"/>' for kind, to in kinds.items())
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}">{before}<sheets><sheet name="{title}" '
        f'sheetId="7" r:id="rId1"/></sheets>{behind}</workbook>',
        "xl/worksheets/one.xml": tab,
        "xl/styles.xml": STYLES.replace(MAIN, main),
    }
    parts |= {"xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>'} if strings else {}
    with ZipFile(path, "w", packing) as archive:
        for name, content in {**parts, **(more or {})}.items():
            archive.writestr(name, content)
    return path
