"""Every sentence a check can answer with; the English text is also the key of its translations."""

from marshmallow import ValidationError

REQUIRED = "Enter %(label)s"
CHOOSE = "Choose %(label)s"
NOT_TEXT = "%(label)s must be text"
CONTROL_CHARACTERS = "%(label)s contains characters that cannot be kept (control characters or broken text)"
TOO_LONG = "%(label)s must have %(max)s characters or fewer"
TOO_SHORT = "%(label)s must have %(min)s characters or more"
TOO_MANY_WORDS = "%(label)s must have %(max)s words or fewer"
PATTERN = "%(label)s is not written as it must be"
EMAIL = "%(label)s must be an e-mail address, like name@example.org"
EMAIL_AGAIN = "%(label)s: the two e-mail addresses must be the same"
PHONE = "%(label)s must be a telephone number with its country code, like +41 22 123 45 67"
URL = "%(label)s must be a web address that begins with http:// or https://"
INTEGER = "%(label)s must be a whole number"
NUMBER = "%(label)s must be a number, with a point before the decimals, like 1234.50"
COMMA = "%(label)s must have no comma: write a point before the decimals and nothing between thousands"
TOO_MANY_DIGITS = "%(label)s must have 15 digits or fewer"
TWO_DECIMALS = "%(label)s must have two decimals or fewer"
MIN = "%(label)s must be %(min)s or more"
MAX = "%(label)s must be %(max)s or less"
DATE = "%(label)s must be a real date, like 2026-11-27"
EARLIEST = "%(label)s must be %(min)s or later"
LATEST = "%(label)s must be %(max)s or earlier"
TIME = "%(label)s must be a time of day, like 14:30"
DATETIME = "%(label)s must be a day and a time, like 2026-11-27 14:30"
YES_NO = "%(label)s must be yes or no"
NOT_A_CHOICE = "%(label)s must be one of the choices"
NOT_OFFERED = "%(label)s must be one of the choices that go with your other answers"
FEWEST_CHOICES = "%(label)s: choose %(min)s or more"
MOST_CHOICES = "%(label)s: choose %(max)s or fewer"
RANKING = "%(label)s must name up to %(max)s choices in order, each once"
PLACES = "%(label)s: give each place once, from 1 without a gap"
GEOPOINT = "%(label)s must be a latitude and a longitude, like 46.2044 6.1432"
REFERENCE = "%(label)s must be a reference, like VTF-2026-0001"
NO_SUCH_REFERENCE = "%(label)s: there is no submission with this reference"
COUNTRY = "%(label)s must be a country or area of ISO 3166"
FILE = "%(label)s must be a file"
FILE_KIND = "%(label)s must be a file of one of these kinds: %(kinds)s"
FILE_SIZE = "%(label)s must be %(max)s MB or smaller"
FILE_ENDING = "%(label)s: files of this kind are not taken"
FILE_CONTENT = "%(label)s: the content of the file is not what its name says"
FILE_DAMAGED = "%(label)s: the file is empty, damaged or locked with a password"
FILE_UNPACKED = "%(label)s: the file is too large once it is unpacked"
FILE_HARMFUL = "%(label)s: the file holds something harmful"
NOT_A_GROUP = "%(label)s must hold several answers by name"
NOT_A_TABLE = "%(label)s must be a list of rows"
FEWEST_ROWS = "%(label)s must have %(min)s rows or more"
MOST_ROWS = "%(label)s must have %(max)s rows or fewer"
TOO_MANY_ROWS = "There are too many rows for the rules of this form"
NOT_OPEN = "This form opens on %(opens)s"
CLOSED = "This form closed on %(closes)s"
ANOTHER = "%(label)s: there is a submission with this answer already, and there can be only one"
UNKNOWN = "There is no question called %(key)s"
NOT_ANSWERS = "The submission must hold answers by name"

MESSAGES = tuple(value for name, value in sorted(globals().items()) if name.isupper())


class Said(str):
    """A message with the values of its %(words)s; marshmallow carries it as any other text."""

    params: dict[str, object]

    def __new__(cls, message: str, **params: object) -> "Said":
        said = super().__new__(cls, message)
        said.params = params
        return said


def refuse(message: str, **params: object) -> ValidationError:
    """The error that carries one of these messages."""
    return ValidationError(Said(message, **params))
