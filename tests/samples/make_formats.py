"""Rebuild `formats/`: a small sample of every dataset format, with invented words.

Every word on a page is a patch of one colour with a white mark in its top left corner, so that a
test sees whether the right part was cut and stands the right way up. Run from the repository:
`python tests/samples/make_formats.py`.
"""

import csv
import json
import shutil
from pathlib import Path

import cv2
import lmdb
import numpy as np

HERE = Path(__file__).parent / "formats"
COLOURS = {"빨강": (40, 40, 220), "초록": (60, 180, 60), "파랑": (220, 90, 40)}
BOXES = {"빨강": (10, 10, 40, 20), "초록": (60, 10, 50, 20), "파랑": (10, 50, 60, 30)}
WORDS = {"빨강": "가온누리", "초록": "봄, 여름", "파랑": "제3관"}


def page() -> np.ndarray:
    """Draw three words on a grey page of 120x90."""
    pixels = np.full((90, 120, 3), 128, np.uint8)
    for colour, (x, y, width, height) in BOXES.items():
        pixels[y : y + height, x : x + width] = COLOURS[colour]
        pixels[y : y + 6, x : x + 6] = 255
    return pixels


def word(colour: str) -> np.ndarray:
    """Cut one word."""
    x, y, width, height = BOXES[colour]
    return page()[y : y + height, x : x + width]


def save(path: Path, pixels: np.ndarray) -> None:
    """Encode by suffix; the path may be Korean."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _, encoded = cv2.imencode(path.suffix, pixels)
    path.write_bytes(encoded.tobytes())


def write(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write text with its line ends as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))


def dump(value: object, *, indent: int | None = None) -> str:
    """Spell JSON with Hangul as it is."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def words(folder: Path) -> None:
    """Save the three words as 1.png .. 3.png."""
    for number, colour in enumerate(COLOURS, 1):
        save(folder / f"{number}.png", word(colour))


def corners(colour: str) -> list[list[int]]:
    """Give top left, top right, bottom right, bottom left."""
    x, y, width, height = BOXES[colour]
    return [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]


def make_names() -> None:
    """Images named by their labels."""
    save(HERE / "names/가온누리.png", word("빨강"))
    save(HERE / "names/inner/봄, 여름_17.jpg", word("초록"))
    save(HERE / "names/제3관_0.png", word("파랑"))


