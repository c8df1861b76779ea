"""`manage.py up`: everything that Coop needs, on one machine, in one terminal."""
