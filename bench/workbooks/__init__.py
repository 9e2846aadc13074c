"""How fast rows are added to a workbook that staff made, and how fast one that is as it should be is found to be so."""
