"""Forms of every kind for property tests: plain trees that are sound definitions, with texts of every kind."""

import string
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from forms.definition import LANGUAGES, Form
from forms.reading.form import read_form
from forms.reading.reader import RESERVED
from forms.reading.source_part import ABOUT_SUBMISSION
from forms.tree import placed

PATH = Path("/nowhere/made/form.yaml")
ODD = [
    "=1+1", "+41", "-", "@x", "'quoted'", '"double"', '""', "a, b", "a: b", "- x",
    "# no", "{a}", "[b]", "null", "~", "yes",
    "NO", "on", "12", "1e5", "0x1F", "01", "2027-01-31", "14:30", "_x0041_", "_x005F_x0041_", "a_x000D_", "tab\there",
    "two\nlines", "three\n\nlines ", " lead", "trail ", "%", "!tag", "&anchor", "*star",
    "?", "|", ">", "`", "Électricité",
    "日本", "العربية", "😀", "\u2028", "\u0085", "\u00a0x", "\ufeff", "a\x07b", "cr\r\nlf",
    "filled", "not filled", "not a",
    ">= 5", "same as b", "x" * 300, "<<", "=", "\\", "a\\nb", "${x}", "true", ".inf", "1_000", "é\u0301",
]  # fmt: skip
LETTERS = st.text(alphabet=string.ascii_letters + "éüñ 中й.,:;'\"#-_=@%\n{}[]", min_size=1, max_size=30)
WORDS = st.one_of(st.sampled_from(ODD), LETTERS, st.text(max_size=20))
SAID = WORDS.map(lambda text: text.encode("utf-8", "replace").decode().strip()).filter(bool)
PLAIN = st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=8)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True).filter(lambda name: name not in RESERVED)
NUMBERS = st.sampled_from(["0", "1", "2.50", "1000000", "0.125", "99999999999999", "3"])
TEXTS = st.one_of(SAID, st.dictionaries(st.sampled_from(LANGUAGES), SAID, min_size=1, max_size=3))
SIMPLE = ("text", "long_text", "email", "phone", "url", "integer", "decimal", "date", "time", "datetime", "yes_no",
          "consent", "country", "geopoint", "hidden")  # fmt: skip
TEXT_WORDS = {"min_length": st.just("2"), "max_length": st.just("200"), "max_words": st.just("50"),
              "pattern": st.sampled_from(["[A-Z]+", '"a, b"', "=x", "01"])}  # fmt: skip
NUMBER_WORDS = {
    "min": NUMBERS.filter(lambda n: len(n) < 4),
    "max": st.sampled_from(["1000", "99999999999999", "5000.50"]),
}
WORDS_OF: dict[str, dict[str, Any]] = {
    "text": TEXT_WORDS,
    "long_text": TEXT_WORDS,
    "email": {"confirm": st.just("yes")},
    "integer": NUMBER_WORDS,
    "decimal": NUMBER_WORDS,
    "money": NUMBER_WORDS,
    "date": {"min": st.sampled_from(["today", "2027-01-31"])},
    "file": {"accept": st.just(["pdf", "docx"]), "max_megabytes": st.sampled_from(["1", "25"])},
    "hidden": {"max_length": st.just("9")},
}


@st.composite
def _choices(draw: st.DrawFn) -> list[dict[str, Any]]:
    values = draw(st.lists(SAID.filter(lambda v: v != "other"), min_size=1, max_size=4, unique=True))
    columns = draw(st.lists(st.one_of(PLAIN, st.sampled_from(["label", "name", "list name", "A b", "media::x"])),
                            max_size=2, unique=True))  # fmt: skip
    choices = []
    for value in values:
        choice: dict[str, Any] = {"value": value, "label": draw(TEXTS)}
        if draw(st.booleans()):
            choice["was"] = draw(st.lists(SAID, min_size=1, max_size=2))
        if columns:
            choice["with"] = {column: draw(st.one_of(st.just(""), SAID)) for column in columns}
        choices.append(choice)
    return choices


@st.composite
def _rule(draw: st.DrawFn, before: list[dict[str, Any]]) -> Any:
    """A rule about one of the top-level questions before."""
    texts = [one for one in before if one["type"] in {"text", "email"}]
    chosen = [one for one in before if one["type"] == "choose_one" and "choices" in one]
    truths = [one["question"] for one in before if one["type"] == "yes_no"]
    kinds = ["true", *(["text"] if texts else []), *(["chosen"] if chosen else []), *(["truth"] if truths else [])]
    match draw(st.sampled_from(kinds)):
        case "text":
            path = draw(st.sampled_from(texts))["question"]
            test = draw(st.sampled_from(["is", "is_not", "filled", "one_of", "equals", "written"]))
            if test == "written":
                return f'{path} != null && {path} != "a"'
            value = {"filled": st.sampled_from(["yes", "no"]), "one_of": st.lists(SAID, min_size=1, max_size=3),
                     "equals": st.just(path)}.get(test, SAID)  # fmt: skip
            return {"question": path, test: draw(value)}
        case "chosen":
            one = draw(st.sampled_from(chosen))
            value = draw(st.sampled_from([choice["value"] for choice in one["choices"]]))
            test = draw(st.sampled_from(["is", "is_not", "one_of"]))
            return {"question": one["question"], test: [value] if test == "one_of" else value}
        case "truth":
            return {"question": draw(st.sampled_from(truths)), "is": draw(st.sampled_from(["yes", "no"]))}
        case _:
            return draw(st.sampled_from(["true", "1 < 2 || false", "[true].all(every_single, every_single)"]))


