"""Staff's pages of grants: all of a fund, one of them, what came for it, and what is done with it."""

from app.web.grants import acts, files, funds, one
from app.web.grants.visit import blueprint

__all__ = ["acts", "blueprint", "files", "funds", "one"]
