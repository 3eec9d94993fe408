"""Times commands beside heaps that somebody piled up to wear a machine out:
    cargo build --release && python3 tests/benches/heaps.py target/release/milepost
Needs ssh-keygen. Prints seconds for each command; 3,200 versions of books, 32,000 empty books, 2,000 seals by a stranger.
"""

import concurrent.futures
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "readers"))
import books

BINARY = pathlib.Path(sys.argv[1]).absolute()
AT = "2026-01-05T00:00:00.000Z"
READING = ["list", "audit -o json", "status -o json", "log", "mark A minimum --as mov"]


def packed(said):
    return json.dumps(said, separators=(",", ":"))


class Hand:
    """A book, written without milepost."""

    def __init__(self, book, actor, root, at=AT):
        self.book, self.root = book, root
        self.lines = [packed({"format": "milepost/book/2", "book": book, "actor": actor, "root": root, "at": at})]

    def place(self):
        return {"seq": len(self.lines), "prev": books.line_hash(self.lines[-1]), "at": AT}

    def note(self, text):
        self.lines.append(packed({**self.place(), "kind": "note", "note": text}))
        return self

    def seal(self, key):
        public = pathlib.Path(f"{key}.pub").read_text()
        unsigned = packed({**self.place(), "kind": "seal", "key": books.fingerprint(public)})[:-1]
        identity = books.sha256(self.lines[0].encode())
        signature = books.sign(key, books.signed_bytes(self.root, identity, unsigned))
        self.lines.append(f'{unsigned},"signature":"{signature}"}}')
        return self

    def put(self, ledger, apart=False):
        data = ("\n".join(self.lines) + "\n").encode()
        stem = f"{self.book}.{books.sha256(self.lines[0].encode())[:32]}"
        if apart:
            (ledger / "forks").mkdir(exist_ok=True)
            stem = f"forks/{stem}.{hashlib.sha256(data).hexdigest()[:16]}"
        (ledger / f"{stem}.jsonl").write_bytes(data)


def main(top):
    own, stranger = top / "own", top / "stranger"
    for key in (own, stranger):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    public = " ".join((top / "own.pub").read_text().split()[:2])
    plan = {"format": "milepost/plan/1", "id": "p", "version": "1", "title": "P", "lang": "en",
            "actors": [{"id": "gov", "name": "Government", "role": "party", "keys": [public]},
                       {"id": "mov", "name": "Movement", "role": "party"}],
            "rules": {"amend": "never"}, "milestones": [{"id": "A", "title": "A", "responsible": ["gov"]}]}
    (top / "plan.json").write_text(json.dumps(plan))

    def run(folder, line):
        return subprocess.run([BINARY, "-C", folder, *line.split()], capture_output=True)

    first = top / "first"
    first.mkdir()
    subprocess.run([BINARY, "init", "--from", "../plan.json"], cwd=first, check=True, capture_output=True)
    run(first, "mark A full --as mov").check_returncode()
    root = hashlib.sha256((first / "plan.json").read_bytes()).hexdigest()

    def measure(name, pile):
        heap, fresh = top / "heap", top / "fresh"
        for folder in (heap, fresh):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(first, folder)
        pile(heap / "ledger")
        tasks = [(heap, line) for line in READING] + [(fresh, f"merge {heap}"), (fresh, "list")]
        for folder, line in tasks:
            begun = time.perf_counter()
            done = run(folder, line)
            taken = time.perf_counter() - begun
            assert done.returncode in (0, 1), done.stderr.decode()
            print(f"{name:30} {line.replace(str(heap), 'it'):26} {taken:6.2f} s", flush=True)

    def each(count, make):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            return list(pool.map(make, range(count)))

    begun = Hand("gov", "gov", root).note("one").seal(own)

    def version(number):
        hand = Hand("gov", "gov", root)
        hand.lines = list(begun.lines)
        return hand.note(f"version {number}").seal(own)

    def one_book(ledger):
        versions = each(3_200, version)
        versions[0].put(ledger)
        for hand in versions:
            hand.put(ledger, apart=True)

    def many_books(ledger):
        pair = lambda number: [Hand(f"b{number}", "gov", root).note(text).seal(own) for text in ("one", "other")]
        for one, other in each(1_600, pair):
            one.put(ledger)
            one.put(ledger, apart=True)
            other.put(ledger, apart=True)

    def empty(ledger):
        for number in range(32_000):
            Hand("mov", "mov", root, f"2026-01-05T00:{number // 60_000:02}:{number // 1000 % 60:02}.{number % 1000:03}Z").put(ledger)

    def sealed(ledger):
        hand = Hand("sealed", "gov", root).note("one")
        hand.seal(stranger)
        for _ in range(1_999):
            hand.lines.append(packed({**json.loads(hand.lines[-1]), **hand.place()}))
        hand.put(ledger)

    measure("3,200 versions of one book", one_book)
    measure("1,600 books in two versions", many_books)
    measure("32,000 empty books", empty)
    measure("2,000 seals by a stranger", sealed)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(pathlib.Path(folder))
