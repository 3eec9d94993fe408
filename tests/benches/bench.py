"""Measures whole commands of milepost beside floors and beside other people's programs, in one run, taking turns:
    python3 tests/benches/bench.py [--quick] [--only GROUP]... [--markdown] [--json FILE]
    python3 tests/benches/bench.py --again FILE --markdown

Prints for each command the median of its processor time (user and system, all threads) and of its wall time, both as ratios to the first
of its group; its peak memory; and how many bytes it read by system calls. Builds the program and what it needs beside it in the release
profile, unless `--binary` and `--programs` name what was built before. Everything is written to a folder of its own and taken away at the end.

Floors: `nothing` starts and ends; `cat` and `sha256sum` read the same files; `parse` reads each line as JSON and keeps nothing.
Others, where they are installed (Debian: taskwarrior hledger ledger jq tj3): a program that is not here, or took longer than `--limit`
seconds, is told so; no figure is scaled from another. Linux only.
"""

import argparse
import datetime
import glob
import itertools
import json
import os
import pathlib
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
AS_OF = "2023-01-01"
MB = 1e6


# What is measured, and how.


class Command:
    """A command line, told under a name; `before` is done ahead of each turn and not measured, `written` is a file that it writes."""

    def __init__(self, name, *line, before=None, written=None, answers=(0,), counts=None, to=None):
        self.name, self.line, self.before, self.written = name, [str(word) for word in line], before, written
        self.answers, self.counts, self.to = answers, counts, to
        self.runs, self.failure = [], None


