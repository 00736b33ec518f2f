"""Answers and passages as lines of a terminal."""