@st.composite
def _question(draw: st.DrawFn, name: str, before: list[dict[str, Any]], *, column: bool = False) -> dict[str, Any]:
    types = [*SIMPLE, "money", "file", "choose_one", "choose_many", "ranking", "note", "calculated"]
    types += [] if column else ["matrix", "group", "table"]
    type_ = draw(st.sampled_from(types))
    one: dict[str, Any] = {"question": name, "type": type_, "label": draw(TEXTS)}
    for word, values in WORDS_OF.get(type_, {}).items():
        if draw(st.booleans()):
            one[word] = draw(values)
    if draw(st.booleans()):
        one["hint"] = draw(TEXTS)
    if type_ not in {"note", "calculated"}:
        one |= draw(st.sampled_from([{}, {"required": "yes"}]))
        if draw(st.booleans()):
            one["checks"] = [{"check": "sound", "must": draw(_rule(before)), "message": draw(TEXTS)}]
    if draw(st.booleans()) and before:
        one["show_if"] = draw(_rule(before))
    if draw(st.booleans()):
        one["was"] = draw(st.lists(SAID, min_size=1, max_size=2))
    return one | draw(_needed(type_))


@st.composite
def _needed(draw: st.DrawFn, type_: str) -> dict[str, Any]:
    """What a type cannot be without."""
    one: dict[str, Any] = {}
    match type_:
        case "money":
            one["currency"] = draw(st.sampled_from(["USD", "EUR"]))
        case "calculated":
            one |= {"calculation": draw(st.sampled_from(["1 + 1", "round(2.5, 0)"])), "result": "decimal"}
        case "choose_one" | "choose_many":
            one["choices"] = draw(_choices())
            one |= draw(st.fixed_dictionaries({}, optional={"other": TEXTS}))
        case "ranking" | "matrix":
            one["choices"] = draw(_choices())
            if type_ == "matrix":
                one["statements"] = [{"statement": s, "label": draw(TEXTS)} for s in draw(_names())]
        case "group" | "table":
            one["questions"] = [draw(_question(inner, [], column=type_ == "table")) for inner in draw(_names())]
            numbers = [q["question"] for q in one["questions"] if q["type"] in {"integer", "decimal"}]
            if type_ == "table" and numbers:
                one["totals"] = [{"total": "all_of", "label": draw(TEXTS), "sum": numbers[0]}]
    return one


def _names() -> st.SearchStrategy[list[str]]:
    return st.lists(NAMES, min_size=1, max_size=3, unique=True)


TARGETS = st.sampled_from(ABOUT_SUBMISSION)


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    """A whole form."""
    names = draw(st.lists(NAMES, min_size=1, max_size=6, unique=True))
    questions: list[dict[str, Any]] = []
    for name in names:
        if f"{name}_other" not in names and not name.endswith("_other"):
            questions.append(draw(_question(name, questions)))
    if not questions:
        questions.append({"question": "only", "type": "email", "label": "Only"})
    cut = draw(st.integers(1, len(questions)))
    parts = [part for part in (questions[:cut], questions[cut:]) if part]
    sections = [{"section": f"part_{n}", "title": draw(TEXTS), "questions": part} for n, part in enumerate(parts)]
    for section in sections:
        if draw(st.booleans()):
            section["intro"] = draw(TEXTS)
    tree: dict[str, Any] = {
        "form": "made", "version": draw(st.sampled_from(["1", "12"])), "title": draw(TEXTS),
        "languages": draw(st.permutations(LANGUAGES)),
        "reference": "M-{year}-{number:04d}", "sections": sections,
    }  # fmt: skip
    columns: list[dict[str, Any]] = [{"path": "$reference", "header": "Reference"}]
    columns.append(
        {"header": "Decision, then", "owner": "staff", "dropdown": draw(st.lists(SAID, min_size=1, unique=True))}
    )
    columns.append({"path": "$received", "header": "=When", "format": "text", "width": "30"})
    tree["sheet"] = {"workbook": "Made forms", "tab": "2026", "columns": columns}
    tree |= draw(st.fixed_dictionaries({}, optional={
        "intro": TEXTS, "privacy": TEXTS, "keep_months": st.just("12"),
        "zone": st.sampled_from(["Europe/Zurich", "Asia/Kathmandu"]), "opens": st.just("2026-10-25 02:30"),
        "closes": st.sampled_from(["2099-01-15 18:00", "2099-01-15T18:00:07+05:30"]),
        "sources": st.just([{"source": "standard-webhooks"}]),
        "lists": _choices().map(lambda made: [{"list": "shared_one", "choices": made}]),
    }))  # fmt: skip
    emails = [one["question"] for one in questions if one["type"] == "email"]
    if emails:
        tree["mails"] = [
            {"mail": "thanks", "to": emails[0], "subject": "Hello ((reference))", "body": draw(BODY)},
            {"mail": "told", "to": emails[0], "subject": "Told", "body": "Told", "on": "decided",
             "column": "Decision, then", "is": columns[1]["dropdown"][0], "attach": ["one", "two"],
             "calendar": draw(EVENTS)},
        ]  # fmt: skip
        tree["letters"] = [{"letter": one, "title": draw(BODY), "body": draw(BODY)} for one in ("one", "two")]
        tree["one_per"] = draw(st.sampled_from([emails[0], emails]))
        mapping = {draw(SAID): emails[0], "$key": draw(TARGETS)}
        tree["sources"] = [{"source": "typeform", "mapping": mapping, "ignore": ["a b, c"]}]
        tree["sources"][0]["api"] = draw(
            st.sampled_from([{"form": "a b"}, {"form": "1", "server": "https://x.test/y"}])
        )
        tree["checks"] = [
            {"check": "whole", "must": "true", "message": draw(TEXTS), "severity": "warning", "at": emails[0]}
        ]
        tree |= draw(st.fixed_dictionaries({}, optional={"call": _call(emails[0])}))
    if draw(st.booleans()):
        tree["pages"] = [{"page": f"page_{n}", "title": draw(TEXTS), "sections": [one["section"]]}
                         for n, one in enumerate(sections)]  # fmt: skip
    return tree


