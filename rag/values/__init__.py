"""What texts write in many ways and mean as one: names, dates, quantities.

`value` compares two answers. `quantities` (with `bounds` and `units`), `dates` and `names` find
what there is to compare; `spelling` tells one name in two spellings from two names, and
`designations` a thing called by its number ("Unit 3") from a count of things.
"""