class Bench:
    def __init__(self, options, top, binary, generator, floor):
        self.options, self.top, self.binary, self.generator, self.floor = options, top, binary, generator, floor
        self.groups, self.made = [], {}
        home = top / "home"
        home.mkdir()
        self.world = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TASKRC": str(home / "taskrc")}

    def size(self, count):
        """A hundredth of a size in a quick run, at least ten."""
        return max(10, count // 100) if self.options.quick else count

    def milepost(self, folder, *words, **more):
        return Command("milepost " + " ".join(words), self.binary, "-C", folder, *words, **more)

    def floors(self, files, *more):
        known = {
            "cat": Command("cat", "cat", *files, to=os.devnull),
            "sha256sum": Command("sha256sum", "sha256sum", *files),
            "parse": Command("parse", self.floor, "parse", *files),
        }
        return [known[name] for name in more]

    def workspace(self, entries, milestones=578, sealed=False):
        """A workspace of that size, and beside it the files of others; made once."""
        key = (entries, milestones, sealed)
        if key not in self.made:
            folder = self.top / "-".join(map(str, key))
            words = ["--entries", entries, "--milestones", milestones, *(["--sealed"] if sealed else [])]
            line = [self.generator, folder, "--peers", f"{folder}-peers", *words]
            subprocess.run([str(word) for word in line], check=True)
            self.made[key] = folder
        return self.made[key]

    def take(self, command):
        """One run of a command."""
        if command.before:
            command.before()
        answer = command.to or self.top / "answer"
        line = [str(self.floor), "run", str(answer), *command.line]
        child = subprocess.Popen(
            line, env=self.world, cwd=self.top / "home", stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        try:
            told, complaint = child.communicate(timeout=self.options.limit)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
            command.failure = f"stopped after {self.options.limit} s"
            return None
        complaint = complaint.decode(errors="replace")
        if child.returncode != 0:
            command.failure = f"did not run: {complaint.strip().splitlines()[-1:]}"
            return None
        run = json.loads(told)
        if run["code"] not in command.answers:
            command.failure = f"ended with {run['code']}: {' '.join(complaint.split())[:200]}"
            return None
        run["cpu"] = run["user"] + run["system"]
        run["written"] = written_size(command.written or answer)
        return run

    def compare(self, name, about, commands, rounds=7):
        """Takes turns. The first turn warms up and is not counted, unless it took longer than ten seconds; whoever has used up
        its time has fewer turns, one at least."""
        rounds = 3 if self.options.quick else rounds
        print(f"\n{name}: {about}", flush=True)
        for turn in itertools.count():
            waiting = [one for one in commands if one.failure is None and self.wants(one, rounds)]
            if not waiting:
                break
            for command in waiting:
                run = self.take(command)
                if run and (turn > 0 or run["wall"] > 10):
                    command.runs.append(run)
        rows = [self.row(command) for command in commands]
        self.groups.append({"group": name, "about": about, "rows": rows})
        show(rows)
        return rows

    def wants(self, command, rounds):
        used = sum(run["wall"] for run in command.runs)
        return len(command.runs) < rounds and (used < self.options.patience or not command.runs)

    def row(self, command):
        row = {"name": command.name, "runs": len(command.runs)}
        if command.failure:
            return row | {"failure": command.failure}
        for key in ["wall", "cpu", "peak", "read", "written"]:
            values = [run[key] for run in command.runs if run[key] is not None] or [None]
            row[key] = statistics.median(values)
            row[f"{key}_least"], row[f"{key}_most"] = min(values), max(values)
        if command.counts:
            row["per_second"] = command.counts / row["wall"]
        return row

    def missing(self, program, package):
        """Whether another's program is not here; tells it."""
        if shutil.which(program):
            return False
        self.groups.append({"group": "not here", "about": f"{program} (Debian: {package})", "rows": []})
        print(f"not here: {program} (Debian: apt-get install {package})")
        return True


def written_size(path):
    path = pathlib.Path(path)
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def files_of(folder):
    return [folder / "plan.json", *sorted(folder.glob("ledger/*.jsonl"))]


def told_size(folder):
    files = files_of(folder)
    return f"{sum(file.stat().st_size for file in files) / MB:.1f} MB in {len(files)} files"


def cold_status(bench, folder):
    """`status` where no earlier command left a cache."""
    command = bench.milepost(folder, "status", before=lambda: (folder / ".milepost" / "cache").unlink(missing_ok=True))
    command.name = "milepost status, cold"
    return command


# The groups.


def start(bench):
    """What it takes to start, and to show the built-in plan."""
    line = lambda *words: Command("milepost " + " ".join(words), bench.binary, *words)
    commands = [Command("nothing", bench.floor), line("--version"), line("--help"), line("list"), line("status")]
    for program, package in [("task", "taskwarrior"), ("hledger", "hledger"), ("ledger", "ledger"), ("jq", "jq")]:
        if not bench.missing(program, package):
            commands.append(Command(f"{program} --version", program, "--version"))
    bench.compare("start", "where there is no workspace; `list` and `status` show the built-in plan", commands, rounds=41)


def warm(bench):
    """What everyday commands take when the workspace was read before, with a few entries and with many."""
    for entries in [bench.size(1_000), bench.size(1_000_000)]:
        folder = bench.workspace(entries)
        commands = bench.floors(files_of(folder), "cat", "sha256sum")
        commands += [bench.milepost(folder, *line) for line in [["list"], ["status"], ["show", "M-400"], ["timeline"]]]
        bench.compare(f"warm, {entries:,} entries", told_size(folder), commands, rounds=9)


def said(bench):
    """What it takes to record one entry, and what goes through all that is open, with a few entries and with many."""
    for entries in [bench.size(1_000), bench.size(1_000_000)]:
        folder = bench.workspace(entries)
        commands = bench.floors(files_of(folder), "cat", "sha256sum")
        words = [["mark", "M-5", "full", "--as", "mission"], ["log", "-n", "10"], ["next"]]
        commands += [bench.milepost(folder, *line) for line in words]
        commands[2].name = "milepost mark"
        bench.compare(f"said, {entries:,} entries", told_size(folder), commands, rounds=5)


def full(bench):
    """What it takes to read everything."""
    for entries in [bench.size(100_000), bench.size(1_000_000)]:
        folder = bench.workspace(entries)
        files = files_of(folder)
        commands = bench.floors(files, "sha256sum", "cat", "parse")
        commands += [
            cold_status(bench, folder),
            bench.milepost(folder, "status", "--as-of", AS_OF),
            bench.milepost(folder, "audit"),
            bench.milepost(folder, "log"),
        ]
        if entries == bench.size(100_000):
            journal = f"{folder}-peers/entries.journal"
            for program in ["hledger", "ledger"]:
                if not bench.missing(program, program):
                    commands.append(Command(f"{program} balance", program, "-f", journal, "balance"))
            if not bench.missing("jq", "jq"):
                commands.append(Command("jq, counting kinds", "jq", "-n", "-c", "reduce inputs as $line ({}; .[$line.kind // \"\"] += 1)", *files[1:]))
        bench.compare(f"full pass, {entries:,} entries", told_size(folder), commands)


def wide(bench):
    """Plans of many milestones, three in ten with a dependency, and as many entries."""
    for milestones in [bench.size(10_000), bench.size(100_000)]:
        folder = bench.workspace(milestones, milestones)
        commands = bench.floors(files_of(folder), "cat", "parse")
        words = [["list"], ["list", "-o", "json"], ["export"], ["check"], ["status"]]
        commands += [bench.milepost(folder, *line, answers=(0, 1)) for line in words]
        if not bench.missing("task", "taskwarrior") and tasks(bench, f"{folder}-peers/tasks.json", milestones):
            commands.append(Command("task list", "task", f"rc.data.location={bench.top}/tasks-{milestones}", "list"))
        bench.compare(f"wide, {milestones:,} milestones", told_size(folder), commands, rounds=5)


def tasks(bench, file, count):
    """Gives Taskwarrior the same promises, and tells how long it took; whether it has them."""
    (bench.top / "home" / "taskrc").write_text("confirmation=off\nnews.version=2.6.0\n")
    data = bench.top / f"tasks-{count}"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    importing = Command(f"task import, {count:,} tasks", "task", f"rc.data.location={data}", "import", file, counts=count)
    run = bench.take(importing)
    importing.runs = [run] if run else []
    rows = [bench.row(importing)]
    bench.groups.append({"group": f"task import, {count:,}", "about": "once, before `task list`", "rows": rows})
    print(f"\ntask import, {count:,}: once, before `task list`")
    show(rows)
    return run is not None


def report(bench):
    """A report with a chart of 1,000 milestones, beside TaskJuggler's of the same tasks."""
    folder = bench.workspace(bench.size(2_000), bench.size(1_000))
    out = bench.top / "report.html"
    commands = [bench.milepost(folder, "report", "--to", str(out), written=out)]
    commands[0].name = "milepost report"
    if not bench.missing("tj3", "tj3"):
        for scale in ["month", "day"]:
            place = bench.top / f"tj-{scale}"
            place.mkdir()
            project = f"{folder}-peers/{scale}.tjp"
            page = place / f"report-{scale}.html"
            commands.append(Command(f"tj3, chart by {scale}", "tj3", "--silent", "--output-dir", place, project, written=page))
    bench.compare(f"report, {bench.size(1_000):,} milestones", "HTML with a chart (milepost's has its dates to the day)", commands, rounds=5)


def imports(bench):
    """Many entries at once into a fresh workspace."""
    count = bench.size(1_000_000)
    source = bench.workspace(count * 5 // 4)
    fresh, target = bench.workspace(10), bench.top / "importing"

    def anew():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(fresh, target)

    commands = []
    for form, head in [("jsonl", 0), ("csv", 1)]:
        file = bench.top / f"statements.{form}"
        with open(f"{source}-peers/statements.{form}") as lines, open(file, "w") as cut:
            taken = sum(1 for line in itertools.islice(lines, count + head) if cut.write(line))
        assert taken == count + head, "too few statements"
        if form == "jsonl":
            commands += bench.floors([file], "sha256sum", "cat", "parse")
        words = ["import", str(file), "--as", "mission"]
        commands.append(bench.milepost(target, *words, before=anew, counts=count))
        commands[-1].name = f"milepost import, {form}"
    bench.compare(f"import, {count:,} lines", "claims, incidents and notes into a fresh workspace", commands, rounds=3)


def sealed(bench):
    """What seals cost who reads and who writes: a seal after every ten entries."""
    folder = bench.workspace(bench.size(100_000), sealed=True)
    commands = bench.floors(files_of(folder), "sha256sum")
    commands += [bench.milepost(folder, *line) for line in [["audit"], ["audit", "--full"]]]
    commands.append(cold_status(bench, folder))
    bench.compare(f"sealed, {bench.size(100_000):,} entries", told_size(folder), commands)
    # One command at a time, in two workspaces that differ in a key only.
    key = bench.top / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    marks = []
    for name, keys in {"mark": [], "mark, sealed": [pathlib.Path(f"{key}.pub").read_text().strip()]}.items():
        small = bench.top / f"small-{len(keys)}"
        actors = [{"id": "mission", "name": "Mission", "role": "monitor", "keys": keys}, {"id": "mov", "name": "Movement", "role": "party"}]
        milestones = [{"id": "M", "title": "A promise", "responsible": ["mov"]}]
        plan = {"format": "milepost/plan/1", "id": "small", "version": "1", "title": "Small", "actors": actors,
                "rules": {"verify": {"by": ["mission"], "quorum": 1}, "amend": "never"}, "milestones": milestones}
        (bench.top / "plan.json").write_text(json.dumps(plan))
        subprocess.run([bench.binary, "init", small, "--from", bench.top / "plan.json"], check=True, stdout=subprocess.DEVNULL, env=bench.world)
        marks.append(bench.milepost(small, "mark", "M", "full", "--as", "mission", *(["--key", str(key)] if keys else [])))
        marks[-1].name = f"milepost {name}"
    bench.compare("one seal", "one milestone, two actors", [Command("nothing", bench.floor), *marks], rounds=21)


def exports(bench):
    """What exports write, and how much memory they have beyond `status`, which reads the same."""
    for entries in [bench.size(1_000), bench.size(100_000)]:
        folder = bench.workspace(entries, bench.size(10_000))
        commands = [cold_status(bench, folder)]
        for form in ["json", "jsonl", "csv", "csv/", "xlsx", "ics", "md"]:
            out = bench.top / (f"tables-{entries}" if form == "csv/" else f"out.{form}")
            to = f"{out}/" if form == "csv/" else str(out)
            commands.append(bench.milepost(folder, "export", "-o", form.strip("/"), "--to", to, written=out))
            commands[-1].name = f"milepost export {form}"
        rows = bench.compare(f"exports, {bench.size(10_000):,} milestones, {entries:,} entries", told_size(folder), commands, rounds=1)
        beyond = [(row["peak"] - rows[0]["peak"] - 16 * MB) / max(row["written"], 1) for row in rows[1:] if "peak" in row]
        if any(times > 10 for times in beyond):
            sys.exit("an export takes more than ten times the size of what it writes")


GROUPS = {"start": start, "warm": warm, "said": said, "full": full, "wide": wide, "report": report, "import": imports, "sealed": sealed, "exports": exports}


# What is told.


def show(rows):
    base = rows[0]
    print(f"  {'':34} {'CPU':>11} {'':>8} {'wall':>11} {'':>8} {'peak':>9} {'read':>10} {'written':>10}  runs")
    for row in rows:
        if "failure" in row:
            print(f"  {row['name'][:34]:34} {row['failure']}")
            continue
        ratio = lambda key: f"{row[key] / base[key]:6.2f} ×" if base.get(key) else ""
        rate = f"  {row['per_second']:,.0f} a second" if "per_second" in row else ""
        print(
            f"  {row['name'][:34]:34} {row['cpu'] * 1e3:8.1f} ms {ratio('cpu'):>8} {row['wall'] * 1e3:8.1f} ms {ratio('wall'):>8}"
            f" {row['peak'] / MB:6.1f} MB {(row['read'] or 0) / MB:7.2f} MB {row['written'] / MB:7.2f} MB {row['runs']:5}{rate}",
            flush=True,
        )


# What the table in the guide has: what is told, the group, the row, and beside which rows.
TABLE = [
    ("start: `--version`", "start", "milepost --version", ["nothing", "task --version"]),
    ("`list` of the built-in plan", "start", "milepost list", ["nothing", "task --version"]),
    ("`list`, warm", "warm, 1,000", "milepost list", ["sha256sum"]),
    ("`list`, warm", "warm, 1,000,000", "milepost list", ["sha256sum"]),
    ("`status`, warm", "warm, 1,000", "milepost status", ["sha256sum"]),
    ("`status`, warm", "warm, 1,000,000", "milepost status", ["sha256sum"]),
    ("`show`, warm", "warm, 1,000", "milepost show M-400", ["sha256sum"]),
    ("`show`, warm", "warm, 1,000,000", "milepost show M-400", ["sha256sum"]),
    ("`mark`", "said, 1,000", "milepost mark", ["sha256sum"]),
    ("`mark`", "said, 1,000,000", "milepost mark", ["sha256sum"]),
    ("`status`, cold", "full pass, 1,000,000", "milepost status, cold", ["sha256sum", "parse"]),
    ("`status --as-of`", "full pass, 1,000,000", f"milepost status --as-of {AS_OF}", ["sha256sum", "parse"]),
    ("`audit`", "full pass, 1,000,000", "milepost audit", ["sha256sum", "parse"]),
    ("`log`", "full pass, 1,000,000", "milepost log", ["sha256sum", "parse"]),
    ("`status`, cold", "full pass, 100,000", "milepost status, cold", ["hledger balance", "ledger balance"]),
    ("`list`", "wide, 10,000", "milepost list", ["task list"]),
    ("`list`", "wide, 100,000", "milepost list", ["task list"]),
    ("`report`", "report, 1,000", "milepost report", ["tj3, chart by month", "tj3, chart by day"]),
    ("`import` of JSON Lines", "import, 1,000,000", "milepost import, jsonl", ["sha256sum", "parse"]),
]


def markdown(result):
    machine = result["machine"]
    print(f"Measured on {result['date']} with `tests/benches/bench.py`{' --quick' if result['quick'] else ''}: milepost {result['milepost']},")
    print(f"{machine['processor']}, {machine['processors']} processors, {machine['memory']:.0f} GB, {machine['system']}; {', '.join(result['others'])}.")
    busy = f" The machine was busy with other work (load {result['load']:.1f})." if result["load"] > machine["processors"] / 2 else ""
    print(f"Medians: wall time, and as CPU the processor time of all threads; peak memory.{busy}\n")
    print("| command | of | milepost | beside it |\n|---|---|---|---|")
    for told, group, name, others in TABLE:
        group = group if not result["quick"] else quick_name(group)
        found = next((one for one in result["groups"] if one["group"] == group or one["group"].startswith(group + " ")), None)
        rows = {row["name"]: row for row in found["rows"]} if found else {}
        if name not in rows:
            continue
        of = found["group"].partition(", ")[2] or "nothing"
        print(f"| {told} | {of} | {cell(rows[name], with_read='warm' in told)} | {'; '.join(f'{short(other)} {cell(rows[other], False)}' for other in others if other in rows)} |")


def quick_name(group):
    name, _, count = group.partition(", ")
    return f"{name}, {max(10, int(count.replace(',', '')) // 100):,}" if count else name


def short(name):
    return {"nothing": "a program that does nothing", "parse": "reading the JSON alone"}.get(name, f"`{name}`")


def cell(row, with_memory=True, with_read=False):
    if "failure" in row:
        return row["failure"]
    seconds = lambda value: f"{value * 1e3:.1f} ms" if value < 0.1 else f"{value:.2f} s"
    memory = f", {row['peak'] / MB:.0f} MB" if with_memory else ""
    rate = f", {row['per_second']:,.0f} a second" if "per_second" in row else ""
    read = f", {(row['read'] or 0) / MB:.1f} MB read" if with_read else ""
    return f"{seconds(row['wall'])} (CPU {seconds(row['cpu'])}{memory}{read}{rate})"


def versions():
    """The versions of the others, as they tell them."""
    told = []
    for program in ["task", "hledger", "ledger", "jq", "tj3"]:
        if shutil.which(program):
            line = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.split("\n")[0]
            told.append(f"{program} {next((word.strip(',') for word in line.replace('jq-', '').split() if word[:1].isdigit()), line)}")
        else:
            told.append(f"no {program}")
    return told


def machine():
    info = pathlib.Path("/proc/cpuinfo").read_text()
    model = next((line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")), platform.machine())
    memory = int(pathlib.Path("/proc/meminfo").read_text().split()[1]) * 1024
    system = f"{platform.system()} {platform.release()}"
    return {"processor": model, "processors": os.cpu_count(), "memory": memory / 2**30, "system": system}


def built(*words):
    """Builds targets in the release profile; their programs by name."""
    line = ["cargo", *words, "--locked", "--message-format=json-render-diagnostics"]
    told = subprocess.run(line, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    messages = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    return {one["target"]["name"]: one["executable"] for one in messages if one.get("executable")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a hundredth of every size, three turns: to try the script, not to measure")
    parser.add_argument("--only", action="append", choices=GROUPS, help="this group only; may be given several times")
    parser.add_argument("--binary", type=pathlib.Path, help="the milepost to measure, instead of one built here")
    parser.add_argument("--programs", type=pathlib.Path, help="the folder of `generate` and `floor`, instead of ones built here")
    parser.add_argument("--json", type=pathlib.Path, help="write everything measured to this file")
    parser.add_argument("--markdown", action="store_true", help="print the table of the guide at the end")
    parser.add_argument("--again", type=pathlib.Path, help="measure nothing; tell what this file of `--json` has")
    parser.add_argument("--limit", type=float, default=300, help="seconds after which a run is stopped (300)")
    parser.add_argument("--patience", type=float, default=60, help="seconds after which a command has no further turn (60)")
    options = parser.parse_args()
    if options.again:
        result = json.loads(options.again.read_text())
        for group in result["groups"]:
            if group["rows"] and not options.markdown:
                print(f"\n{group['group']}: {group['about']}")
                show(group["rows"])
    else:
        if options.programs:
            benches = {name: options.programs.resolve() / name for name in ["generate", "floor"]}
        else:
            benches = built("bench", "--no-run", "--bench", "generate", "--bench", "floor")
        binary = options.binary or built("build", "--release", "--bin", "milepost")["milepost"]
        with tempfile.TemporaryDirectory() as top:
            bench = Bench(options, pathlib.Path(top), pathlib.Path(binary).resolve(), benches["generate"], benches["floor"])
            load = os.getloadavg()[0]
            if load > os.cpu_count() / 2:
                print(f"this machine is busy (load {load:.1f}): wall time tells little, processor time more")
            for name in options.only or GROUPS:
                GROUPS[name](bench)
            version = subprocess.run([bench.binary, "--version"], capture_output=True, text=True).stdout.split()[1]
            result = {"date": datetime.date.today().isoformat(), "milepost": version, "quick": options.quick, "machine": machine(), "load": load,
                      "others": versions(), "groups": bench.groups}
        if options.json:
            options.json.write_text(json.dumps(result, indent=1) + "\n")
    if options.markdown:
        print()
        markdown(result)


if __name__ == "__main__":
    main()
