#!/bin/sh
# Times `milepost report` of 1,000 milestones against TaskJuggler's HTML report with a Gantt chart of the same 1,000 tasks, in
# interleaved runs:
#     sh tests/benches/report.sh
# Prints the median of each and their ratio. Needs python3, and `tj3` (Debian: apt-get install tj3); where that is missing, it says so.
set -eu
cd "$(dirname "$0")/../.."
if ! command -v tj3 >/dev/null; then
  echo "skipped: there is no tj3 (TaskJuggler) on this machine"
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo build --quiet --release
cargo bench --quiet --bench generate -- "$folder/large" 1
python3 - "$PWD/target/release/milepost" "$folder" <<'PYTHON'
import json, os, statistics, subprocess, sys, time

binary, top = sys.argv[1:]
ROUNDS = 5
TASKS = 1000
LEVELS = ["none", "minimum", "intermediate", "full"]

# The first thousand milestones of the large plan, and the word of who owes and who verifies each.
plan = json.load(open(f"{top}/large/plan.json"))
plan["milestones"] = plan["milestones"][:TASKS]
plan["phases"] = plan["phases"][: 1 + TASKS * len(plan["phases"]) // 10000]
json.dump(plan, open(f"{top}/plan.json", "w"))
level = lambda place: LEVELS[place * 7 % 4]
said = {"gov": [], "mov": [], "mission": []}
for place, milestone in enumerate(plan["milestones"]):
    claim = {"kind": "claim", "milestone": milestone["id"], "level": level(place), "on": f"202{place % 6}-{1 + place % 12:02}-10"}
    for actor in [milestone["responsible"][0], "mission"]:
        said[actor].append(json.dumps(claim))
quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
subprocess.run([binary, "init", f"{top}/small", "--from", f"{top}/plan.json"], **quiet)
for actor, claims in said.items():
    open(f"{top}/claims.jsonl", "w").write("\n".join(claims))
    subprocess.run([binary, "-C", f"{top}/small", "import", f"{top}/claims.jsonl", "--as", actor], **quiet)

# The same as a project: phases with their tasks, each after those that it waits for, done as far as was said.
name = lambda word: word.replace("-", "_")
inside = {milestone["id"]: milestone["phase"] for milestone in plan["milestones"]}
waits = lambda milestone: [one["milestone"] for one in milestone.get("requires", []) if "milestone" in one]
lines = ['project large "A large plan" 2020-01-01 +12y { timezone "UTC" now 2026-01-01 }']
for phase in plan["phases"]:
    lines.append(f'task {name(phase["id"])} "{phase["title"]}" {{')
    for place, milestone in enumerate(plan["milestones"]):
        if milestone["phase"] == phase["id"]:
            after = ", ".join(f"{name(inside[one])}.{name(one)}" for one in waits(milestone))
            depends = f" depends {after}" if after else " start 2020-01-01"
            done = LEVELS.index(level(place)) * 100 // 3
            lines.append(f'  task {name(milestone["id"])} "{milestone["title"]}" {{ duration 20d complete {done}{depends} }}')
    lines.append("}")
scales = ["month", "day"]  # milepost's chart has its dates to the day
for scale in scales:
    os.mkdir(f"{top}/{scale}")
    report = f'taskreport "report" {{ formats html columns bsi, name, start, end, complete, chart {{ scale {scale} }} }}'
    open(f"{top}/{scale}.tjp", "w").write("\n".join([*lines, report]))

has_report = subprocess.run([binary, "report", "--help"], capture_output=True).returncode == 0
mine = ["report", "--to", f"{top}/report.html"] if has_report else ["timeline", "-o", "json"]
commands = {f"milepost {mine[0]}": [binary, "-C", f"{top}/small", *mine]}
for scale in scales:
    commands[f"tj3, scale {scale}"] = ["tj3", "--silent", "--output-dir", f"{top}/{scale}", f"{top}/{scale}.tjp"]
times = {command: [] for command in commands}
for _ in range(ROUNDS):
    for command, line in commands.items():
        begun = time.perf_counter()
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        times[command].append(time.perf_counter() - begun)
medians = {command: statistics.median(taken) for command, taken in times.items()}
if not has_report:
    print("this milepost has no `report`; `timeline -o json` stands in for it")
print(f"{TASKS} milestones, {os.cpu_count()} processors, {ROUNDS} runs")
for command, median in medians.items():
    print(f"{command:20} {median * 1e3:10.1f} ms {median / min(medians.values()):8.1f} ×")
for command, written in zip(commands, [f"{top}/report.html", *(f"{top}/{scale}/report.html" for scale in scales)]):
    if os.path.exists(written):
        print(f"{command:20} {os.path.getsize(written) / 1e6:10.1f} MB")
PYTHON
