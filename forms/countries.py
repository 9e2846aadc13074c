"""Countries and areas: ISO 3166-1 codes (as of 2024), named in each language by CLDR through Babel."""

from functools import cache

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


UNITED_NATIONS_NAMES = {
    "en": {"PSE": "State of Palestine"},
    "fr": {"PSE": "État de Palestine"},
    "es": {"PSE": "Estado de Palestina"},
    "ru": {"PSE": "Государство Палестина"},
    "zh": {"PSE": "巴勒斯坦国"},
    "ar": {"PSE": "دولة فلسطين"},
}
"""Where the United Nations' name is not CLDR's (UN terminology, from memory; add what is missing)."""


@cache
def names(language: str) -> dict[str, str]:
    """alpha-3 -> name in `language`, in the order of the names."""
    territories = Locale(language).territories
    found = {three: territories.get(two, three) for three, two in ALPHA_2.items()}
    found |= UNITED_NATIONS_NAMES.get(language, {})
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


def code_of(said: str, languages: tuple[str, ...]) -> str | None:
    """The alpha-3 code of a country said as a code or as its name in one of `languages`."""
    word = said.strip()
    code = ALPHA_3.get(word.upper(), word.upper())
    return code if code in ALPHA_2 else _by_name(languages).get(_folded(word))


@cache
def _by_name(languages: tuple[str, ...]) -> dict[str, str]:
    return {_folded(name): code for language in languages for code, name in names(language).items()}


def _folded(name: str) -> str:
    """A name without what people type differently: case, spacing, and the form of the apostrophe."""
    return " ".join(name.replace("’", "'").split()).casefold()
