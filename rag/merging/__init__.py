"""Which evidence says the same, and which cannot both be true.

`grouping` merges evidence that gives one value; `corroborate` and `echoes` find more that supports
it, as far as `support` lets it count; `contradiction` tells what cannot both be true (by names and
denials, `opposites`), and `lists` shows an item with its list.
"""