SUBJECTS = TEXTS.map(lambda text: text if isinstance(text, str) else {k: v.replace("((", "[") for k, v in text.items()})


@st.composite
def _call(draw: st.DrawFn, path: str) -> dict[str, Any]:
    """A call of places, told by one question."""
    beside = {"criterion": "beside", "label": "Beside", "scale": "3", "required": "no", "independent": "yes"}
    criteria = [{"criterion": "all", "label": draw(TEXTS), "weight": "99.5"}, {"criterion": "rest", "label": "R",
                "weight": "0.5", "guidance": draw(TEXTS), "required": "no"}, beside]  # fmt: skip
    few = {"quota": "few", "label": draw(TEXTS), "question": path, "each": "2"}
    some = {"quota": "some", "label": "Some", "question": path, "one_of": ["a@example.org", "b@example.org"]}
    some |= draw(st.sampled_from([{"at_least": "1"}, {"at_most": "3"}, {"at_least": "1", "at_most": "3"}]))
    granting = {"fund": "all", "cycle": "2027", "grant": draw(_grants(path))}
    told = {"title": path, "applicant": path, "rules": [], "criteria": criteria, "places": "7"}
    return told | draw(st.fixed_dictionaries({}, optional={
        "ties": st.sampled_from([["median", "reference"], ["reference"]]),
        "ranking": st.sampled_from(["median", "adjusted"]), "line": st.just("skip"),
        "quotas": st.permutations([few, some]),
    })) | draw(st.sampled_from([{}, {"fund": "all"}, granting]))  # fmt: skip


@st.composite
def _grants(draw: st.DrawFn, path: str) -> dict[str, Any]:
    """A grant of which everything but its number and its address may be missing."""
    report = {"report": "all", "label": draw(TEXTS), "form": "other", "reference": path, "email": path}
    report |= draw(st.sampled_from([{"months": "0"}, {"days": "30"}, {"on": "2027-05-01", "starts": "day"}, {}]))
    report |= draw(st.sampled_from([{}, {"declined": {"a": "no", "b.c": "x y"}, "told_by": {"kind": "last"}}]))
    parts = [{"instalment": "one", "label": draw(TEXTS), "share": "0.5"},
             {"instalment": "two", "label": "Two", "share": "99.5", "after": "all"}]  # fmt: skip
    reminders = [{"reminder": "soon", "subject": draw(SUBJECTS), "body": "((report))", "before": ["30", "7"]},
                 {"reminder": "late", "subject": "S", "body": draw(SUBJECTS), "after": ["1"]}]  # fmt: skip
    needed = {"number": "G-{number:03d}", "email": path}
    more = draw(st.sampled_from([{}, {"reports": [report], "reminders": reminders, "instalments": parts}]))
    return needed | more | draw(st.fixed_dictionaries({}, optional={
        "checklist": st.just([{"item": "ticket", "label": "Ticket, or so"}]),
        "sheet": st.just("All: of them"),
        "columns": st.just([{"column": "who", "label": "Who", "path": path}]),
    }))  # fmt: skip


EVENTS = st.just(
    [
        {"event": "hour", "label": "Hour", "starts": "2027-05-10 09:00", "ends": "2027-05-10 12:30", "where": "Here"},
        {"event": "days", "label": {"fr": "Jours"}, "starts": "2027-05-10", "ends": "2027-05-14"},
    ]
)
BODY = SAID.map(lambda text: text.replace("{", "[").replace("((", "["))


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """A sound form."""
    return read_form(placed(draw(trees()), "1"), PATH)
