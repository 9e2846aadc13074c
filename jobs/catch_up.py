"""The catch-up job: asks a provider's API for what its webhook missed, page by page, and goes on where it ended."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from time import sleep

from app.api_access import Way, way_to
from app.catch_up import Seen, keep, only_new, seen
from app.context import Context
from app.store import catch_ups, deliveries, outbox
from connectors.errors import ConnectorError
from connectors.sources.catch_up.api import Cursor, Listing, Page, after
from connectors.sources.catch_up.asking import Asker
from jobs.thin import MOST_ASKED, answer_each, settle_all
from jobs.work import Work

MOST_PAGES = 20  # in one run
GO_ON = timedelta(seconds=5)  # then the next run takes over

Cursors = Mapping[str, Mapping[str, str]]
"""List -> its Cursor as words."""


def catch_up(context: Context, work: Work) -> str:
    """Ask for what the target (`form/source`) missed. Raises ConnectorError, which is written down with the source."""
    form, _, source = work.target.partition("/")
    with context.ledger.writing() as connection:
        standing = catch_ups.begin(connection, form, source, now=context.now())
        thin = deliveries.waiting(connection, form, source)
    try:
        way = way_to(context, form, source)
        return _asked(context, work, way, standing.cursor, thin)
    except ConnectorError as fault:
        with context.ledger.writing() as connection:
            catch_ups.fail(connection, form, source, error=str(fault))
        raise


def _asked(context: Context, work: Work, way: Way, cursors: Cursors, thin: list[deliveries.Delivery]) -> str:
    """First what thin deliveries name one by one, then every list."""
    is_named = way.asker.api.one is not None
    if is_named:
        answer_each(context, work, way, thin)
    found, is_whole = _lists(context, work, way, cursors)
    if is_whole and not is_named:
        settle_all(context, way, thin, found)
    is_whole = is_whole and (len(thin) <= MOST_ASKED or not is_named)
    form, source = way.compiled.form.name, way.wanted.word
    with context.ledger.writing() as connection:
        if is_whole:
            catch_ups.end(connection, form, source, now=context.now())
        else:
            outbox.put_once(connection, work.kind, work.target, now=context.now() + GO_ON)
    told = f"{len(thin)} that told of answers, " if thin else ""
    return f"{told}{len(found)} found{'' if is_whole else '; goes on'}"


def _lists(context: Context, work: Work, way: Way, cursors: Cursors) -> tuple[list[Seen], bool]:
    """What was new on so many pages as one run may ask for, and whether those were all."""
    asker, found, left = way.asker.begun(), list[Seen](), MOST_PAGES
    for listing in asker.api.listings:
        cursor, is_last = Cursor(**cursors.get(listing.name, {})), False
        while not is_last:
            if left == 0:
                return found, False
            page = _page(work, asker, listing, cursor, waits=left < MOST_PAGES)
            cursor, is_last, left = after(cursor, page), not page.at, left - 1
            cursors = {**cursors, listing.name: asdict(cursor)}
            found += _kept(context, way, page, cursors)
    return found, True


def _page(work: Work, asker: Asker, listing: Listing, cursor: Cursor, *, waits: bool) -> Page:
    if waits:
        sleep(asker.api.seconds)
    work.still_ours()
    return asker.page(listing, cursor)


def _kept(context: Context, way: Way, page: Page, cursors: Cursors) -> list[Seen]:
    """Keep what is new on a page, and how far the list is read by it, in one transaction."""
    form, source = way.compiled.form.name, way.wanted.word
    read = [seen(way, body) for body in page.bodies]
    with context.ledger.writing() as connection:
        new = only_new(connection, way, read)
        keep(connection, way, new, now=context.now())
        catch_ups.go_on(connection, form, source, cursor=cursors, found=len(new))
    return new
