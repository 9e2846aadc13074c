"""What people call the six languages: in the headers of lists and of workbooks."""

import re
from collections.abc import Mapping

from forms.definition import LANGUAGES

NAMES: Mapping[str, str] = {
    **dict.fromkeys(("english", "anglais", "inglés", "ingles", "английский", "英文", "英语", "الإنجليزية"), "en"),
    **dict.fromkeys(("français", "francais", "french", "francés", "frances", "французский", "法文", "法语"), "fr"),
    **dict.fromkeys(("español", "espanol", "spanish", "castellano", "espagnol", "испанский", "西班牙文"), "es"),
    **dict.fromkeys(("русский", "russian", "russe", "ruso", "俄文", "俄语"), "ru"),
    **dict.fromkeys(("中文", "chinese", "chinois", "chino", "mandarin", "汉语", "китайский"), "zh"),
    **dict.fromkeys(("العربية", "عربي", "arabic", "arabe", "árabe", "арабский", "阿拉伯文"), "ar"),
}
"""What people call the six languages -> their codes."""

CODE = re.compile(r"\(\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9-]+)?\s*\)\s*$")


def language_code(said: str) -> str:
    """The code of one of the six languages; empty for another one."""
    if found := CODE.search(said):
        code = found[1].lower()
        return code if code in LANGUAGES else ""
    word = said.strip().lower()
    return word if word in LANGUAGES else NAMES.get(word, "")
