"""What the icalendar library finds in an exported calendar, recurrences told date by date: calendar_file.py FILE.ics UNTIL"""

import datetime
import json
import sys
import zoneinfo

import icalendar
from dateutil.rrule import rrulestr

file, until = sys.argv[1:]
raw = open(file, "rb").read()
assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r"), "every line ends in CR LF"
assert all(len(line) <= 75 for line in raw.split(b"\r\n")), "no line has more than 75 octets"
calendar = icalendar.Calendar.from_ical(raw)
assert not calendar.errors, calendar.errors
until = datetime.datetime.fromisoformat(until).replace(tzinfo=datetime.timezone.utc)


def shown(moment):
    if isinstance(moment, datetime.datetime):
        assert moment.tzinfo is not None, f"{moment} has no zone"
        return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.isoformat()


def occurrences(event):
    """Every start until the end asked for, by dateutil's reading of the rule."""
    start = event["DTSTART"].dt
    dates = [start]
    if "RRULE" in event:
        rule = event["RRULE"].to_ical().decode()
        if isinstance(start, datetime.datetime):
            dates = rrulestr(rule, dtstart=start).between(start, until, inc=True)
        else:
            begins = datetime.datetime.combine(start, datetime.time())
            dates = [each.date() for each in rrulestr(rule, dtstart=begins).between(begins, until.replace(tzinfo=None), inc=True)]
    if "RDATE" in event:
        more = event["RDATE"] if isinstance(event["RDATE"], list) else [event["RDATE"]]
        dates += [date.dt for each in more for date in each.dts]
    return [shown(date) for date in dates]


def told(event):
    for alarm in event.walk("VALARM"):
        assert alarm["ACTION"] == "DISPLAY" and alarm["DESCRIPTION"], "an alarm that shows nothing"
    start = event["DTSTART"].dt
    end = event["DTEND"].dt if "DTEND" in event else None
    assert event["DTSTAMP"].to_ical().endswith(b"Z")
    return {
        "uid": str(event["UID"]),
        "sequence": int(event["SEQUENCE"]),
        "start": shown(start),
        "days": (end - start).days if end else None,
        "status": str(event["STATUS"]),
        "summary": str(event["SUMMARY"]),
        "description": str(event.get("DESCRIPTION", "")),
        "categories": [str(category) for category in event["CATEGORIES"].cats] if "CATEGORIES" in event else [],
        "alarms": [alarm["TRIGGER"].to_ical().decode() for alarm in event.walk("VALARM")],
        "occurrences": occurrences(event),
    }


def clocks(zone):
    """Whether the zone as written tells the time that the zone database does, hour by hour around every change."""
    own, known = zone.to_tz(lookup_tzid=False), zoneinfo.ZoneInfo(str(zone["TZID"]))
    first = min(part["DTSTART"].dt for part in zone.subcomponents)
    moment, wrong = first.replace(tzinfo=datetime.timezone.utc) + datetime.timedelta(days=2), 0
    while moment < until:
        wrong += moment.astimezone(own).utcoffset() != moment.astimezone(known).utcoffset()
        moment += datetime.timedelta(hours=5)
    return {"zone": str(zone["TZID"]), "wrong": wrong}


json.dump(
    {
        "name": str(calendar["X-WR-CALNAME"]),
        "zone": str(calendar["X-WR-TIMEZONE"]),
        "clocks": [clocks(zone) for zone in calendar.walk("VTIMEZONE")],
        "events": [told(event) for event in calendar.walk("VEVENT")],
    },
    sys.stdout,
)
