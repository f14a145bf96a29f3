"""What is written about serving is true: the lines are run, against this project's own server."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from recognizer.archive import Archive, read_description
from recognizer.backends.local import open_local_backend
from recognizer.contract import ModelIdentity, Outcome, Prediction
from recognizer.model_service import ModelService
from recognizer.serve import ModelServer
from recognizer.trust import Trust

ROOT = Path(__file__).parents[3]
SERVING = ROOT / "packaging" / "serving"
ALPHA = ROOT / "archieve" / "alpha"


class Silent:
    identity = ModelIdentity("silent", "1")
    scores_labels = False

    def read(self, requests, *, attention=False):
        assert not attention
        return [Outcome(Prediction("")) for _ in requests]

    def close(self):
        pass


@pytest.fixture
def serve():
    servers = []

    def start(backend, **how):
        servers.append(ModelServer(ModelService(backend, **how)))
        servers[-1].start()
        return servers[-1].server_address[1]

    yield start
    for server in servers:
        server.stop()


def health_check(port):
    """Run compose's health check against a port of this machine."""
    compose = (SERVING / "compose.yaml").read_text(encoding="utf-8")
    folded = re.search(r"- -c\n\s+- >-\n((?:\s{10}.*\n)+)", compose)[1]
    line = " ".join(folded.split()).replace("8501", str(port))
    return subprocess.run(["bash", "-c", line], capture_output=True, check=False).returncode


def test_the_health_check_holds_while_the_labelled_version_answers(serve):
    assert health_check(serve(Silent(), name="ocr", labels=["stable"])) == 0


def test_the_health_check_fails_without_the_label(serve):
    assert health_check(serve(Silent(), name="ocr")) != 0


def test_compose_and_kubernetes_start_the_server_alike():
    flags, images = [], []
    for file in ("compose.yaml", "kubernetes.yaml"):
        text = (SERVING / file).read_text(encoding="utf-8")
        flags.append(re.findall(r"^\s+- (--\S+)", text, re.MULTILINE))
        images.append(re.search(r"tensorflow/serving:(?:\$\{\w+:-)?([\d.]+)", text)[1])
    assert flags[0] == flags[1] and len(flags[0]) > 5
    assert images[0] == images[1]


def test_every_config_file_a_server_is_given_exists():
    for file in ("compose.yaml", "kubernetes.yaml"):
        names = re.findall(r"=/config/(\S+)", (SERVING / file).read_text(encoding="utf-8"))
        assert len(names) == 3
        for name in names:
            assert (SERVING / "config" / name).is_file()
            assert f"config/{name}" in (SERVING / "kustomization.yaml").read_text(encoding="utf-8")


def test_the_label_and_the_copy_line_name_the_version_that_is_shipped():
    shipped = read_description(ALPHA).version
    config = (SERVING / "config/models.config").read_text(encoding="utf-8")
    line = re.search(r"kubectl cp .*", (SERVING / "kubernetes.yaml").read_text(encoding="utf-8"))

    assert re.findall(r"version_labels \{ key: \"stable\" value: (\d+) \}", config) == [
        str(shipped)
    ]
    assert f"serving/{shipped} " in line[0] and line[0].endswith(f"/ocr/{shipped}.part")


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
@pytest.mark.parametrize("file", ["README.md", "docs/SERVING.md"])
def test_the_curl_line_gives_the_answer_beside_it(serve, file):
    text = (ROOT / file).read_text(encoding="utf-8")
    line = re.search(r"^curl .*$", text, re.MULTILINE)[0]
    answer = re.search(r"```json\n(.*)\n```", text)[1]
    backend = open_local_backend(Archive.open(ALPHA), trust=Trust(bundled=[ALPHA]))
    port = serve(backend, name="ocr")

    got = subprocess.run(
        ["bash", "-c", line.replace("curl", "curl -s", 1).replace("8501", str(port))],
        capture_output=True,
        check=True,
        cwd=ROOT,
    ).stdout

    backend.close()
    assert json.loads(got) == json.loads(answer)
