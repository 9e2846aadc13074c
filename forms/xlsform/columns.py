"""The sheets of a workbook and their columns: one table for reading, for writing, and for what staff are told."""

from dataclasses import dataclass

from forms.reading.sheet_part import LEDGER_WORDS


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, its kind (forms.xlsform.kinds), what it means, and its word in the definition."""

    header: str
    kind: str
    meaning: str
    word: str = ""  # where it is not the header

    @property
    def name(self) -> str:
        """The word of the definition language that the column says."""
        return self.word or self.header


RULE = "The path of a question, with its test in the next column; or a whole rule, like amount > 100."
TEST = "yes | a, b (one of these) | not a | >= 5 | <= 5 | same as other.path | filled | not filled"
MUST = "What has to hold: " + RULE[0].lower() + RULE[1:]
SEVERITY = "warning: the answers pass, and staff are told."

SURVEY = (
    Column("type", "word", "The question's type: text, integer, choose_one LIST, begin_group …"),
    Column("name", "word", "Kept in the ledger for ever: small letters, digits and _, a letter first.", "question"),
    Column("label", "text", "What people read. One column a language."),
    Column("hint", "text", "Stands below the label; below the title of a section."),
    Column("required", "flag", "yes: it has to be answered."),
    Column("show_if", "rule", "Asked only when this holds. " + RULE),
    Column("required_if", "rule", "Has to be answered when this holds. " + RULE),
    Column("other", "text", "Adds the choice “Other” and this question about it."),
    Column("choices_where", "pairs", "Which choices are offered: column: question, or a rule over choice and answers."),
    Column("min", "word", "Smallest number, first day, fewest rows or choices."),
    Column("max", "word", "Largest number, last day, most rows or choices."),
    Column("min_length", "number", "Fewest characters."),
    Column("max_length", "number", "Most characters."),
    Column("max_words", "number", "Most words."),
    Column("pattern", "word", "What the whole answer looks like (RE2)."),
    Column("currency", "word", "Of money: USD, EUR …"),
    Column("accept", "list", "Endings of the files that are taken: pdf, docx."),
    Column("max_megabytes", "number", "Largest file."),
    Column("confirm", "flag", "yes: the page asks for the address twice."),
    Column("form", "word", "Of a reference: the form whose submission is meant."),
    Column("formula", "word", "Of calculated: how it is worked out, like round(amount * 0.08, 2).", "calculation"),
    Column("result", "word", "Of calculated: text, integer, decimal, money, date or yes_no."),
    Column("product", "list", "Of a column in a table: the columns that are multiplied, like quantity, unit_cost."),
    Column("was", "list", "Earlier names of the question."),
)  # fmt: skip
SECTION = {"name": "section", "label": "title", "hint": "intro", "show_if": "show_if"}
"""The columns that a section has, and its words."""

CHOICES = (
    Column("list_name", "word", "The list that the choice belongs to.", "list"),
    Column("name", "word", "Kept in the ledger.", "value"),
    Column("label", "text", "What people read."),
    Column("was", "list", "Earlier names of the choice."),
)
SETTINGS = (
    Column("form_id", "word", "The folder's name: small letters, digits, hyphens.", "form"),
    Column("version", "number", "Raise it when you change what is asked."),
    Column("languages", "list", "Of en, fr, es, ru, zh, ar."),
    Column("title", "text", "The title of the form."),
    Column("intro", "text", "Stands at the beginning."),
    Column("reference", "word", "What applicants quote to you, like SIDE-{year}-{number:04d}."),
    Column("zone", "word", "In which days and hours are meant, like Europe/Zurich."),
    Column("opens", "word", "Nothing is taken before: 2026-10-01 09:00."),
    Column("closes", "word", "Nothing is taken after: 2027-01-15 18:00."),
    Column("late", "word", "accept: what comes after the closing is taken all the same."),
    Column("one_per", "list", "The questions whose answers, together, only one submission may have."),
    Column("edit_until", "word", "Changes that come later stand in quarantine."),
    Column("keep_months", "number", "How long the answers are kept."),
    Column("privacy", "text", "The privacy notice."),
    Column("declaration", "text", "What people confirm by sending."),
    Column("next_steps", "text", "What happens once it was sent, and whom to ask."),
    Column("embed_on", "list", "Sites that may show the form inside a page of theirs."),
    Column("workbook", "word", "The workbook in which staff find the submissions."),
    Column("tab", "word", "The tab in it."),
    Column("google", "word", "The address of a Google spreadsheet, if it stands there."),
    Column("deleted_rows", "word", "Rows that staff delete: restore (as without), keep out or withdraw."),
)
PAGES = (
    Column("page", "word", "A name for the page."),
    Column("title", "text", "Its title."),
    Column("sections", "list", "The sections on it."),
)
LISTS = (
    Column("list", "word", "A list that several questions share."),
    Column("csv", "word", "The CSV file beside this one that holds it."),
    Column("workbook", "word", "Or the shared workbook that holds it …"),
    Column("tab", "word", "… and the tab in it."),
)
TOTALS = (
    Column("table", "word", "The table."),
    Column("total", "word", "A name for the total."),
    Column("label", "text", "What people read."),
    Column("sum", "word", "The column that is added up."),
)
STATEMENTS = (
    Column("matrix", "word", "The matrix."),
    Column("statement", "word", "A name for the statement."),
    Column("label", "text", "What people read."),
)
CHECKS = (
    Column("question", "word", "The question whose rule it is; nothing for one of the whole form."),
    Column("check", "word", "A name for the check."),
    Column("must", "rule", MUST),
    Column("message", "text", "Said where it does not hold."),
    Column("severity", "word", SEVERITY),
    Column("at", "word", "The question at which the message stands, for a check of the whole form."),
)
SHEET_MAP = (
    Column("path", "word", "The question, or one of " + ", ".join(LEDGER_WORDS) + "."),
    Column("header", "word", "What stands above the column."),
    Column("owner", "word", "service (as without), both, or staff: who writes it."),
    Column("format", "word", "text, integer, decimal, money, date, datetime or yes_no."),
    Column("width", "number", "In characters."),
    Column("dropdown", "list", "The words that the column's cells offer."),
)
MAILS = (
    Column("mail", "word", "A name for the mail."),
    Column("on", "word", "accepted (as without), changed, decided: by staff, in the sheet, or released."),
    Column("column", "word", "Of decided: the column in which they decide."),
    Column("is", "list", "Of decided: what it says then, one of these; of released: the outcomes."),
    Column("after_days", "number", "So many days later."),
    Column("when", "rule", "Sent only when this holds. " + RULE),
    Column("to", "word", "The path of an e-mail question."),
    Column("subject", "text", "Its subject; ((reference)), ((form_title)) … are filled in."),
    Column("body", "text", "Its text."),
    Column("form", "word", "The form that ((link)) leads to."),
    Column("prefill", "pairs", "What is filled in there beforehand. their question: our path."),
    Column("attach", "list", "The letters that go with it as PDF."),
)
LETTERS = (
    Column("letter", "word", "A name for the letter."),
    Column("title", "text", "What stands above its text; ((reference)), ((contact.name)) … are filled in."),
    Column("body", "text", "Its text: an empty line parts paragraphs, # begins a heading, - an item of a list."),
    Column("signed", "text", "Who signs it, line by line."),
)
CALENDAR = (
    Column("mail", "word", "The mail that it goes with."),
    Column("event", "word", "A name for the event."),
    Column("label", "text", "What the calendar calls it."),
    Column("starts", "word", "The first day, or the day and hour: 2027-05-10 09:00."),
    Column("ends", "word", "The last day, or the day and hour."),
    Column("where", "text", "Where it is."),
)
CALL = (
    Column("envelope", "number", "The money there is."),
    Column("currency", "word", "USD, EUR …"),
    Column("amount", "word", "The question that holds the amount asked for."),
    Column("title", "word", "The question that holds the project's title."),
    Column("applicant", "word", "The question that says who applies."),
    Column("ties", "list", "How equal scores are told apart: heaviest, median, amount, received, reference."),
    Column("ranking", "word", "By which score it is ranked: mean, median, adjusted."),
    Column("line", "word", "stop: nobody is taken behind the first that does not fit; skip: who fits is."),
    Column("places", "number", "At most so many are taken."),
    Column("reviews", "number", "How many members of the committee read each proposal; all without it."),
    Column("quorum", "number", "How many members must have taken part in a decision."),
    Column("blind", "list", "The questions whose answers no member sees."),
    Column("summary", "list", "The questions whose answers stand in the packet; without it the long ones."),
    Column("fund", "word", "The fund: its calls stand in one table of grants."),
    Column("cycle", "number", "The year of the fund's cycle."),
    Column("conflicts", "pairs", "Question: state, organisation or email_domain of a member, who then sees nothing."),
)
RULES = (
    Column("rule", "word", "A name for the rule of eligibility."),
    Column("must", "rule", MUST),
    Column("reason", "text", "Why it is not eligible where that does not hold."),
    Column("severity", "word", "note: it is only said, and bars nobody."),
)
CRITERIA = (
    Column("criterion", "word", "A name for the criterion."),
    Column("label", "text", "What reviewers read."),
    Column("weight", "number", "The weights sum to 100."),
    Column("scale", "number", "Scores go from 0 to this; 5 without it."),
    Column("guidance", "text", "What reviewers should ask themselves."),
    Column("required", "flag", "no: a review is complete without it."),
    Column("independent", "flag", "yes: it stands beside the score, without a weight."),
)
QUOTAS = (
    Column("quota", "word", "A name for the quota."),
    Column("label", "text", "What people read."),
    Column("question", "word", "The question that tells the groups apart."),
    Column("one_of", "list", "The answers of the group."),
    Column("at_least", "number", "So many of the group are taken first."),
    Column("at_most", "number", "Not more of the group are taken."),
    Column("each", "number", "Not more are taken of those that share an answer."),
)
STAGES = (
    Column("stage", "word", "A name for the stage."),
    Column("label", "text", "What it is called."),
    Column("starts", "word", "Its first day."),
    Column("ends", "word", "Its last day."),
    Column("opens", "list", "What may be done while it lasts: screening, scoring, ranking, deciding."),
)
GRANT = (
    Column("number", "word", "What grants are called, like VTF-G-{year}-{number:03d}."),
    Column("email", "word", "The question that holds the address of whoever has the grant."),
    Column("agreement", "word", "The letter that is to be signed, if any is."),
    Column("sheet", "word", "The title of the list of all grants."),
)
INSTALMENTS = (
    Column("instalment", "word", "A name for the instalment."),
    Column("label", "text", "What people read."),
    Column("share", "number", "Its share; they make 100."),
    Column("after", "word", "The report that must be accepted before."),
)
REPORTS = (
    Column("report", "word", "A name for what is owed."),
    Column("label", "text", "What people read."),
    Column("form", "word", "The form that it is sent with."),
    Column("reference", "word", "The question there that names the proposal."),
    Column("email", "word", "The question there whose address must be that of the grant."),
    Column("months", "number", "Due so many months after the agreement begins …"),
    Column("days", "number", "… or so many days after the approval …"),
    Column("on", "word", "… or on this day: 2027-06-30."),
    Column("starts", "word", "The question there that says when the agreement begins."),
    Column("declined", "pairs", "Question there: the answer that says no to the grant."),
    Column("told_by", "pairs", "Question there: the answer that tells it from other reports of the same form."),
)
REMINDERS = (
    Column("reminder", "word", "A name for the reminder."),
    Column("before", "list", "So many days before the report is due: 30, 7."),
    Column("after", "list", "So many days after: 1, 14."),
    Column("subject", "text", "The subject of the mail."),
    Column("body", "text", "Its text."),
)
CHECKLIST = (
    Column("item", "word", "A name for what staff have to see to."),
    Column("label", "word", "What they read."),
    Column("needs", "word", "The letter that goes with it."),
)
GRANT_COLUMNS = (
    Column("column", "word", "A name for the column of the list of all grants."),
    Column("label", "word", "What stands above it."),
    Column("path", "word", "The question whose answer it shows."),
    Column("of", "word", "The report whose question it is; nothing for the proposal."),
)
SOURCES = (
    Column("source", "word", "The provider: typeform, kobotoolbox … The cell offers them all."),
    Column("ignore", "list", "Their questions that are known and not wanted."),
)
API = (
    Column("source", "word", "The source."),
    Column("key", "word", "server, form, survey, asset, project or topic: what the provider needs."),
    Column("value", "word", "What it is there."),
)
MAPPING = (
    Column("source", "word", "The source."),
    Column("key", "word", "Their question."),
    Column("path", "word", "Our question, or $submission, $delivery, $version, $time, $language."),
)

SHEETS: dict[str, tuple[Column, ...]] = {
    "survey": SURVEY,
    "choices": CHOICES,
    "settings": SETTINGS,
    "sheet_map": SHEET_MAP,
    "letters": LETTERS,
    "mails": MAILS,
    "calendar": CALENDAR,
    "checks": CHECKS,
    "totals": TOTALS,
    "statements": STATEMENTS,
    "lists": LISTS,
    "pages": PAGES,
    "call": CALL,
    "rules": RULES,
    "criteria": CRITERIA,
    "quotas": QUOTAS,
    "stages": STAGES,
    "grant": GRANT,
    "instalments": INSTALMENTS,
    "reports": REPORTS,
    "reminders": REMINDERS,
    "checklist": CHECKLIST,
    "grant_columns": GRANT_COLUMNS,
    "sources": SOURCES,
    "mapping": MAPPING,
    "api": API,
}
"""Sheet -> its columns, in the order in which they stand in a workbook of ours."""

XLSFORM_SURVEY = frozenset(
    (
        "type",
        "name",
        "label",
        "hint",
        "guidance_hint",
        "required",
        "required_message",
        "relevant",
        "constraint",
        "constraint_message",
        "calculation",
        "trigger",
        "default",
        "appearance",
        "choice_filter",
        "read_only",
        "parameters",
        "repeat_count",
        "media",
        "disabled",
        "save_to",
        "intent",
        "noapperrorstring",
    )
)
XLSFORM_CHOICES = frozenset(("list_name", "name", "value", "label", "media"))
XLSFORM_SETTINGS = frozenset(
    (
        "title",
        "form_id",
        "version",
        "default_language",
        "public_key",
        "submission_url",
        "auto_send",
        "auto_delete",
        "allow_choice_duplicates",
        "instance_name",
        "style",
        "sms_keyword",
        "omit_instanceid",
        "clean_text_values",
        "add_none_option",
        "namespaces",
        "prefix",
        "instance_xmlns",
        "client_editable",
        "delimiter",
        "attribute",
    )
)
GUIDE = "guide"
"""The sheet that tells what the others are; it is not read."""
