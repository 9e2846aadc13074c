"""Where tables are shared with staff: one file a spreadsheet kind."""
