"""States and areas: ISO 3166-1 codes (as of 2024); states as the United Nations names them, areas as CLDR does."""

import csv
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel import Locale

_PAIRS = """
AD:AND AE:ARE AF:AFG AG:ATG AI:AIA AL:ALB AM:ARM AO:AGO AQ:ATA AR:ARG AS:ASM AT:AUT AU:AUS AW:ABW AX:ALA
AZ:AZE BA:BIH BB:BRB BD:BGD BE:BEL BF:BFA BG:BGR BH:BHR BI:BDI BJ:BEN BL:BLM BM:BMU BN:BRN BO:BOL BQ:BES
BR:BRA BS:BHS BT:BTN BV:BVT BW:BWA BY:BLR BZ:BLZ CA:CAN CC:CCK CD:COD CF:CAF CG:COG CH:CHE CI:CIV CK:COK
CL:CHL CM:CMR CN:CHN CO:COL CR:CRI CU:CUB CV:CPV CW:CUW CX:CXR CY:CYP CZ:CZE DE:DEU DJ:DJI DK:DNK DM:DMA
DO:DOM DZ:DZA EC:ECU EE:EST EG:EGY EH:ESH ER:ERI ES:ESP ET:ETH FI:FIN FJ:FJI FK:FLK FM:FSM FO:FRO FR:FRA
GA:GAB GB:GBR GD:GRD GE:GEO GF:GUF GG:GGY GH:GHA GI:GIB GL:GRL GM:GMB GN:GIN GP:GLP GQ:GNQ GR:GRC GS:SGS
GT:GTM GU:GUM GW:GNB GY:GUY HK:HKG HM:HMD HN:HND HR:HRV HT:HTI HU:HUN ID:IDN IE:IRL IL:ISR IM:IMN IN:IND
IO:IOT IQ:IRQ IR:IRN IS:ISL IT:ITA JE:JEY JM:JAM JO:JOR JP:JPN KE:KEN KG:KGZ KH:KHM KI:KIR KM:COM KN:KNA
KP:PRK KR:KOR KW:KWT KY:CYM KZ:KAZ LA:LAO LB:LBN LC:LCA LI:LIE LK:LKA LR:LBR LS:LSO LT:LTU LU:LUX LV:LVA
LY:LBY MA:MAR MC:MCO MD:MDA ME:MNE MF:MAF MG:MDG MH:MHL MK:MKD ML:MLI MM:MMR MN:MNG MO:MAC MP:MNP MQ:MTQ
MR:MRT MS:MSR MT:MLT MU:MUS MV:MDV MW:MWI MX:MEX MY:MYS MZ:MOZ NA:NAM NC:NCL NE:NER NF:NFK NG:NGA NI:NIC
NL:NLD NO:NOR NP:NPL NR:NRU NU:NIU NZ:NZL OM:OMN PA:PAN PE:PER PF:PYF PG:PNG PH:PHL PK:PAK PL:POL PM:SPM
PN:PCN PR:PRI PS:PSE PT:PRT PW:PLW PY:PRY QA:QAT RE:REU RO:ROU RS:SRB RU:RUS RW:RWA SA:SAU SB:SLB SC:SYC
SD:SDN SE:SWE SG:SGP SH:SHN SI:SVN SJ:SJM SK:SVK SL:SLE SM:SMR SN:SEN SO:SOM SR:SUR SS:SSD ST:STP SV:SLV
SX:SXM SY:SYR SZ:SWZ TC:TCA TD:TCD TF:ATF TG:TGO TH:THA TJ:TJK TK:TKL TL:TLS TM:TKM TN:TUN TO:TON TR:TUR
TT:TTO TV:TUV TW:TWN TZ:TZA UA:UKR UG:UGA UM:UMI US:USA UY:URY UZ:UZB VA:VAT VC:VCT VE:VEN VG:VGB VI:VIR
VN:VNM VU:VUT WF:WLF WS:WSM YE:YEM YT:MYT ZA:ZAF ZM:ZMB ZW:ZWE
"""

ALPHA_3 = dict(pair.split(":") for pair in _PAIRS.split())
"""alpha-2 -> alpha-3."""

