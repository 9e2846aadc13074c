"""Google Sheets (v4) and Drive (v3) on this machine, as their documentation has them, with the faults they can have."""
