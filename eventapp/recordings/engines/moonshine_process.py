"""Hears a WAV file with Moonshine's model. Run as a file: its lines come as JSON, with milliseconds."""

import json
import os
import sys


def main(path: str) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever the library prints goes to the log
    from moonshine_voice.moonshine_api import ModelArch
    from moonshine_voice.transcriber import Transcriber
    from moonshine_voice.utils import get_model_path, load_wav_file

    transcriber = Transcriber(model_path=str(get_model_path("tiny-en")), model_arch=ModelArch.TINY)
    samples, rate = load_wav_file(path)
    lines = [
        (round(line.start_time * 1000), round((line.start_time + line.duration) * 1000), line.text.strip())
        for line in transcriber.transcribe_without_streaming(samples, rate).lines
    ]
    json.dump([line for line in lines if line[2]], answers)
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
