"""XLSForm expressions become rules, or are refused with the part that cannot be."""

import datetime
import itertools
import math
import re
from collections.abc import Callable

import pytest
from cel_expr_python import cel
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.xlsform.xpath import Named, Place, Untranslatable, translate, translate_typed

KINDS = {
    "age": "number", "weight": "number", "height": "number", "price": "number", "quantity": "number",
    "children": "number", "score": "number", "a": "number", "b": "number",
    "name": "text", "first_name": "text", "last_name": "text", "phone": "text", "email": "text", "id_no": "text",
    "gender": "text", "country": "text", "region": "text", "status": "text", "rating": "text",
    "consented": "yes_no", "pregnant": "yes_no", "agreed": "consent",
    "crops": "many", "needs": "many", "symptoms": "many",
    "dob": "date", "starts": "date", "ends": "date", "visited": "datetime", "opens_at": "time",
    "cost": "column", "member_age": "column", "member": "rows",
}  # fmt: skip
PATHS = {"email": "partner.email", "cost": "budget.cost", "member": "member.rows", "member_age": "member.age"}
COLUMNS = ("region", "country", "cluster-id", "in")


def names(name: str) -> Named | None:
    return Named(PATHS.get(name, name), KINDS[name]) if name in KINDS else None


def rule(source: str, itself: Named | None = None, columns: tuple[str, ...] = (), *, condition: bool = False) -> str:
    return translate(
        source, names=names, itself=itself, choice_columns=columns, known=KINDS, condition=condition
    )  # fmt: skip


AGE, NAME, CROPS, DOB, STATUS = (
    Named("age", "number"), Named("name", "text"), Named("crops", "many"), Named("dob", "date"), Named("status", "text")
)  # fmt: skip


def plain(value: object) -> object:
    if isinstance(value, cel.Value):
        return plain(value.plain_value())
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=datetime.UTC)
    return [plain(one) for one in value] if isinstance(value, list) else value


TYPES = (
    cel.Type.DOUBLE,
    cel.Type.STRING,
    cel.Type.BOOL,
    cel.Type.TIMESTAMP,
    cel.Type.NULL,
    cel.Type.List(cel.Type.DYN),
)


def declared(name: str, deed: Callable[..., object], count: int, gives: cel.Type = cel.Type.DYN) -> cel.FunctionDecl:
    def called(*given: object) -> object:
        return deed(*(plain(one) for one in given))

    every = enumerate(itertools.product(TYPES, repeat=count))
    return cel.FunctionDecl(
        name, [cel.Overload(f"{name}_{n}", gives, list(types), False, called) for n, types in every]
    )


def as_number(text: str | None) -> float | None:
    return float(text) if text and re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def as_text(given: object) -> str:
    return "" if given is None else f"{given:g}" if isinstance(given, float) else str(given)


