"""How people reach Quoth: the command line and the web chat. Decides nothing about relevance."""
