"""Other services on this machine, for tests; a package, so that none of its folders hides a library of that name."""
