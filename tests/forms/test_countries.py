"""States are named as the United Nations names them, offered in the order of each language, and known by others."""

import csv
from pathlib import Path

import pytest

from forms.definition import LANGUAGES
from forms.types.countries import ALPHA_2, areas, code_of, names, states

CONTRIBUTIONS = Path(__file__).parents[2] / "forms/definitions/contributions"

SAID = {
    "en": {
        "PRK": "Democratic People's Republic of Korea", "VAT": "Holy See", "MMR": "Myanmar", "COG": "Congo",
        "COD": "Democratic Republic of the Congo", "BOL": "Bolivia (Plurinational State of)", "CZE": "Czechia",
        "TUR": "Türkiye", "PSE": "State of Palestine", "VNM": "Viet Nam", "RUS": "Russian Federation",
        "CIV": "Côte d'Ivoire", "NLD": "Netherlands (Kingdom of the)", "LAO": "Lao People's Democratic Republic",
        "KOR": "Republic of Korea", "COK": "Cook Islands", "MKD": "North Macedonia", "SYR": "Syrian Arab Republic",
    },
    "fr": {
        "PRK": "République populaire démocratique de Corée", "VAT": "Saint-Siège", "MMR": "Myanmar", "CZE": "Tchéquie",
        "COD": "République démocratique du Congo", "BLR": "Bélarus", "TUR": "Türkiye", "NIU": "Nioué",
        "PSE": "État de Palestine", "MUS": "Maurice", "NGA": "Nigéria", "USA": "États-Unis d'Amérique", "PLW": "Palaos",
    },
    "es": {
        "PRK": "República Popular Democrática de Corea", "VAT": "Santa Sede", "TTO": "Trinidad y Tabago",
        "CIV": "Côte d'Ivoire", "NZL": "Nueva Zelandia", "BHR": "Bahrein", "TUR": "Türkiye", "KEN": "Kenya",
        "PSE": "Estado de Palestina", "CZE": "Chequia", "BLR": "Belarús", "ZWE": "Zimbabwe",
    },
    "ru": {
        "PRK": "Корейская Народно-Демократическая Республика", "VAT": "Святой Престол", "MMR": "Мьянма",
        "KOR": "Республика Корея", "BHS": "Багамские Острова", "PNG": "Папуа — Новая Гвинея", "CZE": "Чехия",
        "PSE": "Государство Палестина", "USA": "Соединенные Штаты Америки", "KGZ": "Кыргызстан", "COG": "Конго",
        "BRN": "Бруней-Даруссалам",
    },
    "zh": {
        "PRK": "朝鲜民主主义人民共和国", "VAT": "教廷", "KOR": "大韩民国", "BOL": "多民族玻利维亚国", "CZE": "捷克",
        "PSE": "巴勒斯坦国", "GBR": "大不列颠及北爱尔兰联合王国", "USA": "美利坚合众国", "NLD": "荷兰王国",
        "COG": "刚果", "RUS": "俄罗斯联邦", "LAO": "老挝人民民主共和国",
    },
    "ar": {
        "PRK": "جمهورية كوريا الشعبية الديمقراطية", "VAT": "الكرسي الرسولي", "MMR": "ميانمار", "CIV": "كوت ديفوار",
        "PSE": "دولة فلسطين", "USA": "الولايات المتحدة الأمريكية", "RUS": "الاتحاد الروسي", "COG": "الكونغو",
        "COD": "جمهورية الكونغو الديمقراطية", "BEN": "بنن", "MNE": "الجبل الأسود", "GNB": "غينيا - بيساو",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_states_have_their_united_nations_names(language: str) -> None:
    offered = states(language)
    assert {code: offered[code] for code in SAID[language]} == SAID[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_193_members_two_observers_and_two_more_are_offered_and_no_areas(language: str) -> None:
    with (CONTRIBUTIONS / "un_scale.csv").open(encoding="utf-8", newline="") as file:
        members = {row["iso3"] for row in csv.DictReader(file)}
    offered = states(language)
    assert set(offered) == members | {"VAT", "PSE", "COK", "NIU"}
    assert len(set(offered.values())) == len(offered) == 197
    assert all(name == name.strip() != "" for name in offered.values())
    assert set(areas(language)) == set(ALPHA_2) - set(offered)
    assert set(names(language)) == set(ALPHA_2)


def test_invoices_and_forms_name_states_alike() -> None:
    with (CONTRIBUTIONS / "states.csv").open(encoding="utf-8", newline="") as file:
        invoiced = {row["iso3"]: row["state"] for row in csv.DictReader(file)}
    assert invoiced == {code: states("en")[code] for code in invoiced}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("North Korea", "PRK"), ("Vatican City", "VAT"), ("Türkiye", "TUR"), ("Russia", "RUS"),
        ("Hong Kong SAR China", "HKG"), ("Antarctica", "ATA"), ("Taiwan", "TWN"), ("Соединенные Штаты", "USA"),
        ("法国", "FRA"),
        ("Congo - Brazzaville", "COG"), ("congo", "COG"), ("GRL", "GRL"), ("gl", "GRL"), ("Rusia", "RUS"),
        ("Corea del Norte", "PRK"),
    ],
)  # fmt: skip
def test_other_names_and_areas_are_still_understood(said: str, code: str) -> None:
    assert code_of(said, LANGUAGES) == code


@pytest.mark.parametrize(
    ("language", "in_order"),
    [
        ("en", ["CRI", "CIV", "HRV"]), ("en", ["TUN", "TUR", "TKM"]), ("fr", ["DMA", "EGY", "SLV", "ARE"]),
        ("fr", ["GIN", "GNB", "GNQ", "GUY"]), ("es", ["PER", "POL"]), ("ru", ["IDN", "JOR", "ITA", "YEM", "CPV"]),
        ("zh", ["ALB", "FRA", "PHL", "FJI", "FIN", "CHN"]), ("zh", ["NAM", "NRU", "NPL"]),
        ("zh", ["BEL", "PER", "ISL"]),
        ("ar", ["RUS", "ETH", "ARG", "JOR", "ARM"]), ("ar", ["MNE", "DZA", "BHS"]), ("ar", ["HTI", "IND", "HND"]),
    ],
)  # fmt: skip
def test_states_stand_where_a_reader_of_the_language_looks(language: str, in_order: list[str]) -> None:
    assert [code for code in states(language) if code in in_order] == in_order
