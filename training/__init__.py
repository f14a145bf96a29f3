"""Makes the recogniser's archives: trains on synthetic words, tunes on corrected ones, exports.

`command_line` and `train_command` are the way in. `synth` draws words, `rendering` and `data` make
batches of them in processes beside the training. `step` is one step of the optimiser, on any
backend (`*_step`), in one process or several (`workers`); `learner` keeps what steps have come to
(`checkpoint`, `weights`). `loop` is the long training, `finetune` the short one; `stopping` ends
them, `history` tells of them. `evaluate` reads, `report` and `pictures` show how well. `export`
writes a version of an archive: `serving_*` its SavedModel, `onnx_*` the fast runtime's files.
"""
