"""The one table from a word in the outbox to the code that does it."""

from app.grants.reminding import REMINDER
from app.grants.reviewing import RETURNED
from jobs.alert import send_alert
from jobs.bounces import read_bounces
from jobs.catch_up import catch_up
from jobs.draft_mail import send_links
from jobs.drafts import look_after_drafts
from jobs.export import make_exports
from jobs.files import fetch_files
from jobs.grant_mail import send_reminders, tell_returned
from jobs.intake import take_in
from jobs.invoices import print_invoices
from jobs.mail import send_mail
from jobs.member_mail import send_member_links
from jobs.packet import write_packets
from jobs.remind import remind_grantees
from jobs.screen import screen_proposals
from jobs.sheet import sync_sheet
from jobs.sheet_watch import watch_sheet
from jobs.shortlist import write_shortlist
from jobs.unused_files import WORD as UNUSED_FILES
from jobs.unused_files import remove_unused
from jobs.uploads import give_up_uploads
from jobs.watch import keep_watch
from jobs.work import Job

JOBS: dict[str, Job] = {
    "intake": Job(take_in, covers=True),
    "sheet": Job(sync_sheet, covers=True),
    "mail": Job(send_mail),
    "draft-link": Job(send_links),
    "member-link": Job(send_member_links),
    "remind": Job(remind_grantees, covers=True),
    REMINDER: Job(send_reminders),
    RETURNED: Job(tell_returned),
    "drafts": Job(look_after_drafts, covers=True),
    "bounces": Job(read_bounces, covers=True),
    "alert": Job(send_alert, covers=True),
    "files": Job(fetch_files, covers=True),
    "export": Job(make_exports),
    "uploads": Job(give_up_uploads, covers=True),
    UNUSED_FILES: Job(remove_unused, covers=True),
    "screen": Job(screen_proposals, covers=True),
    "shortlist": Job(write_shortlist, covers=True),
    "packet": Job(write_packets),
    "catch-up": Job(catch_up, covers=True),
    "watch": Job(keep_watch, covers=True),
    "sheet-watch": Job(watch_sheet, covers=True),
    "invoices": Job(print_invoices, covers=True),
}
