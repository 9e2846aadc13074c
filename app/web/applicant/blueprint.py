"""The blueprint of applicants' pages, which the files of this room hang their addresses on."""

from flask import Blueprint

blueprint = Blueprint("applicant", __name__)
