"""What staff's rules are: expressions, the engine that runs them, and what is told of their mistakes."""
