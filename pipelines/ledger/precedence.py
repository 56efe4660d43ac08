"""Which kinds of transport link an event type can befall, and which type stands for another."""

from tumen.transport import EventType as Type
from tumen.transport import TransportKind as Kind

RUNS = frozenset({Kind.PASSENGER_TRAIN, Kind.RAIL_CROSSING, Kind.AIR, Kind.FERRY, Kind.ROAD_BRIDGE, Kind.OTHER})
BUILT = frozenset({Kind.ROAD_BRIDGE, Kind.RAILWAY, Kind.PORT, Kind.OTHER})
TRAFFIC = frozenset(
    {
        Type.TRAFFIC_OBSERVED,
        Type.SERVICE_STARTED,
        Type.SERVICE_RESUMED,
        Type.SERVICE_SUSPENDED,
        Type.SCHEDULE_CHANGED,
        Type.INCIDENT,
    }
)
BEGUN = frozenset({Type.SERVICE_STARTED, Type.SERVICE_RESUMED})
BUILDING = frozenset({Type.CONSTRUCTION_STARTED, Type.CONSTRUCTION_PROGRESS})  # said of nothing but what is built
LAID = frozenset({Kind.RAILWAY, Kind.PORT})
REPAIRS = frozenset({Type.CONSTRUCTION_STARTED, Type.COMPLETED})  # befall the old railway bridge where it is repaired
RAIL = frozenset({Kind.PASSENGER_TRAIN, Kind.RAIL_CROSSING})
AFLOAT = frozenset({Kind.FERRY, Kind.SHIPPING, Kind.PORT, Kind.OTHER})
MOVES = frozenset(Kind)
KINDS: dict[Type, frozenset[Kind]] = {
    Type.AGREED: frozenset(Kind) - {Kind.SHIPPING},
    Type.ANNOUNCED: frozenset(Kind),
    Type.CONSTRUCTION_STARTED: BUILT,
    Type.CONSTRUCTION_PROGRESS: BUILT,
    Type.COMPLETED: BUILT,
    Type.OPENED: BUILT,
    Type.SERVICE_STARTED: RUNS | {Kind.SHIPPING, Kind.RAILWAY},
    Type.SERVICE_RESUMED: RUNS | {Kind.SHIPPING, Kind.RAILWAY, Kind.PORT},
    Type.SERVICE_SUSPENDED: RUNS | {Kind.RAILWAY, Kind.PORT},
    Type.SCHEDULE_CHANGED: RUNS,
    Type.TRAFFIC_OBSERVED: MOVES,
    Type.STATION_RENOVATED: frozenset({Kind.RAIL_CROSSING}),
    Type.INCIDENT: frozenset(Kind),
    Type.SANCTIONED: frozenset({Kind.SHIPPING, Kind.PORT, Kind.AIR, Kind.FERRY}),
}
COMING = frozenset(
    {
        Type.COMPLETED,
        Type.OPENED,
        Type.SERVICE_STARTED,
        Type.SERVICE_RESUMED,
        Type.TRAFFIC_OBSERVED,
        Type.CONSTRUCTION_STARTED,
        Type.SCHEDULE_CHANGED,
    }
)
_WORKS = BUILDING | REPAIRS | {Type.STATION_RENOVATED}  # befall old railways too: a tunnel, the station at its end, the bridge
_ON_RAILS = frozenset({Kind.RAILWAY, Kind.RAIL_CROSSING})


def can_befall(event: Type, kind: Kind) -> bool:
    """Whether such a thing can happen to a transport link of this kind, in whatever words."""
    return kind in KINDS[event] or (event in _WORKS and kind in _ON_RAILS)


