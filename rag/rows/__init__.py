"""Answers in tables: the row and the cell that a question names.

`tables` tells rows, cells and what names the columns; `cells` moves evidence to the cell that the
question asks for, and `row_names` finds the row.
"""