def day(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


TODAY = day("2026-06-15")
TIMED = dict.fromkeys(("date", "datetime"), cel.Type.TIMESTAMP)  # the engine takes no day for a DYN
ENGINE = cel.NewEnv(
    variables={
        **{PATHS.get(name, name): TIMED.get(kind, cel.Type.DYN) for name, kind in KINDS.items()},
        **dict.fromkeys(("today", "now"), cel.Type.TIMESTAMP),
        "choice": cel.Type.Map(cel.Type.STRING, cel.Type.DYN),
    },
    functions=[
        declared("sum", sum, 1),
        declared("least", min, 1),
        declared("greatest", max, 1),
        declared("count", lambda given: float(len(given or ())), 1),
        declared("length", lambda given: float(len(given)), 1),
        declared("round", lambda given, digits: round(given, int(digits)), 2),
        declared("date", day, 1, cel.Type.TIMESTAMP),
        declared("days", lambda start, end: float((end - start).days), 2),
        declared("add_days", lambda start, count: start + datetime.timedelta(count), 2, cel.Type.TIMESTAMP),
        declared("whole", lambda given: float(math.trunc(given)), 1),
        declared("modulo", math.fmod, 2),
        declared("text", as_text, 1),
        declared("number", as_number, 1),
    ],
)  # fmt: skip


def doubled(text: str) -> str:
    """The rule with whole numbers as decimal ones, as the service reads it."""
    return re.sub(r'"(?:\\.|[^"\\])*"|[a-z_]\w*|\d+(?:\.\d+)?', lambda m: _double(m.group()), text)


def _double(word: str) -> str:
    return f"{word}.0" if word.isdigit() else word


def outcome(text: str, **answers: object) -> object:
    """What a rule gives for some answers; `missing` where it needs one that is not there."""
    data = {PATHS.get(name, name): None for name in KINDS} | {"today": TODAY, "now": TODAY, "choice": {}} | answers
    value = ENGINE.compile(doubled(text)).eval(data=data)
    return "missing" if value.type() == cel.Type.ERROR else value.plain_value()


TRANSLATED = [
    # comparisons
    ("${age} >= 18", "age >= 18"),
    ("${age}>=18 and ${age}<65", "age >= 18 && age < 65"),
    ("${age} < 19 or ${age} > 64", "age < 19 || age > 64"),
    ("18 <= ${age}", "18 <= age"),
    ("if(${age} > 3, ${agreed}, '') and true()", "(age != null && age > 3 ? dyn(agreed) : null) == true && true"),
    ("${ age } > 5", "age > 5"),
    ("${gender} = 'female'", 'gender == "female"'),
    ("'female' = ${gender}", 'gender == "female"'),
    ('${gender} != "male"', 'gender != "male"'),
    ("${rating} = 1", 'rating == "1"'),
    ("${rating} != 5", 'rating != "5"'),
    ("${rating} > 3", "number(rating) > 3"),
    ("${rating} >= ${score}", "number(rating) >= score"),
    ("${rating} = ${score}", "number(rating) == score"),
    ("${age} = '18'", "age == 18"),
    ("${age} > '18'", "age > 18"),
    ("${price} = 2.50", "price == 2.50"),
    ("${price} > .5", "price > 0.5"),
    ("${age} = ''", "age == null"),
    ("${name} != ''", "name != null"),
    ("'' = ${name}", "name == null"),
    ("${crops} = ''", "count(crops) == 0"),
    ("${crops} != ''", "count(crops) > 0"),
    ("${cost} != ''", "count(budget.cost) > 0"),
    ("${first_name} = ${last_name}", "first_name == last_name"),
    ("${email} = 'a@b.org'", 'partner.email == "a@b.org"'),
    ("${age} != ${children}", "age != children"),
    # yes and no
    ("${consented} = 'yes'", "consented == true"),
    ("${consented} = 'no'", "consented == false"),
    ("${consented} != 'yes'", "consented != true"),
    ("${consented} = 1", "consented == true"),
    ("${consented} = true()", "consented == true"),
    ("${agreed} = 'OK'", "agreed == true"),
    ("${pregnant} = ${consented}", "pregnant == consented"),
    ("${pregnant} = ''", "pregnant == null"),
    ("true()", "true"),
    ("false()", "false"),
    # choices
    ("selected(${crops}, 'maize')", '"maize" in crops'),
    ("selected(${crops}, 1)", '"1" in crops'),
    ("selected(${gender}, 'female')", 'gender == "female"'),
    ("selected(${consented}, 'yes')", "consented == true"),
    ("selected(${crops}, ${status})", "status in crops"),
    ("selected('a b c', ${status})", 'status in ["a", "b", "c"]'),
    ("selected(${crops}, 'maize') or selected(${crops}, 'beans')", '"maize" in crops || "beans" in crops'),
    ("selected(${crops}, 'other') and ${age} > 3", '"other" in crops && age > 3'),
    ("not(selected(${crops}, 'none'))", '!(crops != null && "none" in crops)'),
    ("selected(${crops}, 'none') = false()", '!(crops != null && "none" in crops)'),
    ("selected(${crops}, 'none') = true()", '"none" in crops'),
    ("${crops} = 'none'", 'crops == ["none"]'),
    ("${crops} != 'maize beans'", 'crops != ["maize", "beans"]'),
    ("count-selected(${crops}) <= 3", "count(crops) <= 3"),
    ("count-selected(${crops}) = 0", "count(crops) == 0"),
    (
        "selected(${symptoms}, 'fever') + selected(${symptoms}, 'cough')",
        '(symptoms != null && "fever" in symptoms ? 1 : 0) + (symptoms != null && "cough" in symptoms ? 1 : 0)',
    ),
    # arithmetic
    ("${price} * ${quantity}", "price * quantity"),
    ("${price} * 1.18", "price * 1.18"),
    ("${score} div 100", "score / 100"),
    ("(${a} + ${b}) div 2", "(a + b) / 2"),
    ("${a} + ${b} * 2", "a + b * 2"),
    ("${a} - (${b} - 1)", "a - (b - 1)"),
    ("${a} - ${b} - 1", "a - b - 1"),
    ("((${a}))", "a"),
    ("${a} div (${b} * 2)", "a / (b * 2)"),
    ("-${a}", "-a"),
    ("${a} - -1", "a - -1"),
    ("-(${a} + 1)", "-(a + 1)"),
    ("${a} mod 2 = 0", "modulo(a, 2) == 0"),
    ("(${a} * 3 + 1) mod (${b} + 1)", "modulo(a * 3 + 1, b + 1)"),
    ("${weight} div (${height} * ${height})", "weight / (height * height)"),
    ("round(${weight} div ${height}, 2)", "round(weight / height, 2)"),
    ("round(${a})", "round(a, 0)"),
    ("int(${a} div 7)", "whole(a / 7)"),
    ("number(${rating}) + 1", "number(rating) + 1"),
    ("number('12')", "12"),
    ("abs(${a} - ${b})", "greatest([a - b, -(a - b)])"),
    ("min(${a}, ${b}, 10)", "least([a, b, 10])"),
    ("max(${a}, ${b})", "greatest([a, b])"),
    ("${rating} * 2", "number(rating) * 2"),
    # repeats
    ("sum(${cost})", "sum(budget.cost)"),
    ("sum(${cost}) <= 100000", "sum(budget.cost) <= 100000"),
    ("count(${member})", "count(member.rows)"),
    ("count(${member}) = ${children} + 1", "count(member.rows) == children + 1"),
    ("max(${member_age})", "greatest(member.age)"),
    ("min(${member_age}) >= 0", "least(member.age) >= 0"),
    ("sum(${cost}) div count(${cost})", "sum(budget.cost) / count(budget.cost)"),
    ("count-non-empty(${cost}) > 1", "count(budget.cost) > 1"),
    # choosing
    ("if(${age} >= 18, 'adult', 'child')", 'age != null && age >= 18 ? "adult" : "child"'),
    ("if(${gender} = 'female', 1, 0)", 'gender == "female" ? 1 : 0'),
    ("if(${consented} = 'yes', ${a} * 2, '')", "consented == true ? dyn(a * 2) : null"),
    ("if(selected(${crops}, 'a'), 1, 0)", 'crops != null && "a" in crops ? 1 : 0'),
    ("if(${gender} = 'm', 'Mr', if(${gender} = 'f', 'Ms', ''))", 'gender == "m" ? "Mr" : gender == "f" ? "Ms" : ""'),
    ("if(${gender} = 'm', 1, 'none')", 'gender == "m" ? "1" : "none"'),
    ("if(${gender} = 'm', ${a}, ${b}) + 1", '(gender == "m" ? a : b) + 1'),
    ("coalesce(${a}, 0)", "a != null ? a : 0"),
    ("coalesce(${a}, ${b}, 1)", "a != null ? a : b != null ? b : 1"),
    ("coalesce(${first_name}, ${last_name})", "first_name != null ? first_name : last_name"),
    ("coalesce(${a}, 0) + coalesce(${b}, 0)", "(a != null ? a : 0) + (b != null ? b : 0)"),
    ("once(${a} + 1)", "a + 1"),
    ("not(${age} > 3)", "!(age != null && age > 3)"),
    ("not(${gender} = 'm')", '!(gender == "m")'),
    ("not(${age} > 3 or ${a} = 1)", "!(age != null && age > 3 || a == 1)"),
    ("(${age} > 3 or ${a} = 1) and ${b} = 2", "(age > 3 || a == 1) && b == 2"),
    ("boolean(${name})", "name != null"),
    ("boolean-from-string(${status})", 'status == "true" || status == "1"'),
    ("boolean-from-string('true') and ${a} = 1", "true && a == 1"),
    # texts
    ("string-length(${id_no}) = 9", "length(text(id_no)) == 9"),
    ("concat(${first_name}, ' ', ${last_name})", 'text(first_name) + " " + text(last_name)'),
    ("concat('No ', ${age}, '-', 5)", '"No " + text(age) + "-" + "5"'),
    ("string(${age})", "text(age)"),
    ("starts-with(${phone}, '+41')", 'phone.startsWith("+41")'),
    ("ends-with(${email}, '.org')", 'partner.email.endsWith(".org")'),
    ("contains(${email}, '@')", 'partner.email.contains("@")'),
    ("contains(concat(${first_name}, ${last_name}), 'x')", '(text(first_name) + text(last_name)).contains("x")'),
    ("not(contains(${name}, 'x'))", '!(name != null && name.contains("x"))'),
    (r"regex(${phone}, '^\+?[0-9]{10}$')", r'phone.matches("^(?:^\\+?[0-9]{10}$)$")'),
    ("regex(${age}, '[0-9]{1,2}')", 'text(age).matches("^(?:[0-9]{1,2})$")'),
    # days
    ("${dob} <= today()", "dob <= today"),
    ("${dob} < '2020-01-01'", 'dob < date("2020-01-01")'),
    ("${dob} = date('2020-01-01')", 'dob == date("2020-01-01")'),
    ("${ends} >= ${starts}", "ends >= starts"),
    ("${ends} - ${starts}", "days(starts, ends)"),
    ("${ends} - ${starts} + 1", "days(starts, ends) + 1"),
    ("today() - ${dob} > 365", "days(dob, today) > 365"),
    ("int((today() - ${dob}) div 365.25)", "whole(days(dob, today) / 365.25)"),
    ("${starts} + 30", "add_days(starts, 30)"),
    ("30 + ${starts}", "add_days(starts, 30)"),
    ("today() - 7", "add_days(today, -7)"),
    ("today() - '2026-01-01'", 'days(date("2026-01-01"), today)'),
    ("${starts} - (${a} + 1)", "add_days(starts, -(a + 1))"),
    ("${visited} < now()", "visited < now"),
    ("date(now())", "today"),
    ("max(${starts}, today())", "greatest([starts, today])"),
    ("if(${a} = 1, ${starts}, today())", "a == 1 ? starts : today"),
    ("${opens_at} >= '08:30'", 'opens_at >= "08:30"'),
    ("${opens_at} < '17:00:00.000'", 'opens_at < "17:00"'),
]  # fmt: skip

CONSTRAINTS = [
    (". >= 0 and . <= 120", AGE, "age >= 0 && age <= 120"),
    (".>0", AGE, "age > 0"),
    (". <= ${children}", AGE, "age <= children"),
    (". mod 5 = 0", AGE, "modulo(age, 5) == 0"),
    (". = int(.)", AGE, "age == whole(age)"),
    ("string-length(.) <= 10", NAME, "length(name) <= 10"),
    (r"regex(., '[A-Z]{2}\d{3}')", NAME, r'name.matches("^(?:[A-Z]{2}\\d{3})$")'),
    ("regex(., '[^\"]+')", NAME, r'name.matches("^(?:[^\"]+)$")'),
    ("count-selected(.) <= 2", CROPS, "count(crops) <= 2"),
    (
        "not(selected(., 'none') and count-selected(.) > 1)",
        CROPS,
        '!(crops != null && "none" in crops && count(crops) > 1)',
    ),
    ("selected(., 'a')", STATUS, 'status == "a"'),
    (". <= today()", DOB, "dob <= today"),
    (". > '2020-01-01' and . < today() + 10", DOB, 'dob > date("2020-01-01") && dob < add_days(today, 10)'),
    (". != ''", NAME, "name != null"),
]

FILTERS = [
    ("region = ${region}", "choice.region == region"),
    ("region=${region} and country = ${country}", "choice.region == region && choice.country == country"),
    ("${region} = region", "region == choice.region"),
    ("cluster-id = 3", 'choice["cluster-id"] == "3"'),
    ("in = 'x'", 'choice["in"] == "x"'),
    ("selected(${needs}, region)", "choice.region in needs"),
    ("name != ${country}", "choice.value != country"),
    ("region = '' or region = ${region}", 'choice.region == "" || choice.region == region'),
    ("if(${a} = 1, region = 'x', true())", 'a == 1 ? choice.region == "x" : true'),
    ("starts-with(country, 'C')", 'choice.country.startsWith("C")'),
    ("region = ${age}", "number(choice.region) == age"),
]

CONDITIONS = [
    ("${consented}", "consented == true"),
    ("${crops}", "count(crops) > 0"),
    ("${name}", "name != null"),
    ("${age}", "age != 0"),
    ("1", "true"),
    ("'false'", "false"),
    ("${age} > 3", "age > 3"),
]

REFUSED = [
    ("${age} == 3", "`==` at character 8", "Write `=`."),
    ("${age} > 3 && ${a} = 1", "`&&` at character 12", "Write `and`."),
    ("${age} > 3 || ${a} = 1", "`||` at character 12", "Write `or`."),
    ("${age} <> 3", "`<>` at character 8", "Write `!=`."),
    ("${age} =< 3", "`=<` at character 8", "Write `<=`."),
    ("${age} ≥ 3", "`≥` at character 8", "Write `>=`."),
    ("!selected(${crops}, 'a')", "`!` at character 1", "Write not(…)."),
    ("${age} > 3 AND ${a} = 1", "`AND` at character 12", "small letters"),
    ("${age} > 3 Or ${a} = 1", "`Or` at character 12", "small letters"),
    ("${agee} > 3", "`${agee}` at character 1 names no question", "Did you mean 'age'?"),
    ("${} > 3", "`${}` at character 1 does not name", "${name}"),
    ("${my age} > 3", "`${my age}` at character 1 does not name", "${name}"),
    ("${last-saved#age} > 3", "earlier submission", "beforehand"),
    ("${age > 3", "`${` at character 1", "${name}"),
    ("$age > 3", "`$` at character 1", "${name}"),
    ("age > 3", "`age` at character 1 names a question without", "Write ${age}."),
    ("${gender} = male", "`male` at character 13 is neither", "'male' for a text"),
    ("${dob} < today", "`today` at character 10 lacks", "today()"),
    ("${gender} = ’male’", "`’` at character 13", "straight"),
    ("${gender} = “male”", "`“` at character 13", "straight"),
    ("${gender} = 'male", "`'` at character 13 opens a text", "Close it"),
    ("selected(${crops}, 'a'", "`(` at character 9 is never closed", "closing"),
    ("selected(${crops}, 'a'))", "`)` at character 24 closes no", "Remove it"),
    ("${age} =", "`the end` at character 9 comes too early", "missing"),
    ("= 3", "`=` at character 1 cannot stand", "both of its sides"),
    ("${age} > 3 and", "`the end` at character 15", "missing"),
    ("or ${age} > 3", "`${age}` at character 4", "Put one before"),
    ("", "`the end` at character 1", "missing"),
    ("1 < ${age} < 5", "`<` at character 12", "joins two comparisons"),
    ("${age} > 2,5", "`,` at character 11", "2.5"),
    ("${age} 3", "`3` at character 8 stands where an operator", "and, or"),
    ("if(${age} > 3, 1)", "`if()` at character 1 takes 3 arguments, not 2", "commas"),
    ("round()", "`round()` at character 1 takes 1 to 2 arguments, not 0", "commas"),
    ("selected(${crops}, 'a', 'b')", "`selected()` at character 1 takes 2 arguments, not 3", "commas"),
    ("Selected(${crops}, 'a')", "`Selected()` at character 1 is not a function", "selected(…)"),
    ("count_selected(${crops})", "`count_selected()` at character 1", "count-selected(…)"),
    ("pulldata('f', 'a', 'b', ${name})", "`pulldata()` at character 1 has no counterpart", "list of choices"),
    ("jr:choice-name(${gender}, '${gender}')", "inside of a text", "without quotation marks"),
    ("jr:choice-name(${gender}, 'x')", "`jr:choice-name()` at character 1", "value"),
    ("indexed-repeat(${cost}, ${member}, 1)", "`indexed-repeat()`", "column"),
    ("position(..)", "`..` at character 10 belongs to a path", "${name}"),
    ("../age > 3", "`..` at character 1 belongs to a path", "${name}"),
    ("instance('c')/root/item[name = 'x']/label", "`/` at character 14 belongs to a path", "${name}"),
    ("random()", "`random()` at character 1", "reference"),
    ("format-date(today(), '%Y')", "`format-date()`", "days"),
    ("decimal-date-time(${dob})", "`decimal-date-time()`", "today() - ${name}"),
    ("once(today())", "`once()` at character 1 keeps", "Leave once() out"),
    ("substr(${name}, 0, 2)", "`substr()`", "starts-with"),
    ("regex(${name}, '(?=a)b')", "`'(?=a)b'` at character 16 is not a pattern", "RE2"),
    (r"regex(${name}, '(a)\1')", "is not a pattern", "back-references"),
    ("regex(${name}, 'a)(b')", "is not a pattern", "RE2"),
    ("regex(${name}, ${status})", "`${status}` at character 16 is worked out", "quotation marks"),
    ("${cost} > 3", "`${cost}` at character 1 is not a number", "sum("),
    ("sum(${age})", "`${age}` at character 5 is not a column", "inside of a repeat"),
    ("count(${crops})", "`${crops}` at character 7 is not a repeat", "count-selected"),
    ("${crops} > 2", "`${crops}` at character 1 is not a number", "count-selected"),
    ("${age} = 'old'", "`'old'` at character 10 is not a number", "digits"),
    ("${dob} > 'tomorrow'", "`'tomorrow'` at character 10 is not a day", "2027-01-31"),
    ("${dob} + ${starts}", "`+` at character 8 adds one day", "number of days"),
    ("${dob} * 2", "`${dob}` at character 1 is not a number", "Subtract"),
    ("${consented} = 'maybe'", "`'maybe'` at character 16 is compared", "'yes' or 'no'"),
    ("${opens_at} > 'noon'", "`'noon'` at character 15 is not a time", "14:30"),
    (". > 3", "`.` at character 1 stands for", "${name}"),
    ("${age} > 3 # adult", "`#` at character 12 is no part", "Remove it"),
    ("${age} = 1234567890123456789", "has too many digits", "15 digits"),
    ("9" * 5000, "at character 1 has too many digits", "15"),
    ("(" * 31 + "1" + ")" * 31, "`(` at character 31 is nested deeper", "calculations"),
    ("- " * 31 + "1", "nested deeper", "calculations"),
    ("1 + " * 2000 + "1", "is longer than 5000 characters", "calculations"),
    (" + ".join(["${weight}"] * 300), "more than 2000 characters", "calculations"),
    ("${age} = \ud800", "is not a character", "Remove it"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), TRANSLATED)
def test_expressions_become_rules(source: str, expected: str) -> None:
    assert rule(source) == expected
    ENGINE.compile(doubled(expected))


@pytest.mark.parametrize(("source", "itself", "expected"), CONSTRAINTS)
def test_a_dot_is_the_question_itself(source: str, itself: Named, expected: str) -> None:
    assert rule(source, itself) == expected
    ENGINE.compile(doubled(expected))


@pytest.mark.parametrize(("source", "expected"), FILTERS)
def test_plain_names_of_a_filter_are_columns_of_the_list(source: str, expected: str) -> None:
    assert rule(source, columns=COLUMNS) == expected
    ENGINE.compile(doubled(expected))


@pytest.mark.parametrize(("source", "expected"), CONDITIONS)
def test_a_condition_gives_yes_or_no(source: str, expected: str) -> None:
    assert rule(source, condition=True) == expected
    ENGINE.compile(doubled(expected))


@pytest.mark.parametrize(("source", "cause", "remedy"), REFUSED)
def test_what_cannot_be_taken_over_is_named(source: str, cause: str, remedy: str) -> None:
    with pytest.raises(Untranslatable) as refused:
        rule(source)
    assert cause in refused.value.cause
    assert remedy in refused.value.remedy


def test_a_filter_proposes_the_nearest_column() -> None:
    with pytest.raises(Untranslatable) as refused:
        rule("regoin = ${region}", columns=COLUMNS)
    assert refused.value.remedy == "Did you mean 'region'?"


def test_tables_are_large_enough() -> None:
    assert len(TRANSLATED) + len(CONSTRAINTS) + len(FILTERS) >= 90
    assert len(REFUSED) >= 25


@pytest.mark.parametrize(
    ("source", "kind"),
    [("${a} * 2", "number"), ("concat('a', ${a})", "text"), ("today() + 1", "date"), ("${a} > 1", "truth"),
     ("if(${a} = 1, 5, '')", "number"), ("${crops}", "many"), ("max(${starts}, ${ends})", "date")],
)  # fmt: skip
def test_a_rule_knows_what_it_gives(source: str, kind: str) -> None:
    assert translate_typed(source, Place(names)).kind == kind


OUTCOMES = [
    ("${age} >= 18", {"age": 20.0}, True),
    ("${age} >= 18", {}, "missing"),
    ("not(${age} >= 18)", {}, True),
    ("not(${age} >= 18)", {"age": 20.0}, False),
    ("not(${age} > 3 or ${a} = 1)", {"a": 1.0}, False),
    ("not(${rating} > 3)", {"rating": "none"}, True),
    ("if(${age} >= 18, 'adult', 'child')", {}, "child"),
    ("if(${age} = '', 1, 2)", {}, 1.0),
    ("if(${consented} = 'yes', ${a} * 2, '')", {"consented": True, "a": 4.0}, 8.0),
    ("if(${consented} = 'yes', ${a} * 2, '')", {}, None),
    ("if(${gender} = 'm', 1, 'none')", {"gender": "m"}, "1"),
    ("${consented} != 'yes'", {}, True),
    ("selected(${crops}, 'maize')", {"crops": ["beans", "maize"]}, True),
    ("not(selected(${crops}, 'maize'))", {}, True),
    ("selected(${crops}, 'a') + selected(${crops}, 'b') + 1", {"crops": ["b"]}, 2.0),
    ("selected('a b', ${status})", {"status": "b"}, True),
    ("${crops} = 'none'", {"crops": ["none"]}, True),
    ("${crops} = ''", {}, True),
    ("count-selected(${crops}) - 1", {"crops": ["a", "b"]}, 1.0),
    ("${rating} > 3", {"rating": "4"}, True),
    ("${rating} = 4", {"rating": "4"}, True),
    ("(${a} - (${b} - 1)) * 2", {"a": 5.0, "b": 3.0}, 6.0),
    ("${a} mod 3", {"a": -7.0}, -1.0),
    ("-${a} - -1", {"a": 2.0}, -1.0),
    ("int(${a} div 2)", {"a": -3.0}, -1.0),
    ("abs(${a})", {"a": -3.0}, 3.0),
    ("min(${a}, ${b}, 9)", {"a": 5.0, "b": 3.0}, 3.0),
    ("coalesce(${a}, ${b}, 7)", {"b": 3.0}, 3.0),
    ("coalesce(${a} + ${b}, 7)", {"b": 3.0}, 7.0),
    ("concat(${name}, '-', ${age})", {"age": 5.0}, "-5"),
    ("string-length(${name}) = 0", {}, True),
    ("regex(${phone}, '[0-9]+')", {"phone": "12a"}, False),
    (r"regex(${phone}, 'a|b\\')", {"phone": "b\\"}, True),
    ("regex(${phone}, 'a|b')", {"phone": "ab"}, False),
    ("int((today() - ${dob}) div 365.25)", {"dob": day("2000-06-14")}, 26.0),
    ("${ends} - ${starts}", {"starts": day("2026-01-01"), "ends": day("2026-01-31")}, 30.0),
    ("${starts} + 30 = '2026-01-31'", {"starts": day("2026-01-01")}, True),
    ("today() - 7 < ${starts}", {"starts": day("2026-06-10")}, True),
    ("sum(${cost}) div count(${cost})", {"budget.cost": [1.0, 2.0]}, 1.5),
    (" + ".join(["${a}"] * 100), {"a": 1.0}, 100.0),
    (" or ".join(["${a} = 2"] * 100), {"a": 2.0}, True),
    ("concat(" + ", ".join(["${a}"] * 100) + ")", {"a": 1.0}, "1" * 100),
]  # fmt: skip


@pytest.mark.parametrize(("source", "answers", "expected"), OUTCOMES)
def test_rules_give_what_xlsform_gives(source: str, answers: dict[str, object], expected: object) -> None:
    assert outcome(rule(source), **answers) == expected


def test_the_deepest_expression_is_read_or_refused() -> None:
    source = "1 or 1 and 1 = 1 + 1 * -(" * 30 + "1" + ")" * 30
    with pytest.raises(Untranslatable):
        rule(source)


def checked(source: str, columns: tuple[str, ...] = ()) -> None:
    """Either a rule that the engine takes, or Untranslatable."""
    try:
        text = rule(source, AGE, columns)
    except Untranslatable:
        return
    assert len(text) <= 2000
    ENGINE.compile(doubled(text))


@given(st.text(max_size=200))
@settings(max_examples=500)
def test_any_text_is_translated_or_refused(source: str) -> None:
    checked(source)


PIECES = st.sampled_from(
    [*(f"${{{name}}}" for name in KINDS), "'", '"', "'a'", "''", "1", "2.5", "(", ")", ",", " ", ".", "=", "!=", "<",
     "<=", "+", "-", "*", "/", " and ", " or ", " div ", " mod ", "selected(", "if(", "not(", "concat(", "count(",
     "sum(", "today()", "true()", "$", "{", "}", "[", "|", "!", "&&", "region", "name", "AND", "regex(", "coalesce("]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from([(), COLUMNS]))
@settings(max_examples=1000)
def test_any_pieces_are_translated_or_refused(source: str, columns: tuple[str, ...]) -> None:
    checked(source, columns)


LEAVES = st.one_of(
    st.sampled_from([f"${{{name}}}" for name in KINDS]),
    st.sampled_from(
        ["''", "'yes'", "'5'", "'2026-01-01'", "'08:30'", "0", "1", "2.5", "today()", "now()", "true()", "."]
    ),
    st.text('ab"\\\n\té`{}()[]|*+?^$.', max_size=6).map(lambda text: f"'{text}'"),
)
CALLS = {"selected": 2, "if": 3, "not": 1, "concat": 2, "coalesce": 2, "round": 2, "int": 1, "number": 1, "string": 1,
         "string-length": 1, "regex": 2, "contains": 2, "count-selected": 1, "sum": 1, "min": 1, "max": 2, "abs": 1,
         "boolean": 1, "boolean-from-string": 1, "date": 1, "once": 1, "count": 1}  # fmt: skip


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "and", "or"])
    call = st.sampled_from(sorted(CALLS)).flatmap(
        lambda word: st.lists(inner, min_size=CALLS[word], max_size=CALLS[word]).map(
            lambda given: f"{word}({', '.join(given)})"
        )
    )
    binary = st.tuples(inner, signs, inner).map(lambda parts: "({} {} {})".format(*parts))
    return st.one_of(call, binary, inner.map(lambda one: f"-{one}"))


@given(st.recursive(LEAVES, larger, max_leaves=25))
@settings(max_examples=1500)
def test_any_well_formed_expression_is_translated_or_refused(source: str) -> None:
    checked(source)
