"""Fine-tuning an archive on labels that a reviewer accepted or corrected.

`corrections` reads the exports, `grouping` parts them by page or writer, `crops` keeps their
images for the processes that render, `preparing` leads through these to the `plan`. `mixing` mixes
the crops with synthetic replay, `loop` trains, `judging` counts, `blending` looks back towards the
base, `report` compares before and after, `exporting` writes the archive; `run` puts it together.
The program and this process meet in the files of the run's folder; docs/TRAINING.md lists them.
"""
