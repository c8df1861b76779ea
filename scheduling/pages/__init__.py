"""What stands on a page: rows in, words and figures ready to be written out. Views and forms ask, nothing here acts."""
