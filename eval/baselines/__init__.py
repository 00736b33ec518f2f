"""Other systems on the same passages and questions, judged by the same judge.

`haystack_pipeline` and `txtai_extractor` run in an environment of their own (`requirements.txt`),
and so import nothing of Quoth's but `exchange`, which needs the standard library alone.
"""
