"""A model at work in a process of its own: asked by lines of JSON, answers by lines of JSON, ends with its input.

`model_process.py transcribe FOLDER` has a faster-whisper model, `model_process.py translate FOLDER` a CTranslate2 model
with its SentencePiece files. Nothing is fetched: what is not in the folder is not there.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

Answer = dict[str, Any]


def transcriber(folder: str) -> Callable[[Answer], Answer]:
    from faster_whisper import WhisperModel

    model = WhisperModel(folder, device="auto", compute_type="default", local_files_only=True)

    def answer(asked: Answer) -> Answer:
        found, _info = model.transcribe(
            asked["sound"], language=asked["language"], initial_prompt=asked["prompt"] or None,
            condition_on_previous_text=False,
        )  # fmt: skip
        return {"lines": [[one.start, one.end, one.text] for one in found]}

    return answer


def translator(folder: str) -> Callable[[Answer], Answer]:
    from pathlib import Path

    from ctranslate2 import Translator
    from sentencepiece import SentencePieceProcessor

    model = Translator(folder, device="auto")
    source, target = (SentencePieceProcessor(str(Path(folder) / f"{side}.spm")) for side in ("source", "target"))

    def answer(asked: Answer) -> Answer:
        pieces = [source.encode(text, out_type=str) for text in asked["texts"]]
        said = model.translate_batch(pieces, max_decoding_length=512)
        return {"texts": [target.decode(one.hypotheses[0]) for one in said]}

    return answer


def main() -> int:
    kind, folder = sys.argv[1:]
    answers = sys.stdout
    sys.stdout = sys.stderr  # what libraries say is no answer
    try:
        answer = {"transcribe": transcriber, "translate": translator}[kind](folder)
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), file=answers, flush=True)
        return 1
    for line in sys.stdin:
        try:
            told = answer(json.loads(line))
        except Exception as error:
            told = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(told), file=answers, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
