"""The blueprint of the pages of committee members, which the files of this room hang their addresses on."""

from flask import Blueprint

blueprint = Blueprint("committee", __name__, url_prefix="/committee")
