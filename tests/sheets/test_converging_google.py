"""Google's sheets converge whatever staff do to them and however calls fail."""

from converging import converges
from emulators.google.client import gspread_client
from emulators.google.emulator import Emulator
from shared_places import InGoogle


def test_a_google_sheet_converges(sheets_api: Emulator) -> None:
    client = gspread_client(sheets_api.address)
    converges(lambda: InGoogle(sheets_api, client), examples=20)
    client.http_client.session.close()
