"""A stand-in for another system, started by test_eval_baselines: it says the question back."""

import sys

from eval.baselines.exchange import Found, Ranked, Reply, serve


def prepare(task):
    if not task.passages:
        message = "nothing to index"
        raise ValueError(message)

    def answer(question):
        sys.stdout.write("libraries print what they like\n")
        if question == "fail":
            raise RuntimeError(question)
        return Reply([Ranked(0, 1.0)], [Found(question, 0.5, 0)])

    return {"system": f"echo of {len(task.passages)}"}, answer


if __name__ == "__main__":
    serve(prepare)
