"""`python -m tests.integration.guided_fuzz READER SECONDS`: inputs led by coverage (atheris) into one reader of files.

Ends with 0 when every input gave something or a sentence within the limit; else atheris prints the input that did not.
"""

import contextlib
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["daihoi", "yaml", "openpyxl"]):
    from daihoi.errors import BadInput
    from tests.integration.test_fuzz_readers import LIMIT, READERS, sample


def main(name: str, seconds: str) -> None:
    """Fuzz the reader ``name``, beginning with its good sample."""
    file, read = READERS[name]
    with tempfile.TemporaryDirectory(prefix="daihoi-fuzz-") as folder:
        place, corpus = Path(folder) / file, Path(folder) / "corpus"
        corpus.mkdir()
        (corpus / "good").write_bytes(sample(name, Path(folder)))

        def one(content: bytes) -> None:
            place.write_bytes(content)
            with contextlib.suppress(BadInput):
                read(place)

        limits = (f"-timeout={LIMIT:.0f}", f"-max_total_time={seconds}", "-max_len=20000", "-rss_limit_mb=2048")
        atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={tempfile.gettempdir()}/", str(corpus)], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
