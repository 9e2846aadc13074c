"""What every process writes to its log: one line of JSON an event, with its level, and never what a variable held."""

import logging
import sys

import structlog


def configure_log() -> None:
    """Log to standard error: standard output is for what a command says."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.ExceptionRenderer(),  # Python's own traceback: no local variables in it
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
