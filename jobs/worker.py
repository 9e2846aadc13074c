"""The worker: takes rings off the queue and runs them, one at a time, in this process."""

import structlog
from redis.exceptions import RedisError
from rq import SimpleWorker

from app.config import Settings
from jobs.bell import Ring, open_queue, open_redis

log = structlog.get_logger()


def work(settings: Settings, *, burst: bool = False) -> None:
    """Work until told to stop. An outage of Redis ends the process; whoever started it starts it again."""
    redis = open_redis(settings)
    worker = SimpleWorker([open_queue(redis)], connection=redis, serializer="json", job_class=Ring)
    try:
        worker.work(burst=burst, logging_level="WARNING")
    except RedisError as fault:
        log.warning("worker stops", fault=str(fault))
        raise SystemExit(1) from fault
