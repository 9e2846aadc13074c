"""Counts sendings without a proof of work by the place that they come from, in what counts for all processes."""

from flask import current_app, request
from limits import parse
from redis.exceptions import RedisError

from app.web.places import place_of

MOST = parse("60/hour")
"""What people without JavaScript behind one address send at most, a ministry of them."""


def is_crowd() -> bool:
    """Count one more; whether that is more than people send."""
    [limiter] = current_app.extensions["limiter"]
    try:
        return not limiter.limiter.hit(MOST, "chancery", "unproved", place_of(request.remote_addr))
    except RedisError:  # it has just gone: nobody is suspected for that
        return False
