"""Station time as calendars know it: written as iCalendar (RFC 5545), and read from it."""
