"""Sealed books written and checked by the design alone, with Python's standard library and ssh-keygen:

    books.py write LEDGER BOOK ACTOR ROOT AT KEY    lines, as entries' own fields, from standard input: prints the file
    books.py check WORKSPACE                        every chain, reference, `seen` and seal: prints what was found as JSON
"""

import base64
import hashlib
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

HASH = r"[0-9a-f]{64}"
BOOK = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\.[0-9a-f]{32}"
SEAL = re.compile(
    rf'(\{{"seq":\d+,"prev":"{HASH}","at":"[0-9T:.-]+Z","kind":"seal"'
    rf'(?:,"seen":\{{"{BOOK}":"\d+:{HASH}"(?:,"{BOOK}":"\d+:{HASH}")*\}})?'
    r',"key":"(SHA256:[A-Za-z0-9+/]{43})"),"signature":"([A-Za-z0-9+/]+=*)"\}'
)
AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
ORDERS = {
    b"ecdsa-sha2-nistp256": "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
    b"ecdsa-sha2-nistp384": "f" * 48 + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973",
    b"ecdsa-sha2-nistp521": "1" + "f" * 65 + "a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def line_hash(line):
    """Of a seal line only what is signed."""
    seal = SEAL.fullmatch(line)
    return sha256((seal[1] if seal else line).encode())


def fingerprint(key):
    blob = base64.b64decode(key.split()[1])
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def signed_bytes(root, identity, unsigned):
    return f"milepost-seal/2 {root} {identity}\n{unsigned}".encode()


def strings(data):
    while data:
        (size,) = struct.unpack(">I", data[:4])
        yield data[4 : 4 + size]
        data = data[4 + size :]


def string(data):
    return struct.pack(">I", len(data)) + data


def number(value):
    return string(value.to_bytes(value.bit_length() // 8 + 1, "big"))


def scalars(blob):
    """Kind, r and s of an ECDSA signature; nothing for other kinds."""
    kind, proper = strings(list(strings(blob[10:]))[4])
    return (kind, *(int.from_bytes(part, "big") for part in strings(proper))) if kind in ORDERS else None


def lowered(blob):
    """Of the two signatures that ECDSA allows, the one with the lower `s`."""
    ecdsa = scalars(blob)
    if ecdsa is None:
        return blob
    kind, r, s = ecdsa
    s = min(s, int(ORDERS[kind], 16) - s)
    parts = list(strings(blob[10:]))[:4] + [string(kind) + string(number(r) + number(s))]
    return blob[:10] + b"".join(map(string, parts))


def keygen(arguments, data):
    return subprocess.run(["ssh-keygen", "-Y", *arguments], input=data, capture_output=True)


def sign(key, data):
    made = keygen(["sign", "-q", "-n", "milepost", "-f", key], data)
    if made.returncode:
        sys.exit(made.stderr.decode())
    armored = made.stdout.decode().split("\n")
    return base64.b64encode(lowered(base64.b64decode("".join(armored[1:-2])))).decode()


def verified(key, data, signature):
    lines = [signature[place : place + 70] for place in range(0, len(signature), 70)]
    armored = "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])
    with tempfile.TemporaryDirectory() as folder:
        allowed, sig = pathlib.Path(folder, "allowed"), pathlib.Path(folder, "sig")
        allowed.write_text(f"who {key}\n")
        sig.write_text(armored)
        asked = ["verify", "-f", str(allowed), "-I", "who", "-n", "milepost", "-s", str(sig)]
        return keygen(asked, data).returncode == 0


def write(ledger, book, actor, root, at, key):
    opening = json.dumps(
        {"format": "milepost/book/2", "book": book, "actor": actor, "root": root, "at": at}, separators=(",", ":")
    )
    lines, identity = [opening], sha256(opening.encode())
    for said in filter(None, map(str.strip, sys.stdin)):
        place = {"seq": len(lines), "prev": line_hash(lines[-1]), "at": at}
        lines.append(json.dumps({**place, **json.loads(said)}, separators=(",", ":"), ensure_ascii=False))
    public = pathlib.Path(f"{key}.pub").read_text()
    unsigned = (
        f'{{"seq":{len(lines)},"prev":"{line_hash(lines[-1])}","at":"{at}","kind":"seal","key":"{fingerprint(public)}"'
    )
    lines.append(f'{unsigned},"signature":"{sign(key, signed_bytes(root, identity, unsigned))}"}}')
    file = pathlib.Path(ledger, f"{book}.{identity[:32]}.jsonl")
    file.write_text("\n".join(lines) + "\n")
    print(file.name)


def plans(workspace):
    """The keys of each actor, in whatever version, and the hashes of all versions."""
    keys, hashes = {}, set()
    for path in pathlib.Path(workspace, "plans").glob("*.json"):
        hashes.add(sha256(path.read_bytes()))
        for actor in json.loads(path.read_bytes())["actors"]:
            for key in actor.get("keys", []):
                keys.setdefault(actor["id"], set()).add(key["key"] if isinstance(key, dict) else key)
    return keys, hashes


def references(line):
    for key in ("entry", "incident", "dispute"):
        if isinstance(line.get(key), str):
            yield line[key]
    yield from (piece["removed"] for piece in line.get("evidence", []) if "removed" in piece)
    yield from (f"{book}:{point}" for book, point in line.get("seen", {}).items())


def check(workspace):
    """What is wrong, and how much there was of all."""
    keys, hashes = plans(workspace)
    books, wrong, found = {}, [], {"books": 0, "lines": 0, "seals": 0, "references": 0, "unsealed": 0}
    for path in sorted(pathlib.Path(workspace, "ledger").glob("*.jsonl")):
        text = path.read_bytes().decode()
        books[path.name.removesuffix(".jsonl")] = text.removesuffix("\n").split("\n")
        if not text.endswith("\n"):
            wrong.append(f"{path.name}: its last line is not whole")
    known = {book: [line_hash(line) for line in lines] for book, lines in books.items()}
    for book, lines in books.items():
        found["books"] += 1
        tell = lambda seq, what: wrong.append(f"{book}:{seq}: {what}")
        opening = json.loads(lines[0])
        if book != f"{opening['book']}.{known[book][0][:32]}" or opening["format"] != "milepost/book/2":
            tell(0, "the file is not named by its opening")
        if opening["root"] not in hashes:
            tell(0, "no version has the hash of the root")
        latest, sealed = opening["at"], 0
        for seq, text in enumerate(lines[1:], 1):
            line = json.loads(text)
            found["lines"] += 1
            if line["seq"] != seq or line["prev"] != known[book][seq - 1]:
                tell(seq, "it does not fit the line before")
            if not AT.fullmatch(line["at"]) or line["at"] < latest:
                tell(seq, "its clock went back")
            latest = max(latest, line["at"])
            for name in references(line):
                found["references"] += 1
                other, place, meant = name.split(":")
                there = known.get(other, [])
                if not int(place) < len(there) or there[int(place)] != meant:
                    tell(seq, f"{name} is not there")
            if line["kind"] == "seal":
                found["seals"] += 1
                seal = SEAL.fullmatch(text)
                mine = [key for key in keys.get(opening["actor"], []) if seal and fingerprint(key) == seal[2]]
                if not seal or not mine:
                    tell(seq, "no seal, or by no key of its actor")
                    continue
                blob = base64.b64decode(seal[3], validate=True)
                data = signed_bytes(opening["root"], known[book][0], seal[1])
                one_spelling = base64.b64encode(blob).decode() == seal[3] and lowered(blob) == blob
                if not one_spelling or not verified(mine[0], data, seal[3]):
                    tell(seq, "the signature is not of these lines")
                sealed = seq
        if keys.get(opening["actor"]):
            found["unsealed"] += len(lines) - 1 - sealed
    json.dump({**found, "wrong": wrong}, sys.stdout)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    {"write": write, "check": check}[sys.argv[1]](*sys.argv[2:])