ALPHA_2 = {three: two for two, three in ALPHA_3.items()}
"""alpha-3 -> alpha-2."""


STATE_NAMES = Path(__file__).with_name("state_names.csv")
"""alpha-3 and six names of each Member State, observer State, and State party to treaties deposited with the UN.

Short names of the United Nations terminology database (UNTERM) and of the M49 standard, written down from memory in
2026: compare a name with UNTERM before you rely on it in a document of legal weight.
"""


@cache
def states(language: str) -> dict[str, str]:
    """alpha-3 -> the United Nations' name, for the states that a form offers, as a reader looks them up."""
    with STATE_NAMES.open(encoding="utf-8", newline="") as file:
        return _in_order({row["iso3"]: row[language] for row in csv.DictReader(file)}, language)


@cache
def areas(language: str) -> dict[str, str]:
    """alpha-3 -> CLDR's name, for what ISO 3166-1 codes beside the states; for forms that ask for an area."""
    return _in_order({code: name for code, name in _cldr(language).items() if code not in states(language)}, language)


@cache
def names(language: str) -> dict[str, str]:
    """alpha-3 -> name, for every code that an answer may hold."""
    return _in_order({**areas(language), **states(language)}, language)


@cache
def _cldr(language: str) -> dict[str, str]:
    territories = Locale(language).territories
    return {three: territories.get(two, three) for three, two in ALPHA_2.items()}


def _in_order(found: dict[str, str], language: str) -> dict[str, str]:
    key = SORTED_BY.get(language, _plain_letters)
    return dict(sorted(found.items(), key=lambda pair: (key(pair[1]), pair[1])))


def _words(name: str) -> str:
    """A name without marks between its words, so that a hyphen or a bracket sorts as a space does."""
    return " ".join(re.sub(r"[^\w]+", " ", name).split()).casefold()


def _plain_letters(name: str) -> str:
    """Latin: É beside E. (Of the names in Spanish, none begins with ñ or has it where it would count.)"""
    return _words("".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)))


def _cyrillic(name: str) -> str:
    """Russian: ё beside е, but й a letter of its own."""
    return _words(name).replace("ё", "е")


_ARABIC_LETTERS = str.maketrans({**dict.fromkeys("أإآٱ", "ا"), "ؤ": "و", "ئ": "ي", "ى": "ي", "ة": "ه", "ء": ""})


def _arabic(name: str) -> str:
    """Arabic: whatever hamza stands on, and not by the article, as in the lists of the United Nations."""
    bare = "".join(c for c in name if not unicodedata.combining(c))
    return _words(" ".join(word.removeprefix("ال") for word in bare.split()).translate(_ARABIC_LETTERS))


_SORTED_LIKE = {"斐": "费", "瑙": "脑", "秘": "必"}
"""First characters that GB 2312 puts elsewhere (its second level; 秘 read mì) -> one with the sound they have here."""


def _pinyin(name: str) -> bytes:
    """Chinese: by sound, which is the order of GB 2312's first level of characters."""
    return (_SORTED_LIKE.get(name[0], name[0]) + name[1:]).encode("gb18030")


SORTED_BY: dict[str, Callable[[str], str | bytes]] = {"ru": _cyrillic, "ar": _arabic, "zh": _pinyin}
"""How a language sorts where it is not by plain Latin letters."""


def code_of(said: str, languages: tuple[str, ...]) -> str | None:
    """The alpha-3 code of a country said as a code or as its name in one of `languages`."""
    word = said.strip()
    code = ALPHA_3.get(word.upper(), word.upper())
    return code if code in ALPHA_2 else _by_name(languages).get(_folded(word))


@cache
def _by_name(languages: tuple[str, ...]) -> dict[str, str]:
    """Both kinds of names, since people and providers write what other lists offer; a state's own name comes first."""
    found: dict[str, str] = {}
    for table in (names, _cldr):
        for language in languages:
            for code, name in table(language).items():
                found.setdefault(_folded(name), code)
    return found


def _folded(name: str) -> str:
    """A name without what people type differently: case, spacing, and the form of the apostrophe."""
    return " ".join(name.replace("’", "'").split()).casefold()
