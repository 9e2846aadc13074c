"""The doorbell: Redis and the one RQ queue that carries the ids of outbox items."""

from hashlib import sha256
from typing import Any
from uuid import uuid4

from redis import Redis
from rq import Queue
from rq.job import Job

from app.config import Settings
from app.store.outbox import Item
from jobs.run import run_item

QUEUE = "chancery"
RUN = "jobs.run.run_item"
JOB_TIMEOUT = 3600  # seconds; the lease, not this, tells a dead worker from a slow one


class Ring(Job):  # type: ignore[misc]  # RQ is not followed by mypy
    """The one job there is. RQ would run whatever function a job names; this one runs `run_item` or nothing.

    So whoever can write to Redis can have due work done early, or rings lost, which come again; never run code.
    """

    success_callback = failure_callback = stopped_callback = None

    @property
    def func(self) -> Any:
        """What RQ runs. Raises ValueError for a job that is none of ours."""
        match (self.func_name, self.instance, list(self.args), self.kwargs):
            case (name, None, [int()], {**named}) if name == RUN and not named:
                return run_item
        raise ValueError(f"refused: a ring names {RUN} and one item, not {self.data!r:.200}")

    def send_webhooks(self, *_: object, **__: object) -> None:
        """Nobody outside is told, whatever address a job names."""


def open_redis(settings: Settings) -> Redis:
    """A connection to the configured Redis, or to the embedded server's socket."""
    if settings.redis_url:
        return Redis.from_url(settings.redis_url)
    return Redis(unix_socket_path=str(settings.redis_socket))


def open_queue(redis: Redis) -> Queue:
    """The queue, whose jobs are rings; with the JSON serializer, since to unpickle is to run code."""
    return Queue(QUEUE, connection=redis, serializer="json", job_class=Ring)


def ring(queue: Queue, items: list[Item]) -> None:
    """Ring once for each lane among `items` that has no ring waiting in the queue."""
    waiting = {name.rpartition("-")[0] for name in queue.get_job_ids()}
    lanes = {_lane(item): item.id for item in reversed(items)}
    jobs = [_job(lane, item_id) for lane, item_id in lanes.items() if lane not in waiting]
    if jobs:
        queue.enqueue_many(jobs)


def _job(lane: str, item_id: int) -> Any:
    name = f"{lane}-{uuid4().hex[:12]}"  # never the same twice: a ring that is being answered blocks no other
    return Queue.prepare_data(RUN, (item_id,), job_id=name, timeout=JOB_TIMEOUT, result_ttl=0, failure_ttl=3600)


def _lane(item: Item) -> str:
    return sha256(f"{item.kind}\0{item.target}".encode()).hexdigest()[:32]
