"""The tables of companies and stands."""

from eventapp.companies.models.companies import (
    COMPANY_STATES,
    Company,
    CompanyCategory,
    CompanyCategoryLink,
    CompanyDirectory,
    CompanyLogo,
    CompanyPerson,
    CompanySeats,
)
from eventapp.companies.models.stands import CompanyStand, Hall, HallPlan, Stand, StandEvent

__all__ = [
    "COMPANY_STATES",
    "Company",
    "CompanyCategory",
    "CompanyCategoryLink",
    "CompanyDirectory",
    "CompanyLogo",
    "CompanyPerson",
    "CompanySeats",
    "CompanyStand",
    "Hall",
    "HallPlan",
    "Stand",
    "StandEvent",
]
