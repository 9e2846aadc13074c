"""Reports of mails that could not be delivered: how they are read, and the mailboxes that they come to."""
