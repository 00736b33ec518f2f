"""Rules that speak against an answer that was found.

It is of the wrong kind or measure (`fitting`), is said by another than was asked about (`speech`),
leaves out what the question takes for granted (`presupposition`), or is about another than is asked
about: a thing beside it (`siblings`), somebody of the same surname (`namesakes`) or
of the other sex (`pronouns`).
"""
