"""What the export of each provider calls the columns that are no answers: one entry a provider."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

Keys = Callable[[str], tuple[str, ...]]
"""A heading -> the keys that the provider's webhooks may use for it, the heading itself left out."""


def _none(_heading: str) -> tuple[str, ...]:
    return ()


def _in_groups(heading: str) -> tuple[str, ...]:
    """ODK parts groups by hyphens, which names may hold too."""
    return (heading.replace("-", "/"),) if "-" in heading else ()


def _of_google(heading: str) -> tuple[str, ...]:
    """The address that a form collects by itself, as our script calls it."""
    return ("respondent_email",) if heading in {"Email Address", "Username"} else ()


def _numbered(heading: str) -> tuple[str, ...]:
    """`1. How many?` and `Q1. How many?`: without the number, and the code alone."""
    found = re.match(r"([A-Za-z]?\w{0,30}(?:\[\w+\])?)[.:]\s+(.+)", heading, re.DOTALL)
    return (found[1], found[2]) if found else ()


@dataclass(frozen=True, slots=True)
class Kind:
    """An export: the columns that say which submission a row is, when it came, and what else is the provider's own."""

    ids: tuple[str, ...] = ()
    times: tuple[str, ...] = ()  # of the submission, the best first
    own: tuple[str, ...] = ()
    own_beginnings: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    zone: str = ""  # of times that name none; empty: the form's
    unfinished: Mapping[str, Collection[str]] = field(default_factory=dict)  # column -> what it says in small letters
    id_beginning: str = ""  # what the export writes before an id, and webhooks do not
    keys: Keys = _none
    two_headings: bool = False  # choices and fields stand in a second row of headings
    parent: tuple[str, str, str] = ("", "", "")  # of a row of a repeat: its parent, the parent's table, its own number


EXPORTS: Mapping[str, Kind] = {
    "typeform": Kind(
        ids=("#", "Token", "Response ID"),
        times=("Submit Date (UTC)", "Submitted At"),
        own=("Response Type", "Start Date (UTC)", "Stage Date (UTC)", "Network ID", "Tags", "Ending"),
        zone="UTC",
        unfinished={"Response Type": ("partial",)},
    ),
    "tally": Kind(ids=("Submission ID",), times=("Submitted at",), own=("Respondent ID",), zone="UTC"),
    "kobotoolbox": Kind(
        ids=("_id", "_submission__id"),
        times=("_submission_time", "_submission__submission_time"),
        own=("start", "end", "today", "username", "deviceid", "subscriberid", "simserial", "phonenumber"),
        own_beginnings=("_", "meta/", "formhub/"),
        versions=("_uuid",),
        zone="UTC",
        parent=("_parent_index", "_parent_table_name", "_index"),
    ),
    "odk-central": Kind(
        ids=("KEY",),
        times=("SubmissionDate",),
        own=(
            *("instanceID", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status"),
            *("ReviewState", "DeviceID", "Edits", "FormVersion", "start", "end", "today", "deviceid", "username"),
            *("PARENT_KEY",),
        ),
        own_beginnings=("meta-", "SET-OF-"),
        versions=("meta-instanceID", "instanceID"),
        zone="UTC",
        id_beginning="uuid:",
        keys=_in_groups,
        parent=("PARENT_KEY", "", "KEY"),
    ),
    "google-forms": Kind(
        ids=("Response ID", "response_id"),
        times=("Timestamp", "Horodateur", "Marca temporal", "Отметка времени", "时间戳记", "طابع زمني"),
        own=("Score",),
        keys=_of_google,
    ),
    "jotform": Kind(
        ids=("Submission ID",),
        times=("Last Update Date", "Submission Date"),
        own=("Submission IP", "Submission Status", "Flow Status"),
    ),
    "limesurvey": Kind(
        ids=("id", "Response ID"),
        times=("submitdate", "Date submitted", "datestamp"),
        own=(
            *("lastpage", "Last page", "startlanguage", "Start language", "seed", "Seed", "token", "Access code"),
            *("startdate", "Date started", "datestamp", "Date last action", "ipaddr", "IP address", "refurl"),
            *("Referrer URL", "interviewtime", "Total time"),
        ),
        own_beginnings=("groupTime", "questionTime", "Group time", "Question time"),
        unfinished={"submitdate": ("",), "Date submitted": ("",)},
        keys=_numbered,
    ),
    "gravity-forms": Kind(
        ids=("Entry Id", "id"),
        times=("Entry Date", "date_created"),
        own=(
            *("Source Url", "Transaction Id", "Payment Amount", "Payment Date", "Payment Status", "Post Id"),
            *("User Agent", "User IP", "Created By (User Id)", "Entry Date (GMT)", "Date Updated"),
        ),
    ),
    "microsoft-forms": Kind(
        ids=("Id", "ID"),
        times=("Completion time", "Last modified time"),
        own=("Start time", "Email", "Name", "Language", "Last modified time"),
    ),
    "surveymonkey": Kind(
        ids=("Respondent ID",),
        times=("Date Modified", "End Date", "Date Created"),
        own=(
            *("Collector ID", "Start Date", "Date Created", "End Date", "IP Address", "Email Address", "First Name"),
            *("Last Name", "Custom Data 1"),
        ),
        two_headings=True,
    ),
    "formbricks": Kind(
        ids=("Response ID", "id"),
        times=("Timestamp", "updatedAt", "createdAt"),
        own=("No.", "Survey ID", "Finished", "User ID", "Notes", "Tags", "Formbricks ID (internal)", "Quotas"),
        zone="UTC",
        unfinished={"Finished": ("no", "false")},
        keys=_numbered,
    ),
    "fillout": Kind(
        ids=("Submission ID",),
        times=("Last updated", "Submission time"),
        own=("Submission started", "Status", "Current step", "Errors", "Url", "Network ID"),
        zone="UTC",
        unfinished={"Status": ("in_progress", "in progress")},
    ),
    "paperform": Kind(
        ids=("Submission ID", "submission_id"),
        times=("Submitted At", "created_at", "Date"),
        own=("IP Address", "Device ID"),
    ),
    "cognito-forms": Kind(
        ids=("Id",),
        times=("Entry_DateUpdated", "Entry_DateSubmitted", "Entry_DateCreated"),
        own_beginnings=("Entry_", "Order_", "Form_"),
        unfinished={"Entry_Status": ("incomplete",)},
    ),
    "formspree": Kind(ids=("_id", "id"), times=("_date", "Date", "submitted_at"), own_beginnings=("_",), zone="UTC"),
    "netlify": Kind(ids=("id", "number"), times=("created_at", "Created at"), own=("ip", "user_agent", "referrer")),
    "generic": Kind(
        ids=("submission_id", "Submission ID", "Response ID", "id"),
        times=("submitted_at", "Submitted at", "Submission Date", "Timestamp", "Date"),
    ),
    "standard-webhooks": Kind(ids=("submission_id", "id"), times=("submitted_at",), zone="UTC"),
}
"""A form's word for a source -> how its exports are read. Names in other languages and changed menus: map them."""
EXPORTS = {
    **EXPORTS,
    "google-forms-watch": EXPORTS["google-forms"],
}
