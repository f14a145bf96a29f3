"""`rec_gt.txt` of PaddleOCR: the rows of `gt.txt` under names of its own."""

from datasets.formats.gt import GtFormat


class PaddleRecFormat(GtFormat):
    """`rec_gt.txt`, `rec_gt_train.txt`, ...: word crops with their texts."""

    name = "paddle_rec"
    title = "PaddleOCR rec_gt.txt"
    label_file = "rec_gt.txt"
    pattern = r"rec_gt.*\.txt"
    certainty = 0.9
