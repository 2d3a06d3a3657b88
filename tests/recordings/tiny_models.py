"""Models of the kinds that operators bring, as small as can be: they have learnt nothing, and work like large ones."""

import io
import json
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import onnx
import sentencepiece
from ctranslate2.specs import TransformerSpec, WhisperSpec
from onnx import TensorProto, helper, numpy_helper
from tokenizers import AddedToken, Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE

WIDTH, HEADS = 16, 2
PHONEMES = "_^$ !'(),-.:;?abcdefghijklmnopqrstuvwxyzæðŋɐɑɒɔəɚɛɜɡɪɹɾʃʊʌʒˈˌːθᵻ"
PHRASES = ("good morning and welcome to the forum", "buenos días y bienvenidos al foro", "films from hong kong")
_random = np.random.default_rng(7)


def _weights(*shape: int) -> Any:
    return _random.normal(0, 0.2, shape).astype(np.float32)


def _linear(part: Any, wide: int, narrow: int) -> None:
    part.weight, part.bias = _weights(wide, narrow), np.zeros(wide, np.float32)


def _norm(part: Any) -> None:
    part.gamma, part.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)


def _attention(part: Any, *, is_own: bool = True) -> None:
    _norm(part.layer_norm)
    wide = (3 * WIDTH, WIDTH) if is_own else (WIDTH, 2 * WIDTH, WIDTH)
    for linear, width in zip(part.linear, wide, strict=True):
        _linear(linear, width, WIDTH)


def _layers(part: Any, *, listens: bool = False) -> None:
    for layer in part.layer:
        _attention(layer.self_attention)
        if listens:
            _attention(layer.attention, is_own=False)
        _norm(layer.ffn.layer_norm)
        _linear(layer.ffn.linear_0, 4 * WIDTH, WIDTH)
        _linear(layer.ffn.linear_1, WIDTH, 4 * WIDTH)
    _norm(part.layer_norm)


def whisper(folder: Path) -> Path:
    """A model of faster-whisper."""
    folder.mkdir(parents=True)
    alphabet = {letter: number for number, letter in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    tokenizer = Tokenizer(BPE(vocab=alphabet, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    names = ("endoftext", "startoftranscript", "en", "zh", "translate", "transcribe", "startoflm", "startofprev",
             "nospeech", "notimestamps", *(f"{number * 0.02:.2f}" for number in range(1501)))  # fmt: skip
    tokenizer.add_special_tokens([AddedToken(f"<|{name}|>", special=True) for name in names])
    tokenizer.save(str(folder / "tokenizer.json"))
    words = [tokenizer.id_to_token(number) for number in range(tokenizer.get_vocab_size())]
    spec = WhisperSpec(1, HEADS, 1, HEADS)
    encoder, decoder = spec.encoder, spec.decoder
    for convolution, narrow in ((encoder.conv1, 80), (encoder.conv2, WIDTH)):
        convolution.weight, convolution.bias = _weights(WIDTH, narrow, 3), np.zeros(WIDTH, np.float32)
    encoder.position_encodings.encodings = _weights(1500, WIDTH)
    _layers(encoder)
    decoder.embeddings.weight = decoder.projection.weight = _weights(len(words), WIDTH)
    decoder.position_encodings.encodings = _weights(448, WIDTH)
    decoder.scale_embeddings = False
    _layers(decoder, listens=True)
    spec.config.suppress_ids = spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [tokenizer.token_to_id(f"<|{name}|>") for name in ("en", "zh")]
    spec.config.alignment_heads = [(0, 0)]
    spec.register_vocabulary(words)
    return _saved(spec, folder)


def translator(folder: Path) -> Path:
    """A CTranslate2 model with its SentencePiece files."""
    folder.mkdir(parents=True)
    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(PHRASES * 20), model_writer=trained, vocab_size=60, hard_vocab_limit=False,
        minloglevel=2,
    )  # fmt: skip
    for side in ("source", "target"):
        (folder / f"{side}.spm").write_bytes(trained.getvalue())
    pieces = sentencepiece.SentencePieceProcessor(model_proto=trained.getvalue())
    words = [pieces.id_to_piece(number) for number in range(pieces.get_piece_size())]
    spec = TransformerSpec.from_config(1, HEADS)
    spec.encoder.embeddings[0].weight = _weights(len(words), WIDTH)
    spec.decoder.embeddings.weight = _weights(len(words), WIDTH)
    for part in (spec.encoder, spec.decoder):
        part.position_encodings.encodings = _weights(600, WIDTH)
    _layers(spec.encoder)
    _layers(spec.decoder, listens=True)
    _linear(spec.decoder.projection, len(words), WIDTH)
    spec.config.add_source_eos = True
    spec.register_source_vocabulary(words)
    spec.register_target_vocabulary(words)
    return _saved(spec, folder)


def _saved(spec: ctranslate2.specs.ModelSpec, folder: Path) -> Path:
    spec.validate()
    spec.optimize()
    spec.save(str(folder))
    return folder


def voice(path: Path, hertz: int) -> Path:
    """A voice of Piper that hums: a tenth of a second for each sound that it is told to say."""
    path.parent.mkdir(parents=True, exist_ok=True)
    hum = 0.5 * np.sin(2 * np.pi * hertz * np.arange(1600) / 16_000)
    known = {
        "hum": hum.astype(np.float32).reshape(1, 1, 1, 1600), "second": np.array(1), "first": np.array([0]),
        "once": np.array([1, 1, 1]),
    }  # fmt: skip
    nodes = [
        helper.make_node("Shape", ["input"], ["shape"]), helper.make_node("Gather", ["shape", "second"], ["sounds"]),
        helper.make_node("Unsqueeze", ["sounds", "first"], ["times"]),
        helper.make_node("Concat", ["once", "times"], ["repeats"], axis=0),
        helper.make_node("Tile", ["hum", "repeats"], ["output"]),
    ]  # fmt: skip
    given = [("input", TensorProto.INT64, [1, None]), ("input_lengths", TensorProto.INT64, [1]),
             ("scales", TensorProto.FLOAT, [3])]  # fmt: skip
    graph = helper.make_graph(
        nodes, "voice", [helper.make_tensor_value_info(*one) for one in given],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, None])],
        [numpy_helper.from_array(value, name) for name, value in known.items()],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(path))
    told = {
        "audio": {"sample_rate": 16_000}, "espeak": {"voice": "en-us"}, "phoneme_type": "espeak", "num_speakers": 1,
        "num_symbols": len(PHONEMES), "speaker_id_map": {},
        "inference": {"noise_scale": 0.6, "length_scale": 1, "noise_w": 0.8},
        "phoneme_id_map": {phoneme: [number] for number, phoneme in enumerate(PHONEMES)},
    }  # fmt: skip
    path.with_suffix(".onnx.json").write_text(json.dumps(told))
    return path
