"""Fetches over HTTP what others name the address of, and speaks to providers' APIs: nothing inside is reached by it."""

from connectors.fetching.fetcher import Fetched, Fetcher

__all__ = ["Fetched", "Fetcher"]
