"""Bank holidays by law, as days to be kept in the database. Apart from the calendars: the library is slow to load."""

from datetime import date

import holidays


def england_wales(first_year: int, last_year: int) -> dict[date, str]:
    """Bank holidays of England and Wales by day, with their names, to be kept as data in the database.

    Source: Banking and Financial Dealings Act 1971 and proclamations, as the holidays library has them.
    """
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1)).items())