def make_side_files() -> None:
    """One row a word: gt.txt, rec_gt.txt, TSV, CSV, EasyOCR, JSONL, LMDB."""
    labels = list(WORDS.values())
    words(HERE / "gt/images")
    write(HERE / "gt/gt.txt", "\ufeff" + "".join(
        f"images/{i}.png\t{label}\r\n" for i, label in enumerate(labels, 1)
    ) + "\r\nimages/4.png\t없음\r\nno tab here\r\n")  # fmt: skip
    words(HERE / "paddle_rec/crop_img")
    write(HERE / "paddle_rec/rec_gt.txt", "".join(
        f"crop_img/{i}.png\t{label}\n" for i, label in enumerate(labels, 1)
    ))  # fmt: skip
    words(HERE / "tsv")
    write(HERE / "tsv/labels.tsv", "kind\tfilename\tlabel\twriter\n" + "".join(
        f"print\t{i}.png\t{label}\tw{i}\n" for i, label in enumerate(labels, 1)
    ), "cp949")  # fmt: skip
    words(HERE / "csv")
    with (HERE / "csv/table.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerows([("image", "text"), *((f"{i}.png", t) for i, t in enumerate(labels, 1))])
    words(HERE / "easyocr")
    write(HERE / "easyocr/labels.csv", "filename,words\n" + "".join(
        f"{i}.png,{label}\n" for i, label in enumerate(labels, 1)
    ))  # fmt: skip
    words(HERE / "jsonl")
    write(HERE / "jsonl/labels.jsonl", "".join(
        dump({"filename": f"{i}.png", "text": label}) + "\n" for i, label in enumerate(labels, 1)
    ) + '{"filename": "1.png", "text": null}\n{"filename": \n')  # fmt: skip
    (HERE / "lmdb").mkdir(parents=True)
    with (
        lmdb.open(str(HERE / "lmdb"), map_size=1 << 20, lock=False) as environment,
        environment.begin(write=True) as put,
    ):
        for number, (colour, label) in enumerate(WORDS.items(), 1):
            _, encoded = cv2.imencode(".png", word(colour))
            put.put(b"image-%09d" % number, encoded.tobytes())
            put.put(b"label-%09d" % number, label.encode())
        put.put(b"num-samples", b"3")


def make_tools() -> None:
    """PPOCRLabel, LabelMe, yeonwoo, ICDAR, UFO, KarPlate."""

    def ppocr(colour: str, turn: int = 0) -> dict[str, object]:
        points = corners(colour)
        points = points[turn:] + points[:turn]
        return {"transcription": WORDS[colour], "points": points, "difficult": False}

    save(HERE / "ppocrlabel/photo.png", page())
    save(HERE / "ppocrlabel/next.png", page())
    illegible = {"transcription": "###", "points": corners("초록"), "difficult": True}
    # The tool's paths begin with the folder's own name; a box may be drawn from any corner.
    write(HERE / "ppocrlabel/Label.txt", "ppocrlabel/photo.png\t" + dump(
        [ppocr("빨강"), ppocr("초록", 2), illegible]
    ) + "\n")  # fmt: skip
    write(HERE / "ppocrlabel/Cache.cach", "ppocrlabel/photo.png\t[]\nppocrlabel/next.png\t" + dump(
        [ppocr("파랑")]
    ) + "\n")  # fmt: skip
    write(HERE / "ppocrlabel/fileState.txt", "C:\\scans\\ppocrlabel\\photo.png\t1\n")

    save(HERE / "labelme/images/shop.png", page())
    red, green, blue = (corners(colour) for colour in WORDS)
    shapes = [
        {"label": WORDS["빨강"], "points": red, "shape_type": "polygon"},
        {"label": WORDS["초록"], "points": [green[2], green[0]], "shape_type": "rectangle"},
        {"label": WORDS["파랑"], "points": blue, "shape_type": "polygon"},
        {"label": "점", "points": [[1, 1]], "shape_type": "point"},
    ]
    write(HERE / "labelme/json/shop.json", dump({
        "version": "5.0.1", "flags": {},
        "shapes": [{**s, "group_id": None, "flags": {}} for s in shapes],
        "imagePath": "..\\images\\shop.png", "imageData": None,
        "imageHeight": 90, "imageWidth": 120,
    }, indent=2))  # fmt: skip

    save(HERE / "yeonwoo/form.jpg", page())
    sides = ("x", "y", "width", "height")
    write(HERE / "yeonwoo/form.jpg.json", dump({"id": "form.jpg", "labels": [
        {"desc": WORDS[c], **dict(zip(sides, BOXES[c], strict=True))} for c in WORDS
    ]}))  # fmt: skip

    save(HERE / "icdar/img_1.png", page())
    write(HERE / "icdar/gt_img_1.txt", "\ufeff" + "".join(
        ",".join(str(n) for point in corners(c) for n in point) + f",{WORDS[c]}\r\n" for c in WORDS
    ) + "1,1,5,1,5,5,1,5,###\r\n")  # fmt: skip

    save(HERE / "ufo/street.png", page())
    fields = {"language": ["ko"], "illegibility": False, "orientation": "Horizontal"}
    write(HERE / "ufo/train.json", dump({"images": {"street.png": {"img_h": 90, "img_w": 120,
        "words": {
            **{str(i): {"points": corners(c), "transcription": WORDS[c], **fields}
               for i, c in enumerate(WORDS)},
            "3": {"points": corners("빨강"), "transcription": None, **fields},
            "4": {"points": corners("빨강"), "transcription": "", **fields, "illegibility": True},
        }, "tags": None}}}, indent=1))  # fmt: skip

    plates = ["12가3456", "78나9012", "34허5678"]
    for number, colour in enumerate(COLOURS, 1):
        save(HERE / f"karplate/plate_{number}.jpg", word(colour))
    write(HERE / "karplate/plates.json", dump({"class_names": ["0", "1", "가"], "data": [
        {"images": {"filename": f"plate_{i}.jpg", "width": 40, "height": 20},
         "annotations": {"text": text, "bboxes": [[1.0, 2.0, 9.0, 18.0, 1]]}}
        for i, text in enumerate(plates, 1)
    ]}, indent=2))  # fmt: skip

    save(HERE / "mmocr/scene.png", page())
    words(HERE / "mmocr")
    write(HERE / "mmocr/textrecog.json", dump({
        "metainfo": {"dataset_type": "TextRecogDataset", "task_name": "textrecog"},
        "data_list": [
            {"img_path": "1.png", "instances": [{"text": WORDS["빨강"]}]},
            {"img_path": "scene.png", "instances": [
                {"text": WORDS["초록"], "bbox": [60, 10, 110, 30], "bbox_label": 0},
                {"text": WORDS["파랑"], "polygon": [n for p in blue for n in p]},
            ]},
            {"img_path": "2.png", "instances": [{"bbox": [0, 0, 0, 9], "text": "빈"}]},
        ],
    }))  # fmt: skip

    save(HERE / "clova/receipt.png", page())
    write(HERE / "clova/answer.json", dump({"version": "V2", "images": [{
        "uid": "0", "name": "receipt", "inferResult": "SUCCESS",
        "fields": [
            {"inferText": WORDS[c], "inferConfidence": 0.9, "lineBreak": False,
             "boundingPoly": {"vertices": [{"x": x, "y": y} for x, y in corners(c)]}}
            for c in WORDS
        ],
    }]}))  # fmt: skip

    save(HERE / "label_studio/menu.png", page())
    results = []
    for number, colour in enumerate(WORDS):
        x, y, width, height = BOXES[colour]
        place = {"x": x / 1.2, "y": y / 0.9, "width": width / 1.2, "height": height / 0.9}
        common = {"id": f"r{number}", "to_name": "image", "original_width": 120,
                  "original_height": 90}  # fmt: skip
        results.append({**common, "type": "rectangle", "from_name": "bbox",
                        "value": {**place, "rotation": 0}})  # fmt: skip
        results.append({**common, "type": "textarea", "from_name": "transcription",
                        "value": {**place, "rotation": 0, "text": [WORDS[colour]]}})  # fmt: skip
    turned = {**results[1], "value": {**results[1]["value"], "rotation": 30, "text": ["비뚤"]}}
    write(HERE / "label_studio/project.json", dump([
        {"id": 1, "data": {"ocr": "/data/upload/1/0123abcd-menu.png"}, "predictions": [],
         "annotations": [{"id": 1, "result": [*results, turned]}]},
        {"id": 2, "data": {"title": "글만"}, "annotations": []},
    ], indent=2))  # fmt: skip


def make_aihub() -> None:
    """The six kinds of AI-Hub."""
    save(HERE / "aihub_handwriting/[원천]P.Paper/IMG_OCR_53_000001.png", page())
    boxes = []
    for number, colour in enumerate(WORDS, 1):
        x, y, width, height = BOXES[colour]
        boxes.append({
            "data": WORDS[colour], "id": number,
            "x": [x, x, x + width, x + width], "y": [y, y + height, y, y + height],
        })  # fmt: skip
    boxes.append({**boxes[0], "data": None})
    write(HERE / "aihub_handwriting/[라벨]P.Paper/IMG_OCR_53_000001.json", dump({
        "Annotation": {"object_recognition": 0, "text_language": 0},
        "Dataset": {"identifier": "IMG_OCR_53", "category": 0},
        "Images": {"identifier": "IMG_OCR_53_000001", "type": "png", "writer_age": 37,
                   "writer_sex": 0, "width": 120, "height": 90},
        "bbox": boxes,
    }, indent=1), "cp949")  # fmt: skip

    save(HERE / "aihub_public/images/form_0001.jpg", page())
    write(HERE / "aihub_public/labels/form_0001.json", dump({
        "images": [{"image.file.name": "form_0001.jpg", "image.width": 120, "image.height": 90}],
        "annotations": [
            {"id": 7, "annotation.type": "rectangle", "annotation.text": WORDS[c],
             "annotation.ttype": "textType1", "annotation.bbox": list(BOXES[c])} for c in WORDS
        ],
    }))  # fmt: skip

    save(HERE / "aihub_outdoor/[원천]간판/sign_01.jpg", page())
    write(HERE / "aihub_outdoor/[라벨]간판/sign_01.json", dump({
        "images": [{"id": 1, "width": 120, "height": 90, "file_name": "sign_01.jpg"}],
        "annotations": [
            *({"id": i, "image_id": 1, "text": WORDS[c], "bbox": list(BOXES[c])}
              for i, c in enumerate(WORDS)),
            {"id": 9, "image_id": 1, "text": "깨짐", "bbox": [1, 2, 3]},
        ],
    }))  # fmt: skip

    font = HERE / "aihub_font"
    words(font / "1_word")
    images = [{"id": f"{i:08d}", "width": 40, "height": 20, "file_name": f"{i}.png"}
              for i in (1, 2, 3, 4)]  # fmt: skip
    about = {"type": "단어(어절)", "gender": "여", "age": "30", "job": "교사"}
    write(font / "handwriting_data_info1.json", dump({
        "info": {"name": "Text in the wild Dataset", "date_created": "2019-10-14"},
        "images": images,
        "annotations": [
            {"id": f"{i:08d}", "image_id": f"{i:08d}", "text": text, "attributes": about}
            for i, text in enumerate([*WORDS.values(), "없음"], 1)
        ],
        "licenses": [{"name": "AI-Hub"}],
    }, indent=4))  # fmt: skip

    for number, (colour, text) in enumerate(WORDS.items(), 1):
        various = HERE / "aihub_various"
        save(various / f"images/{number}.png", word(colour))
        write(various / f"labels/{number}.json", dump({
            "image": {"file_name": f"{number}.png", "width": 40, "height": 20},
            "info": {"text": text},
            "text": {"word": [{"value": c, "wordbox": [0, 0, 9, 9]} for c in text]},
        }))  # fmt: skip

    wild = HERE / "aihub_wild"
    save(wild / "Signboard/0001.jpg", page())
    red = list(BOXES["빨강"])
    write(wild / "textinthewild_data_info.json", dump({
        "info": {"name": "Text in the wild Dataset"},
        "images": [{"id": "0001", "width": 120, "height": 90, "file_name": "0001.jpg",
                    "type": "sign"}],
        "annotations": [
            *({"id": str(i), "image_id": "0001", "text": WORDS[c], "bbox": list(BOXES[c]),
               "attributes": {"class": "word"}} for i, c in enumerate(WORDS)),
            {"id": "3", "image_id": "0001", "text": "가", "bbox": red,
             "attributes": {"class": "character"}},
            {"id": "4", "image_id": "0001", "text": None, "bbox": red,
             "attributes": {"class": "word"}},
            {"id": "5", "image_id": "0001", "text": "음수", "bbox": [5, 5, -3, 0],
             "attributes": {"class": "word"}},
            {"id": "6", "image_id": "0002", "text": "미아", "bbox": red,
             "attributes": {"class": "word"}},
        ],
    }))  # fmt: skip


if __name__ == "__main__":
    if HERE.exists():
        shutil.rmtree(HERE)
    make_names()
    make_side_files()
    make_tools()
    make_aihub()
    write(HERE / ".gitattributes", "* -text\n")
