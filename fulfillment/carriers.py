"""Where a parcel can be followed. Pure: what is known of a parcel in, an address out."""

from urllib.parse import quote

FOLLOW = {
    "PostNL": "https://jouw.postnl.nl/track-and-trace/{number}-{country}-{postcode}",
    "DHL": "https://www.dhl.com/global-en/home/tracking/tracking-parcel.html?submit=1&tracking-id={number}",
    "DPD": "https://tracking.dpd.de/status/en_US/parcel/{number}",
    "GLS": "https://gls-group.com/track/{number}",
    "UPS": "https://www.ups.com/track?tracknum={number}",
    "CTT": "https://www.ctt.pt/feapl_2/app/open/objectSearch/objectSearch.jspx?objects={number}",
}
"""Carriers that let a link name the parcel. Any other may carry too; its number is then looked up by hand."""


def follow_url(carrier: str, number: str, *, country: str, postcode: str) -> str:
    """The address at which the carrier says where the parcel is; "" where we know none, or no number."""
    known = {name.casefold(): address for name, address in FOLLOW.items()}
    address = known.get(carrier.strip().casefold(), "")
    if not (address and number):
        return ""
    plain = {"number": number, "country": country, "postcode": postcode}
    return address.format(**{name: quote("".join(value.split()), safe="") for name, value in plain.items()})
