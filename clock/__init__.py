"""The daemon: schedules.yaml → jobs → children. It knows crawling by command and result only, and parses nothing from outside."""
