"""The doorbell: Redis and the one RQ queue that carries the ids of outbox items."""

from redis import Redis
from rq import Queue

from app.config import Settings

QUEUE = "chancery"
JOB_TIMEOUT = 3600  # seconds; the lease, not this, tells a dead worker from a slow one


def open_redis(settings: Settings) -> Redis:
    """A connection to the configured Redis, or to the embedded server's socket."""
    if settings.redis_url:
        return Redis.from_url(settings.redis_url)
    return Redis(unix_socket_path=str(settings.redis_socket))


def open_queue(redis: Redis) -> Queue:
    """The queue, with the JSON serializer: whoever can write to Redis must not be able to run code."""
    return Queue(QUEUE, connection=redis, serializer="json")