# Within a sentence the more telling type stands for the vaguer ones.
_VAGUE = frozenset({Type.ANNOUNCED, Type.TRAFFIC_OBSERVED})
OUTDOES: dict[Type, frozenset[Type]] = {
    Type.SANCTIONED: _VAGUE | {Type.SERVICE_SUSPENDED, Type.SERVICE_STARTED, Type.INCIDENT},
    Type.INCIDENT: _VAGUE | {Type.SERVICE_STARTED, Type.CONSTRUCTION_PROGRESS},
    Type.AGREED: frozenset({Type.ANNOUNCED, Type.CONSTRUCTION_PROGRESS, Type.SCHEDULE_CHANGED}),
    Type.STATION_RENOVATED: frozenset(
        {Type.OPENED, Type.COMPLETED, Type.ANNOUNCED, Type.TRAFFIC_OBSERVED, Type.SERVICE_STARTED, Type.CONSTRUCTION_STARTED}
    ),
    Type.CONSTRUCTION_STARTED: _VAGUE | {Type.CONSTRUCTION_PROGRESS, Type.OPENED, Type.COMPLETED, Type.SERVICE_STARTED},
    Type.OPENED: _VAGUE | {Type.SERVICE_STARTED, Type.COMPLETED, Type.CONSTRUCTION_PROGRESS},
    Type.COMPLETED: _VAGUE | {Type.CONSTRUCTION_PROGRESS},
    Type.CONSTRUCTION_PROGRESS: _VAGUE,
    Type.SERVICE_RESUMED: _VAGUE | {Type.SERVICE_STARTED, Type.SERVICE_SUSPENDED, Type.SCHEDULE_CHANGED},
    Type.SCHEDULE_CHANGED: _VAGUE | {Type.SERVICE_STARTED},
    Type.SERVICE_SUSPENDED: _VAGUE | {Type.SERVICE_STARTED},
    Type.SERVICE_STARTED: _VAGUE,
}
# Within a document, for one transport link: the news of the left makes the right its retelling.
ECLIPSES: dict[Type, frozenset[Type]] = {
    Type.CONSTRUCTION_STARTED: frozenset({Type.CONSTRUCTION_PROGRESS, Type.ANNOUNCED, Type.OPENED, Type.COMPLETED}),
    Type.SERVICE_SUSPENDED: frozenset({Type.TRAFFIC_OBSERVED}),
    Type.SERVICE_STARTED: frozenset({Type.TRAFFIC_OBSERVED, Type.ANNOUNCED, Type.SERVICE_RESUMED}),
    Type.SERVICE_RESUMED: frozenset({Type.ANNOUNCED, Type.TRAFFIC_OBSERVED}),
    Type.OPENED: frozenset({Type.TRAFFIC_OBSERVED, Type.ANNOUNCED, Type.CONSTRUCTION_PROGRESS}),
    Type.INCIDENT: frozenset({Type.TRAFFIC_OBSERVED, Type.ANNOUNCED, Type.SERVICE_STARTED, Type.CONSTRUCTION_PROGRESS}),
}
# What reports tell beside their news as a matter of course: the agreement a bridge is
# built under, the timetable that is announced, the traffic an incident stops, the pause that ends.
_UNDER_AGREEMENT = frozenset({Type.AGREED})
COMPANIONS: dict[Type, frozenset[Type]] = {
    Type.CONSTRUCTION_STARTED: _UNDER_AGREEMENT,
    Type.CONSTRUCTION_PROGRESS: _UNDER_AGREEMENT,
    Type.TRAFFIC_OBSERVED: frozenset({Type.CONSTRUCTION_PROGRESS}),
    Type.ANNOUNCED: _UNDER_AGREEMENT | {Type.SCHEDULE_CHANGED},
    Type.INCIDENT: frozenset({Type.SERVICE_SUSPENDED, Type.SANCTIONED}),
    Type.AGREED: frozenset({Type.CONSTRUCTION_STARTED}),
    Type.SERVICE_SUSPENDED: frozenset({Type.INCIDENT}),
    Type.COMPLETED: frozenset({Type.OPENED, Type.ANNOUNCED}),  # its opening, where that comes later
    Type.SERVICE_RESUMED: frozenset({Type.SERVICE_SUSPENDED, Type.INCIDENT}),  # the pause is dropped before where it is undated
}
# Happens on a day or in a month, so that a report of other news dates it in passing: `the line, opened in July`.
DATED = frozenset(
    {
        Type.AGREED,
        Type.CONSTRUCTION_STARTED,
        Type.CONSTRUCTION_PROGRESS,
        Type.COMPLETED,
        Type.OPENED,
        Type.STATION_RENOVATED,
        Type.SERVICE_STARTED,
        Type.SERVICE_RESUMED,
        Type.SERVICE_SUSPENDED,
        Type.INCIDENT,
        Type.SANCTIONED,
    }
)
# Kept as events to come where their day or month is stated; the end of building works is a claim (`completion-date`).
PLANS = frozenset({Type.OPENED, Type.SERVICE_STARTED, Type.SERVICE_RESUMED, Type.SCHEDULE_CHANGED})
