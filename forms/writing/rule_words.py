"""Simple conditions in words, in six languages: “Format” is “In person”."""

from collections.abc import Callable, Iterable, Mapping

from forms.definition import Condition, Form, Question
from forms.types.answers import shown
from forms.types.paths import questions_by_path

QUOTES: Mapping[str, tuple[str, str]] = {
    "en": ("“", "”"),
    "fr": ("« ", " »"),
    "es": ("«", "»"),
    "ru": ("«", "»"),
    "zh": ("“", "”"),
    "ar": ("«", "»"),
}

SAID: Mapping[str, Mapping[str, str]] = {
    "en": {
        "min": "{name} is {value} or more",
        "max": "{name} is {value} or less",
        "earliest": "{name} is {value} or later",
        "latest": "{name} is {value} or earlier",
        "is": "{name} is {value}",
        "is_not": "{name} is not {value}",
        "has": "{name} includes {value}",
        "has_not": "{name} does not include {value}",
        "one_of": "{name} is one of: {value}",
        "equals": "{name} equals {value}",
        "filled": "{name} is answered",
        "not_filled": "{name} is not answered",
        "expression": "the rule holds: {value}",
        "today": "today",
    },
    "fr": {
        "min": "{name} est égal ou supérieur à {value}",
        "max": "{name} est égal ou inférieur à {value}",
        "earliest": "{name} n’est pas antérieur à : {value}",
        "latest": "{name} n’est pas postérieur à : {value}",
        "is": "{name} est {value}",
        "is_not": "{name} n’est pas {value}",
        "has": "{name} comprend {value}",
        "has_not": "{name} ne comprend pas {value}",
        "one_of": "{name} est l’un de ces choix : {value}",
        "equals": "{name} est égal à {value}",
        "filled": "{name} a reçu une réponse",
        "not_filled": "{name} est sans réponse",
        "expression": "la règle suivante est remplie : {value}",
        "today": "aujourd’hui",
    },
    "es": {
        "min": "{name} es {value} o más",
        "max": "{name} es {value} o menos",
        "earliest": "{name} es {value} o posterior",
        "latest": "{name} es {value} o anterior",
        "is": "{name} es {value}",
        "is_not": "{name} no es {value}",
        "has": "{name} incluye {value}",
        "has_not": "{name} no incluye {value}",
        "one_of": "{name} es una de estas opciones: {value}",
        "equals": "{name} es igual a {value}",
        "filled": "{name} tiene respuesta",
        "not_filled": "{name} no tiene respuesta",
        "expression": "se cumple la regla: {value}",
        "today": "hoy",
    },
    "ru": {
        "min": "{name} не меньше {value}",
        "max": "{name} не больше {value}",
        "earliest": "{name}: не раньше {value}",
        "latest": "{name}: не позже {value}",
        "is": "{name}: {value}",
        "is_not": "{name}: не {value}",
        "has": "{name}: отмечено {value}",
        "has_not": "{name}: не отмечено {value}",
        "one_of": "{name}: один из вариантов {value}",
        "equals": "{name} равно {value}",
        "filled": "на вопрос {name} дан ответ",
        "not_filled": "на вопрос {name} нет ответа",
        "expression": "выполняется правило: {value}",
        "today": "сегодня",
    },
    "zh": {
        "min": "{name}不小于{value}",
        "max": "{name}不大于{value}",
        "earliest": "{name}不早于{value}",
        "latest": "{name}不晚于{value}",
        "is": "{name}为{value}",
        "is_not": "{name}不为{value}",
        "has": "{name}包括{value}",
        "has_not": "{name}不包括{value}",
        "one_of": "{name}为下列之一：{value}",
        "equals": "{name}等于{value}",
        "filled": "{name}已作答",
        "not_filled": "{name}未作答",
        "expression": "符合以下规则：{value}",
        "today": "今天",
    },
    "ar": {
        "min": "{name} يساوي {value} أو أكثر",
        "max": "{name} يساوي {value} أو أقل",
        "earliest": "{name} في {value} أو بعده",
        "latest": "{name} في {value} أو قبله",
        "is": "{name} هو {value}",
        "is_not": "{name} ليس {value}",
        "has": "{name} يشمل {value}",
        "has_not": "{name} لا يشمل {value}",
        "one_of": "{name} أحد الخيارات التالية: {value}",
        "equals": "{name} يساوي {value}",
        "filled": "أُجيب عن {name}",
        "not_filled": "لم يُجَب عن {name}",
        "expression": "تحققت القاعدة التالية: {value}",
        "today": "اليوم",
    },
}

MANY = frozenset({"choose_many", "ranking", "file"})
Asked = Callable[[str], Question | None]
"""The question at a path, seen from where the condition stands."""


def asked_from(form: Form) -> Asked:
    """The form's questions and totals by path."""
    return dict(questions_by_path(form.questions)).get


def in_table(outside: Asked, columns: Iterable[Question]) -> Asked:
    """The same inside a table, whose columns come first."""
    found = {column.name: column for column in columns}
    return lambda path: found.get(path) or outside(path)


def said(condition: Condition, asked: Asked, language: str) -> str:
    """The condition in words; expressions stand as they are written."""
    words = SAID.get(language, SAID["en"])
    if not condition.test:
        return words["expression"].format(value=condition.expression)
    question = asked(condition.path)
    name = _named(question, condition.path, language)
    return words[_word(condition, question)].format(name=name, value=_value(condition, question, asked, language))


def _word(condition: Condition, question: Question | None) -> str:
    """The sentence for this test of such a question."""
    kind = question.type if question is not None else ""
    if condition.test == "filled":
        return "filled" if condition.value is True else "not_filled"
    if kind in {"date", "datetime"} or (question is not None and question.result == "date"):
        return {"min": "earliest", "max": "latest"}.get(condition.test, condition.test)
    if kind in MANY:
        return {"is": "has", "is_not": "has_not"}.get(condition.test, condition.test)
    return condition.test


def _value(condition: Condition, question: Question | None, asked: Asked, language: str) -> str:
    if condition.test == "filled":
        return ""
    if condition.test == "equals":
        return _named(asked(str(condition.value)), str(condition.value), language)
    values = condition.value if isinstance(condition.value, tuple) else (str(condition.value),)
    return ", ".join(_answer(one, question, language) for one in values)


def _answer(value: str, question: Question | None, language: str) -> str:
    """A value of the definition as its question shows it."""
    if value == "today":
        return SAID.get(language, SAID["en"])["today"]
    if question is None:
        return value
    kind = question.result or question.type
    if kind in {"yes_no", "consent"}:
        truth = shown(Question("", "yes_no", question.label), value.lower() in {"yes", "true", "on"}, language)
        return quoted(truth, language)
    if kind in {"integer", "decimal", "money", "date", "datetime"}:
        return value
    labels = {choice.value: choice.label.in_language(language) for choice in question.choices}
    return quoted(labels.get(value) or shown(question, value, language), language)


def _named(question: Question | None, path: str, language: str) -> str:
    return quoted(question.label.in_language(language) if question is not None else path, language)


def quoted(text: str, language: str) -> str:
    """The text in the quotation marks of the language."""
    before, after = QUOTES.get(language, QUOTES["en"])
    return f"{before}{text}{after}"
