"""Is it any good? Gold questions, measures, comparison and report.

Never write `import eval`: it hides the builtin. `from eval.questions import GoldQuestion` is fine.
"""
