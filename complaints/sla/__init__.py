"""Clocks: until when a promise has to be kept, and why.

Reading order: `calendar` (which days are worked), `policy` (what is promised to whom), `deadline` (until
when), `packs` (the policies and calendars that are shipped, and reading others from files).
"""
